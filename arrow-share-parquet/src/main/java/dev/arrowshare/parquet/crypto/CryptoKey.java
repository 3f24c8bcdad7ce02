package dev.arrowshare.parquet.crypto;

import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** An AES key. It shows itself to nobody but a cipher. */
public final class CryptoKey {
    private final SecretKeySpec key;
    private final int bits;

    private CryptoKey(byte[] bytes) {
        this.key = new SecretKeySpec(bytes, "AES");
        this.bits = bytes.length * Byte.SIZE;
    }

    /** Copies the bytes: 16, 24 or 32 of them. */
    public static CryptoKey of(String what, byte[] bytes) {
        if (bytes.length != 16 && bytes.length != 24 && bytes.length != 32) {
            throw new IllegalArgumentException(what + " has " + bytes.length + " bytes; an AES key has 16, 24 or 32");
        }
        return new CryptoKey(bytes.clone());
    }

    SecretKey secret() {
        return key;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CryptoKey that && Arrays.equals(key.getEncoded(), that.key.getEncoded());
    }

    @Override
    public int hashCode() {
        return bits;
    }

    @Override
    public String toString() {
        return "AES key of " + bits + " bits";
    }
}
