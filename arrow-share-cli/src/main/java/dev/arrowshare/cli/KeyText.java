package dev.arrowshare.cli;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** An AES key, written in Base64 or hexadecimal. It is never printed. */
final class KeyText {
    private static final String HEX = "hex:";
    private static final String BASE64 = "base64:";

    private final byte[] bytes;

    private KeyText(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Without {@code hex:} or {@code base64:} ahead of it, whichever gives a key; refused where both do. */
    static KeyText of(String text) {
        if (text.startsWith(HEX)) {
            return only(text.substring(HEX.length()), HexFormat.of()::parseHex);
        }
        if (text.startsWith(BASE64)) {
            return only(text.substring(BASE64.length()), Base64.getDecoder()::decode);
        }
        List<byte[]> readings = new ArrayList<>();
        decoded(text, HexFormat.of()::parseHex).ifPresent(readings::add);
        decoded(text, Base64.getDecoder()::decode).ifPresent(readings::add);
        if (readings.size() > 1) {
            throw new IllegalArgumentException(
                    "a key of 32 hexadecimal digits could be Base64, too; write hex: or base64: ahead of it");
        }
        return readings.stream().findFirst().map(KeyText::new).orElseThrow(KeyText::wrong);
    }

    private static KeyText only(String text, Function<String, byte[]> decoding) {
        return decoded(text, decoding).map(KeyText::new).orElseThrow(KeyText::wrong);
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException("a key is 16, 24 or 32 bytes in Base64 or hexadecimal");
    }

    private static Optional<byte[]> decoded(String text, Function<String, byte[]> decoding) {
        try {
            byte[] key = decoding.apply(text);
            return key.length == 16 || key.length == 24 || key.length == 32 ? Optional.of(key) : Optional.empty();
        } catch (IllegalArgumentException e) {
            // The exception's message has a part of the key.
            return Optional.empty();
        }
    }

    byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return "a key of " + bytes.length * Byte.SIZE + " bits";
    }
}
