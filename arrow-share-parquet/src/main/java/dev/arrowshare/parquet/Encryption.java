package dev.arrowshare.parquet;

import dev.arrowshare.parquet.crypto.CryptoKey;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a Parquet file is encrypted when it is written, and by which keys. Each method returns a changed encryption and leaves this one as
 * it is.
 *
 * <pre>{@code
 * Encryption encryption = Encryption.footerKey(footerKey).columnKey("fare", fareKey).plainColumn("zone");
 * ParquetWriteOptions.defaults().encryption(encryption);
 * }</pre>
 *
 * <p>Columns are encrypted by their own key, else by the footer's. The encryption is not serialised with the options that have it: row
 * groups that workers encode are encrypted where they are put into the file.
 *
 * <p>Who reads what: pyarrow and parquet-java all of it, but for pages {@linkplain ParquetWriteOptions.PageVersion#V2 V2} in parquet-java. DuckDB 2.0 knows one key for all, an
 * encrypted footer, {@code AES_GCM_V1}, flat columns and one page V1 a chunk.
 *
 * <p><b>Threads:</b> immutable.
 *
 * <p><b>Errors:</b> {@link IllegalArgumentException} for a key of another length than 16, 24 or 32 bytes, and from where a file is opened
 * for a column that is not there. No message has a key.
 */
public final class Encryption {
    /** How the bodies of pages are encrypted; all else always is by GCM. */
    public enum Algorithm {
        /** Every change is noticed when the file is read. */
        AES_GCM_V1,
        /** Faster, but changes of pages are not noticed. */
        AES_GCM_CTR_V1
    }

    /**
     * A key, and what is noted of it in the file.
     *
     * @param metadata such as an id, by which readers find the key
     */
    record NotedKey(CryptoKey key, Optional<byte[]> metadata) {}

    private NotedKey footerKey;
    private Map<String, NotedKey> columnKeys = Map.of();
    private Set<String> plainColumns = Set.of();
    private Algorithm algorithm = Algorithm.AES_GCM_V1;
    private byte @Nullable [] aadPrefix;
    private boolean storesAadPrefix;
    private boolean hasPlainFooter;

    private Encryption(NotedKey footerKey) {
        this.footerKey = footerKey;
    }

    private Encryption with(Consumer<Encryption> change) {
        Encryption changed = new Encryption(footerKey);
        changed.columnKeys = columnKeys;
        changed.plainColumns = plainColumns;
        changed.algorithm = algorithm;
        changed.aadPrefix = aadPrefix;
        changed.storesAadPrefix = storesAadPrefix;
        changed.hasPlainFooter = hasPlainFooter;
        change.accept(changed);
        return changed;
    }

    /** Encrypts footer and columns by that key. */
    public static Encryption footerKey(byte[] key) {
        return new Encryption(new NotedKey(CryptoKey.of("the footer's key", key), Optional.empty()));
    }

    /** What is noted of the footer's key in the file, for all to read. */
    public Encryption footerKeyMetadata(byte[] metadata) {
        Optional<byte[]> copy = Optional.of(metadata.clone());
        return with(encryption -> encryption.footerKey = new NotedKey(footerKey.key(), copy));
    }

    /** Encrypts a column by a key of its own. The column is named as in {@link Decryption#columnKey}. */
    public Encryption columnKey(String column, byte[] key) {
        return with(column, new NotedKey(columnKey(column, key, "the key of column '"), Optional.empty()));
    }

    /** As {@link #columnKey(String, byte[])}, with what is noted of the key in the file. */
    public Encryption columnKey(String column, byte[] key, byte[] metadata) {
        return with(column, new NotedKey(columnKey(column, key, "the key of column '"), Optional.of(metadata.clone())));
    }

    private static CryptoKey columnKey(String column, byte[] key, String what) {
        return CryptoKey.of(what + column + "'", key);
    }

    private Encryption with(String column, NotedKey key) {
        TreeMap<String, NotedKey> changed = new TreeMap<>(columnKeys);
        changed.put(column, key);
        return with(encryption -> encryption.columnKeys = changed);
    }

    /** Does not encrypt a column. */
    public Encryption plainColumn(String column) {
        TreeSet<String> changed = new TreeSet<>(plainColumns);
        changed.add(column);
        return with(encryption -> encryption.plainColumns = changed);
    }

    /** Signs the footer instead of encrypting it: readers without keys see the schema, and can read columns that are plain. */
    public Encryption plainFooter() {
        return with(encryption -> encryption.hasPlainFooter = true);
    }

    /** AES_GCM_V1 unless it is set. */
    public Encryption algorithm(Algorithm newAlgorithm) {
        return with(encryption -> encryption.algorithm = Objects.requireNonNull(newAlgorithm, "algorithm"));
    }

    /** Binds the file to something, such as its name, so that it cannot take another one's place; readers find it in the file. */
    public Encryption aadPrefix(byte[] prefix) {
        byte[] copy = prefix.clone();
        return with(encryption -> {
            encryption.aadPrefix = copy;
            encryption.storesAadPrefix = true;
        });
    }

    /** As {@link #aadPrefix}, but readers have to know it: {@link Decryption#aadPrefix}. */
    public Encryption aadPrefixKeptElsewhere(byte[] prefix) {
        byte[] copy = prefix.clone();
        return with(encryption -> {
            encryption.aadPrefix = copy;
            encryption.storesAadPrefix = false;
        });
    }

    NotedKey footerKey() {
        return footerKey;
    }

    /** A column's own key; empty for one that the footer's encrypts. */
    Optional<NotedKey> ownKey(List<String> path) {
        for (int names = path.size(); names > 0; names--) {
            NotedKey key = columnKeys.get(String.join(".", path.subList(0, names)));
            if (key != null) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    boolean isPlain(List<String> path) {
        for (int names = path.size(); names > 0; names--) {
            if (plainColumns.contains(String.join(".", path.subList(0, names)))) {
                return true;
            }
        }
        return false;
    }

    /** The columns of which something is said. */
    Set<String> columns() {
        TreeSet<String> columns = new TreeSet<>(columnKeys.keySet());
        columns.addAll(plainColumns);
        return columns;
    }

    Algorithm algorithm() {
        return algorithm;
    }

    Optional<byte[]> aadPrefix() {
        return Optional.ofNullable(aadPrefix);
    }

    boolean storesAadPrefix() {
        return storesAadPrefix;
    }

    boolean hasPlainFooter() {
        return hasPlainFooter;
    }

    /** Says for what there are keys. */
    @Override
    public String toString() {
        return "encryption(" + (hasPlainFooter ? "plain footer, " : "") + "own keys " + columnKeys.keySet() + ", plain "
                + plainColumns + ", " + algorithm + ")";
    }
}
