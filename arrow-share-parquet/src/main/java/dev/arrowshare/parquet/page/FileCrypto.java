package dev.arrowshare.parquet.page;

import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.error.MissingKeyException;
import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.parquet.Decryption;
import dev.arrowshare.parquet.crypto.ChunkPlace;
import dev.arrowshare.parquet.crypto.CryptoKey;
import dev.arrowshare.parquet.crypto.ModuleCipher;
import dev.arrowshare.parquet.crypto.ModuleCipher.Mode;
import dev.arrowshare.parquet.crypto.ModuleKind;
import dev.arrowshare.parquet.crypto.TamperedModuleException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.EncryptionAlgorithm;
import org.apache.parquet.format.EncryptionWithColumnKey;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/** How the modules of a file are encrypted, and by which keys. */
final class FileCrypto {
    private final Mode pages;
    private final byte[] fileAad;
    private final Decryption keys;
    private final Optional<CryptoKey> footerKey;
    private final Map<List<String>, Optional<CryptoKey>> columnKeys = new ConcurrentHashMap<>();

    private FileCrypto(Mode pages, byte[] fileAad, Decryption keys, Optional<CryptoKey> footerKey) {
        this.pages = pages;
        this.fileAad = fileAad;
        this.keys = keys;
        this.footerKey = footerKey;
    }

    static FileCrypto of(
            Path path, @Nullable EncryptionAlgorithm algorithm, Decryption keys, Optional<CryptoKey> footerKey) {
        if (algorithm != null && algorithm.isSetAES_GCM_V1()) {
            var gcm = algorithm.getAES_GCM_V1();
            byte[] prefix = prefix(path, gcm.getAad_prefix(), gcm.isSupply_aad_prefix(), keys);
            return new FileCrypto(Mode.GCM, fileAad(path, prefix, gcm.getAad_file_unique()), keys, footerKey);
        }
        if (algorithm != null && algorithm.isSetAES_GCM_CTR_V1()) {
            var ctr = algorithm.getAES_GCM_CTR_V1();
            byte[] prefix = prefix(path, ctr.getAad_prefix(), ctr.isSupply_aad_prefix(), keys);
            return new FileCrypto(Mode.CTR, fileAad(path, prefix, ctr.getAad_file_unique()), keys, footerKey);
        }
        throw new UnsupportedFeatureException(
                path + ": is encrypted by something else than AES_GCM_V1 and AES_GCM_CTR_V1");
    }

    private static byte[] prefix(Path path, byte @Nullable [] stored, boolean isWanted, Decryption keys) {
        Optional<byte[]> given = keys.aadPrefix();
        if (stored == null && isWanted && given.isEmpty()) {
            throw new MissingKeyException(
                    path + ": is bound to an AAD prefix that is not in it;" + " Decryption.aadPrefix takes it");
        }
        if (given.isPresent() && stored == null && !isWanted) {
            throw new CorruptFileException(path + ": is bound to no AAD prefix, though one was given");
        }
        if (given.isPresent() && stored != null && !Arrays.equals(given.get(), stored)) {
            throw new CorruptFileException(path + ": is bound to another AAD prefix than the one that was given");
        }
        return stored != null ? stored : given.orElseGet(() -> new byte[0]);
    }

    private static byte[] fileAad(Path path, byte[] prefix, byte @Nullable [] unique) {
        if (unique == null) {
            throw new CorruptFileException(path
                    + ": is encrypted without an aad_file_unique, so that its parts are bound to no place, as DuckDB writes"
                    + " files; the format wants one");
        }
        byte[] all = Arrays.copyOf(prefix, prefix.length + unique.length);
        System.arraycopy(unique, 0, all, prefix.length, unique.length);
        return all;
    }

    byte[] fileAad() {
        return fileAad;
    }

    /** The key of an encrypted chunk; empty where it is missing. */
    private Optional<CryptoKey> key(ColumnChunk chunk) {
        if (chunk.getCrypto_metadata().isSetENCRYPTION_WITH_FOOTER_KEY()) {
            return footerKey;
        }
        EncryptionWithColumnKey own = chunk.getCrypto_metadata().getENCRYPTION_WITH_COLUMN_KEY();
        List<String> path = own.getPath_in_schema() == null ? List.of() : own.getPath_in_schema();
        return columnKeys.computeIfAbsent(path, any -> keys.keyOfColumn(path, own.getKey_metadata()));
    }

    /** How a chunk is encrypted, null where it is not. Without its key there is an exception whose message begins so. */
    @Nullable
    ChunkCrypto of(ColumnChunk chunk, ChunkPlace place, String where) {
        if (!chunk.isSetCrypto_metadata()) {
            return null;
        }
        byte[] noted = chunk.getCrypto_metadata().isSetENCRYPTION_WITH_COLUMN_KEY()
                ? chunk.getCrypto_metadata().getENCRYPTION_WITH_COLUMN_KEY().getKey_metadata()
                : null;
        return new ChunkCrypto(
                key(chunk)
                        .orElseThrow(() -> new MissingKeyException(
                                where + "it is encrypted, and its key is not among those" + " given"
                                        + FooterCrypto.noted(noted) + "; ParquetReadOptions.columns can leave it out")),
                pages,
                place);
    }

    /** Whether the key of an encrypted chunk is there. */
    boolean hasKey(ColumnChunk chunk) {
        return key(chunk).isPresent();
    }

    ChunkPlace place(int rowGroup, int column) {
        return new ChunkPlace(fileAad, rowGroup, column);
    }

    /** Puts a chunk's encrypted metadata in its place. What no key opens shows when the column is read: it is tried again then. */
    void openMetadata(ColumnChunk chunk, ChunkPlace place) {
        Optional<CryptoKey> key = chunk.isSetCrypto_metadata() ? key(chunk) : Optional.empty();
        if (key.isPresent()) {
            try {
                chunk.setMeta_data(metadata(chunk, key.get(), place, new ModuleCipher()));
            } catch (MalformedPageException e) {
                chunk.unsetMeta_data();
            }
        }
    }

    /** The encrypted metadata of a chunk. */
    static ColumnMetaData metadata(ColumnChunk chunk, CryptoKey key, ChunkPlace place, ModuleCipher cipher) {
        try {
            byte[] content =
                    cipher.open(key, place.of(ModuleKind.COLUMN_METADATA), chunk.getEncrypted_column_metadata());
            return Util.readColumnMetaData(new ByteArrayInputStream(content), null, null);
        } catch (TamperedModuleException e) {
            throw new MalformedPageException("its metadata " + e.getMessage(), e);
        } catch (IOException | RuntimeException | LinkageError e) {
            throw new MalformedPageException("its metadata is not sound: " + e.getMessage(), e);
        }
    }
}
