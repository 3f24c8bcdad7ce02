package dev.arrowshare.dataset.work;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A secret of one run, by which the coordinator knows the processes that it started. */
final class Token {
    static final int BYTES = 32;

    private final byte[] secret;

    private Token(byte[] secret) {
        this.secret = secret;
    }

    static Token random() {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        return new Token(secret);
    }

    static Token parse(String hex) {
        return new Token(HexFormat.of().parseHex(hex));
    }

    byte[] bytes() {
        return secret.clone();
    }

    /** Takes the same time however much of it is right. */
    boolean matches(byte[] offered) {
        return MessageDigest.isEqual(secret, offered);
    }

    String hex() {
        return HexFormat.of().formatHex(secret);
    }

    /** Never the secret itself. */
    @Override
    public String toString() {
        return "Token";
    }
}
