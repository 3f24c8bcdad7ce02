package dev.arrowshare.parquet;

import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.parquet.crypto.ChunkPlace;
import dev.arrowshare.parquet.crypto.CryptoKey;
import dev.arrowshare.parquet.crypto.ModuleCipher;
import dev.arrowshare.parquet.crypto.ModuleCipher.Mode;
import dev.arrowshare.parquet.crypto.ModuleKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.format.AesGcmCtrV1;
import org.apache.parquet.format.AesGcmV1;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnCryptoMetaData;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.EncryptionAlgorithm;
import org.apache.parquet.format.EncryptionWithColumnKey;
import org.apache.parquet.format.EncryptionWithFooterKey;
import org.apache.parquet.format.FileCryptoMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/** The encryption of one file that is being written. */
final class FileEncryption {
    private static final int UNIQUE_BYTES = 8;
    private static final byte[] PLAIN_MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ENCRYPTED_MAGIC = "PARE".getBytes(StandardCharsets.US_ASCII);

    private final Encryption encryption;
    private final byte[] unique = new byte[UNIQUE_BYTES];
    private final byte[] fileAad;
    private final ModuleCipher cipher = new ModuleCipher();

    private FileEncryption(Encryption encryption) {
        this.encryption = encryption;
        new SecureRandom().nextBytes(unique);
        byte[] prefix = encryption.aadPrefix().orElseGet(() -> new byte[0]);
        this.fileAad = Arrays.copyOf(prefix, prefix.length + UNIQUE_BYTES);
        System.arraycopy(unique, 0, fileAad, prefix.length, UNIQUE_BYTES);
    }

    /** Of a file with those columns, if the options say so; refused when they do not fit. */
    static Optional<FileEncryption> of(FileSchema schema, ParquetWriteOptions options) {
        Encryption encryption = options.encryption();
        if (encryption == null) {
            return Optional.empty();
        }
        schema.requireColumns(encryption.columns());
        return Optional.of(new FileEncryption(encryption));
    }

    /**
     * How a chunk is encrypted.
     *
     * @param pages how the bodies of its pages are
     */
    record Chunk(CryptoKey key, Mode pages, ChunkPlace place) {}

    /** How a chunk is encrypted; empty when it is not. */
    Optional<Chunk> chunk(List<String> path, int rowGroup, int column) {
        if (encryption.isPlain(path)) {
            return Optional.empty();
        }
        if (rowGroup > ChunkPlace.MOST || column > ChunkPlace.MOST) {
            throw new UnsupportedFeatureException("column '" + String.join(".", path)
                    + "': an encrypted file has at most " + (ChunkPlace.MOST + 1) + " row groups and as many columns");
        }
        CryptoKey key = encryption.ownKey(path).orElse(encryption.footerKey()).key();
        boolean isCounter = encryption.algorithm() == Encryption.Algorithm.AES_GCM_CTR_V1;
        return Optional.of(new Chunk(key, isCounter ? Mode.CTR : Mode.GCM, new ChunkPlace(fileAad, rowGroup, column)));
    }

    /** A page index as it stands in the file. */
    byte[] index(byte[] index, ModuleKind kind, List<String> path, int rowGroup, int column) {
        return chunk(path, rowGroup, column)
                .map(chunk -> cipher.seal(chunk.key(), chunk.place().of(kind), index))
                .orElse(index);
    }

    /** The file's first bytes, which are its last ones too. */
    byte[] magic() {
        return encryption.hasPlainFooter() ? PLAIN_MAGIC : ENCRYPTED_MAGIC;
    }

    /** The footer as it stands in the file, up to its length. */
    byte[] footer(FileMetaData plain) throws IOException {
        FileMetaData footer = plain.deepCopy();
        for (int rowGroup = 0; rowGroup < footer.getRow_groupsSize(); rowGroup++) {
            sealMetadata(footer.getRow_groups().get(rowGroup), rowGroup);
        }
        return encryption.hasPlainFooter() ? signed(footer) : sealed(footer);
    }

