package dev.arrowshare.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody who mistyped a name may have meant. Picocli compares pairs of letters, of which {@code rin} and {@code run} share none. */
final class Suggestion {
    private static final int MOST_EDITS = 2;

    private Suggestion() {}

    /** The name that takes the fewest edits, if those are few and leave half of it. */
    static Optional<String> among(Collection<String> names, String given) {
        return names.stream()
                .filter(name -> edits(given, name) <= Math.min(MOST_EDITS, name.length() / 2))
                .min(Comparator.comparingInt(name -> edits(given, name)));
    }

    /** Letters to insert, delete or replace. */
    private static int edits(String from, String to) {
        int[] before = new int[to.length() + 1];
        for (int j = 0; j < before.length; j++) {
            before[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] now = new int[before.length];
            now[0] = i;
            for (int j = 1; j < now.length; j++) {
                int replaced = before[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                now[j] = Math.min(replaced, 1 + Math.min(before[j], now[j - 1]));
            }
            before = now;
        }
        return before[to.length()];
    }
}
