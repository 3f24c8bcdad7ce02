package dev.arrowshare.parquet.page;

import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.error.MissingKeyException;
import dev.arrowshare.parquet.Decryption;
import dev.arrowshare.parquet.crypto.ChunkPlace;
import dev.arrowshare.parquet.crypto.CryptoKey;
import dev.arrowshare.parquet.crypto.ModuleCipher;
import dev.arrowshare.parquet.crypto.TamperedModuleException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.parquet.format.FileCryptoMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/** Decrypts a footer, or compares it with its signature. */
final class FooterCrypto {
    /** Longer notes are wrapped keys rather than names. */
    private static final int NOTE_BYTES = 64;

    private final FooterTail footer;
    private final @Nullable Decryption keys;
    private @Nullable FileCrypto crypto;

    FooterCrypto(FooterTail footer, @Nullable Decryption keys) {
        this.footer = footer;
        this.keys = keys;
    }

    /** The footer's content, decrypted if it has to be. */
    byte[] content() {
        return footer.isEncrypted() ? decrypted() : footer.bytes();
    }

    /**
     * How the file is encrypted; null where it is not, or there are no keys.
     *
     * @param contentBytes how many of the content's bytes are the footer; a signature lies behind
     */
    @Nullable
    FileCrypto crypto(FileMetaData file, int contentBytes) {
        return footer.isEncrypted() ? crypto : verified(file, footer.bytes().length - contentBytes);
    }

    private byte[] decrypted() {
        ByteArrayInputStream from = new ByteArrayInputStream(footer.bytes());
        FileCryptoMetaData metadata = cryptoMetadata(from);
        if (keys == null) {
            throw new MissingKeyException(
                    footer.path() + ": its footer is encrypted; ParquetReadOptions.decryption takes the key");
        }
        byte[] keyMetadata = metadata.getKey_metadata();
        CryptoKey key = keys.keyOfFooter(keyMetadata)
                .orElseThrow(() -> new MissingKeyException(footer.path()
                        + ": its footer is encrypted, and its key is not among those given" + noted(keyMetadata)));
        FileCrypto opened = FileCrypto.of(footer.path(), metadata.getEncryption_algorithm(), keys, Optional.of(key));
        crypto = opened;
        try {
            return new ModuleCipher().open(key, ChunkPlace.ofFooter(opened.fileAad()), from.readAllBytes());
        } catch (TamperedModuleException e) {
            throw new CorruptFileException(footer.path() + ": its footer " + e.getMessage(), e);
        }
    }

    /** What a writer noted of a key helps to find it; it is printed only if it is plain text. */
    static String noted(byte @Nullable [] keyMetadata) {
        if (keyMetadata == null || keyMetadata.length == 0 || keyMetadata.length > NOTE_BYTES) {
            return "";
        }
        String note = new String(keyMetadata, StandardCharsets.US_ASCII);
        boolean isText = note.chars().allMatch(character -> character >= ' ' && character < 127);
        return isText ? " (it is noted as '" + note + "')" : "";
    }

    private FileCryptoMetaData cryptoMetadata(ByteArrayInputStream from) {
        try {
            return Util.readFileCryptoMetaData(from);
        } catch (IOException | RuntimeException | LinkageError e) {
            throw new CorruptFileException(
                    footer.path() + ": what it says about its encryption is not sound: " + e.getMessage(), e);
        }
    }

    private @Nullable FileCrypto verified(FileMetaData file, int bytesBehind) {
        if (keys == null) {
            return null;
        }
        if (!file.isSetEncryption_algorithm()) {
            if (!keys.allowsPlainFiles()) {
                throw new CorruptFileException(footer.path()
                        + ": is not encrypted, though keys were given; Decryption.allowPlainFiles reads such files");
            }
            return null;
        }
        Optional<CryptoKey> key = keys.keyOfFooter(file.getFooter_signing_key_metadata());
        FileCrypto signed = FileCrypto.of(footer.path(), file.getEncryption_algorithm(), keys, key);
        if (key.isPresent()) {
            verify(key.get(), signed, bytesBehind);
        }
        return signed;
    }

    private void verify(CryptoKey key, FileCrypto signedFile, int bytesBehind) {
        byte[] bytes = footer.bytes();
        int signed = bytes.length - ModuleCipher.SIGNATURE_BYTES;
        if (bytesBehind != ModuleCipher.SIGNATURE_BYTES) {
            throw new CorruptFileException(footer.path() + ": its footer has " + bytesBehind
                    + " bytes behind it, a signature has " + ModuleCipher.SIGNATURE_BYTES);
        }
        try {
            new ModuleCipher()
                    .verify(
                            key,
                            ChunkPlace.ofFooter(signedFile.fileAad()),
                            Arrays.copyOf(bytes, signed),
                            Arrays.copyOfRange(bytes, signed, bytes.length));
        } catch (TamperedModuleException e) {
            throw new CorruptFileException(footer.path() + ": its footer " + e.getMessage(), e);
        }
    }
}