    private byte[] sealed(FileMetaData footer) throws IOException {
        FileCryptoMetaData crypto = new FileCryptoMetaData(algorithm());
        encryption.footerKey().metadata().ifPresent(crypto::setKey_metadata);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Util.writeFileCryptoMetaData(crypto, bytes);
        bytes.write(cipher.seal(encryption.footerKey().key(), ChunkPlace.ofFooter(fileAad), bytes(footer)));
        return bytes.toByteArray();
    }

    private byte[] signed(FileMetaData footer) throws IOException {
        footer.setEncryption_algorithm(algorithm());
        encryption.footerKey().metadata().ifPresent(footer::setFooter_signing_key_metadata);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] content = bytes(footer);
        bytes.write(content);
        bytes.write(cipher.sign(encryption.footerKey().key(), ChunkPlace.ofFooter(fileAad), content));
        return bytes.toByteArray();
    }

    private static byte[] bytes(FileMetaData footer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Util.writeFileMetaData(footer, bytes);
        return bytes.toByteArray();
    }

    private EncryptionAlgorithm algorithm() {
        boolean hasPrefix = encryption.aadPrefix().isPresent();
        byte[] stored = encryption.storesAadPrefix() ? encryption.aadPrefix().orElse(null) : null;
        if (encryption.algorithm() == Encryption.Algorithm.AES_GCM_CTR_V1) {
            AesGcmCtrV1 ctr = new AesGcmCtrV1().setAad_file_unique(unique);
            return EncryptionAlgorithm.AES_GCM_CTR_V1(
                    stored != null ? ctr.setAad_prefix(stored) : hasPrefix ? ctr.setSupply_aad_prefix(true) : ctr);
        }
        AesGcmV1 gcm = new AesGcmV1().setAad_file_unique(unique);
        return EncryptionAlgorithm.AES_GCM_V1(
                stored != null ? gcm.setAad_prefix(stored) : hasPrefix ? gcm.setSupply_aad_prefix(true) : gcm);
    }

    private void sealMetadata(RowGroup group, int rowGroup) throws IOException {
        List<ColumnChunk> chunks = group.getColumns();
        for (int column = 0; column < chunks.size(); column++) {
            ColumnChunk chunk = chunks.get(column);
            List<String> path = chunk.getMeta_data().getPath_in_schema();
            Optional<Chunk> crypto = chunk(path, rowGroup, column);
            if (crypto.isPresent()) {
                sealMetadata(chunk, path, crypto.get());
            }
        }
    }

    /** What an own key encrypts, nobody without it may see; nor, in a plain footer, what any key encrypts. */
    private void sealMetadata(ColumnChunk chunk, List<String> path, Chunk crypto) throws IOException {
        Optional<Encryption.NotedKey> own = encryption.ownKey(path);
        chunk.setCrypto_metadata(own.map(key -> withOwnKey(path, key))
                .orElseGet(() -> ColumnCryptoMetaData.ENCRYPTION_WITH_FOOTER_KEY(new EncryptionWithFooterKey())));
        if (own.isEmpty() && !encryption.hasPlainFooter()) {
            return;
        }
        ByteArrayOutputStream metadata = new ByteArrayOutputStream();
        Util.writeColumnMetaData(chunk.getMeta_data(), metadata, null, null);
        chunk.setEncrypted_column_metadata(
                cipher.seal(crypto.key(), crypto.place().of(ModuleKind.COLUMN_METADATA), metadata.toByteArray()));
        if (encryption.hasPlainFooter()) {
            withoutValues(chunk.getMeta_data());
        } else {
            chunk.unsetMeta_data();
        }
    }

    private static ColumnCryptoMetaData withOwnKey(List<String> path, Encryption.NotedKey key) {
        EncryptionWithColumnKey own = new EncryptionWithColumnKey(new ArrayList<>(path));
        key.metadata().ifPresent(own::setKey_metadata);
        return ColumnCryptoMetaData.ENCRYPTION_WITH_COLUMN_KEY(own);
    }

    /** Old readers want to see where chunks are; they must not see what is in them. */
    private static void withoutValues(ColumnMetaData metadata) {
        metadata.unsetStatistics();
        metadata.unsetSize_statistics();
        metadata.unsetEncoding_stats();
        metadata.unsetBloom_filter_offset();
        metadata.unsetBloom_filter_length();
    }
}
