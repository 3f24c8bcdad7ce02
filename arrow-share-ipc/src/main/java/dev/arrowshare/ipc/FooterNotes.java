package dev.arrowshare.ipc;

import dev.arrowshare.ipc.layout.Footer;
import dev.arrowshare.ipc.layout.Refused;
import dev.arrowshare.memory.Memory;
import dev.arrowshare.memory.Xxh64;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What our files say about themselves in their footer's metadata, where stock readers ignore it: hashes of the blocks, rows of the
 * batches, and the fingerprint over both.
 */
final class FooterNotes {
    /** XXH64 of each piece of the file in order, sixteen hexadecimal digits each: its head, then every block. */
    private static final String HASHES = "arrowshare.block.hashes";
    /** Rows of each record batch, separated by commas. */
    private static final String BLOCK_ROWS = "arrowshare.block.rows";
    /** Rows of all batches. */
    private static final String ROWS = "arrowshare.rows";
    /** XXH64 over all hashes and row counts, each as 8 bytes, little-endian. */
    private static final String FINGERPRINT = "arrowshare.fingerprint";

    private static final Set<String> OURS = Set.of(HASHES, BLOCK_ROWS, ROWS, FINGERPRINT);
    private static final int DIGITS = 16;

    private final Map<String, String> all;

    private FooterNotes(Map<String, String> all) {
        this.all = all;
    }

    static FooterNotes of(Map<String, String> footerMetadata) {
        return new FooterNotes(footerMetadata);
    }

    /** Whether this library sealed the file. */
    static boolean isOurs(Footer footer) {
        return footer.hasMetadata(FINGERPRINT);
    }

    /** The footer's metadata for a file that is being sealed. */
    static Map<String, String> sealed(List<Long> hashes, List<Long> rows, Map<String, String> callers) {
        for (String key : callers.keySet()) {
            if (OURS.contains(key)) {
                throw new IllegalArgumentException(
                        "footer metadata '" + key + "' is the format's own; take another key");
            }
        }
        Map<String, String> result = new LinkedHashMap<>(callers);
        StringBuilder hex = new StringBuilder(hashes.size() * DIGITS);
        hashes.forEach(hash -> hex.append(HexFormat.of().toHexDigits(hash)));
        StringBuilder counts = new StringBuilder();
        rows.forEach(count -> counts.append(counts.length() == 0 ? "" : ",").append(count));
        result.put(ROWS, Long.toString(rows.stream().mapToLong(Long::longValue).sum()));
        result.put(FINGERPRINT, fingerprint(hashes, rows));
        result.put(HASHES, hex.toString());
        result.put(BLOCK_ROWS, counts.toString());
        return result;
    }

    static String fingerprint(List<Long> hashes, List<Long> rows) {
        long bytes = (long) Long.BYTES * (hashes.size() + rows.size());
        long address = Memory.allocate(bytes);
        try {
            long at = address;
            for (long hash : hashes) {
                Memory.putLong(at, hash);
                at += Long.BYTES;
            }
            for (long count : rows) {
                Memory.putLong(at, count);
                at += Long.BYTES;
            }
            return HexFormat.of().toHexDigits(Xxh64.of(address, bytes));
        } finally {
            Memory.free(address);
        }
    }

    /** What the writer's caller noted. */
    Map<String, String> callers() {
        Map<String, String> result = new LinkedHashMap<>(all);
        result.keySet().removeAll(OURS);
        return result;
    }

    Optional<Long> rows() {
        return Optional.ofNullable(all.get(ROWS)).map(Long::parseLong);
    }

    Optional<String> fingerprint() {
        return Optional.ofNullable(all.get(FINGERPRINT));
    }

    /** Hashes of the head and of {@code blocks} blocks, or nothing when the writer did not note any. */
    Optional<long[]> hashes(int blocks) {
        return Optional.ofNullable(all.get(HASHES)).map(hex -> {
            if (hex.length() != DIGITS * (blocks + 1L)) {
                throw Refused.corrupt(
                        "the footer notes " + hex.length() / DIGITS + " hashes for " + blocks + " blocks");
            }
            long[] hashes = new long[blocks + 1];
            for (int i = 0; i < hashes.length; i++) {
                hashes[i] = HexFormat.fromHexDigitsToLong(hex, i * DIGITS, (i + 1) * DIGITS);
            }
            return hashes;
        });
    }

    /** Row counts of {@code batches} batches, or nothing when the writer did not note any. */
    Optional<List<Long>> blockRows(int batches) {
        return Optional.ofNullable(all.get(BLOCK_ROWS)).map(text -> {
            List<Long> rows = text.isEmpty()
                    ? List.of()
                    : Arrays.stream(text.split(",", -1)).map(Long::parseLong).toList();
            if (rows.size() != batches) {
                throw Refused.corrupt(
                        "the footer notes row counts of " + rows.size() + " batches; there are " + batches);
            }
            return rows;
        });
    }
}
