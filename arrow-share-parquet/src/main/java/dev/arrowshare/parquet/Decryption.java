package dev.arrowshare.parquet;

import dev.arrowshare.parquet.crypto.CryptoKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The keys that open an encrypted Parquet file. Each method returns changed keys and leaves these as they are.
 *
 * <pre>{@code
 * Decryption keys = Decryption.none().footerKey(footerKey).columnKey("fare", fareKey);
 * ParquetSource trips = ParquetSource.open(file, ParquetReadOptions.read().decryption(keys));
 * }</pre>
 *
 * <p>Columns whose key is not here can be left out by {@link ParquetReadOptions#columns(String...)}. A footer that is signed and not
 * encrypted is compared with its signature if its key is here.
 *
 * <p><b>Threads:</b> safe; a function that finds keys is called by whoever opens the file.
 *
 * <p><b>Errors:</b> {@link IllegalArgumentException} for a key of another length than 16, 24 or 32 bytes. While reading, {@link
 * dev.arrowshare.error.MissingKeyException} for what is asked for and has no key here, {@link dev.arrowshare.error.CorruptFileException}
 * for what a key does not open. No message has a key.
 */
public final class Decryption {
    private static final Decryption NONE = new Decryption();

    private @Nullable CryptoKey footerKey;
    private Map<String, CryptoKey> columnKeys = Map.of();
    private @Nullable Function<byte[], byte @Nullable []> keysByMetadata;
    private byte @Nullable [] aadPrefix;
    private boolean allowsPlainFiles;

    private Decryption() {}

    private Decryption with(Consumer<Decryption> change) {
        Decryption changed = new Decryption();
        changed.footerKey = footerKey;
        changed.columnKeys = columnKeys;
        changed.keysByMetadata = keysByMetadata;
        changed.aadPrefix = aadPrefix;
        changed.allowsPlainFiles = allowsPlainFiles;
        change.accept(changed);
        return changed;
    }

    /** No keys yet. */
    public static Decryption none() {
        return NONE;
    }

    /** The key of the footer, and of the columns that have none of their own. */
    public Decryption footerKey(byte[] key) {
        CryptoKey copy = CryptoKey.of("the footer's key", key);
        return with(keys -> keys.footerKey = copy);
    }

    /**
     * The key of a column.
     *
     * @param column its name, or the path of one within, with dots, as Parquet has it ({@code tags.list.element}); the key of a column
     *     is that of all within that have no other
     */
    public Decryption columnKey(String column, byte[] key) {
        TreeMap<String, CryptoKey> changed = new TreeMap<>(columnKeys);
        changed.put(column, CryptoKey.of("the key of column '" + column + "'", key));
        return with(keys -> keys.columnKeys = changed);
    }

    /** Finds keys that were not given by what their writer noted of them, such as an id; null for one that it does not know. */
    public Decryption keysByMetadata(Function<byte[], byte @Nullable []> find) {
        return with(keys -> keys.keysByMetadata = find);
    }

    /** What the writer has bound the file to (the AAD prefix), such as its name; needed if that is not in the file, else compared. */
    public Decryption aadPrefix(byte[] prefix) {
        byte[] copy = prefix.clone();
        return with(keys -> keys.aadPrefix = copy);
    }

    /** Reads files that are not encrypted, too. Otherwise they are refused, as somebody may have put one in an encrypted one's place. */
    public Decryption allowPlainFiles() {
        return with(keys -> keys.allowsPlainFiles = true);
    }

    /** The footer's key, by what the file says about it; none if nobody knows it. */
    public Optional<CryptoKey> keyOfFooter(byte @Nullable [] metadata) {
        return footerKey != null ? Optional.of(footerKey) : found("the footer's key", metadata);
    }

    /** A column's own key, by its path and what the file says about the key; none if nobody knows it. */
    public Optional<CryptoKey> keyOfColumn(List<String> path, byte @Nullable [] metadata) {
        for (int names = path.size(); names > 0; names--) {
            CryptoKey key = columnKeys.get(String.join(".", path.subList(0, names)));
            if (key != null) {
                return Optional.of(key);
            }
        }
        return found("the key of column '" + String.join(".", path) + "'", metadata);
    }

    private Optional<CryptoKey> found(String what, byte @Nullable [] metadata) {
        byte[] key = keysByMetadata == null || metadata == null ? null : keysByMetadata.apply(metadata.clone());
        return key == null ? Optional.empty() : Optional.of(CryptoKey.of(what, key));
    }

    /** The AAD prefix, if it was given. */
    public Optional<byte[]> aadPrefix() {
        return aadPrefix == null ? Optional.empty() : Optional.of(aadPrefix.clone());
    }

    public boolean allowsPlainFiles() {
        return allowsPlainFiles;
    }

    /** Says for what there are keys. */
    @Override
    public String toString() {
        return "decryption(" + (footerKey == null ? "" : "footer, ") + "columns " + columnKeys.keySet()
                + (keysByMetadata == null ? "" : ", by metadata") + ")";
    }
}
