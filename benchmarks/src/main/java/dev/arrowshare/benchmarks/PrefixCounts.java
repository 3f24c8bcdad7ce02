package dev.arrowshare.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How often each prefix of words has been seen; and the documents, whose words are drawn unevenly from twenty thousand. */
final class PrefixCounts {
    private static final int WORDS = 1_000;
    private static final int WORD_BYTES = 20;
    private static final int VOCABULARY = 20_000;
    private static final int POPULAR = 3;

    private final Map<String, int[]> counts = new HashMap<>();

    static byte[][] document(int number) {
        byte[][] words = new byte[WORDS + (number % 2 == 0 ? WORDS / 2 : -WORDS / 2)][];
        for (int i = 0; i < words.length; i++) {
            long drawn = mixed(number * 2_000L + i);
            words[i] = word((int) ((((drawn * drawn) >>> 24) * VOCABULARY) >>> 24));
        }
        return words;
    }

    /** 24 bits. */
    private static long mixed(long value) {
        return (((value * 2_654_435_761L) & 0xFFFF_FFFFL) ^ ((value * 40_503L) >>> 7)) & 0xFF_FFFFL;
    }

    private static byte[] word(int index) {
        byte[] word = new byte[WORD_BYTES];
        for (int k = 0; k < WORD_BYTES; k++) {
            long hash = (index * 2_654_435_761L + k * 2_246_822_519L) & 0xFFFF_FFFFL;
            word[k] = (byte) ('a' + (hash >>> 16) % 26);
        }
        return word;
    }

    /** The bytes of the prefixes that were counted. */
    long add(byte[][] document) {
        long bytes = 0;
        for (byte[] letters : document) {
            String word = new String(letters, StandardCharsets.ISO_8859_1);
            for (int end = 1; end < word.length(); end++) {
                counts.computeIfAbsent(word.substring(0, end), prefix -> new int[1])[0]++;
                bytes += end;
            }
        }
        return bytes;
    }

    List<String> popular() {
        List<String> popular = new ArrayList<>();
        counts.forEach((prefix, count) -> {
            if (count[0] > POPULAR) {
                popular.add(prefix);
            }
        });
        return popular;
    }
}
