package dev.arrowshare.schema;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;

/** Two lists of columns beside each other, lined up by the longest run of names that both have in the same order. */
final class SideBySide {
    private static final int WIDEST = 60;

    private record Line(char mark, String expected, String actual) {}

    private final List<Field> expected;
    private final List<Field> actual;
    private final List<Line> lines = new ArrayList<>();

    private SideBySide(List<Field> expected, List<Field> actual) {
        this.expected = expected;
        this.actual = actual;
    }

    static String of(List<Field> expected, List<Field> actual) {
        SideBySide text = new SideBySide(expected, actual);
        text.align();
        return text.print();
    }

    private boolean isSameName(int left, int right) {
        return expected.get(left).getName().equals(actual.get(right).getName());
    }

    private void align() {
        int[][] common = commonNames();
        int left = 0;
        int right = 0;
        while (left < expected.size() || right < actual.size()) {
            if (left < expected.size() && right < actual.size() && isSameName(left, right)) {
                both(Schemas.describe(expected.get(left++)), Schemas.describe(actual.get(right++)));
            } else if (right == actual.size()
                    || (left < expected.size() && common[left + 1][right] >= common[left][right + 1])) {
                lines.add(new Line('-', Schemas.describe(expected.get(left++)), ""));
            } else {
                lines.add(new Line('+', "", Schemas.describe(actual.get(right++))));
            }
        }
    }

    private void both(String left, String right) {
        lines.add(new Line(left.equals(right) ? ' ' : '!', left, right));
    }

    /** How many names the rests from each pair of positions have in common, in order. */
    private int[][] commonNames() {
        int[][] common = new int[expected.size() + 1][actual.size() + 1];
        for (int left = expected.size() - 1; left >= 0; left--) {
            for (int right = actual.size() - 1; right >= 0; right--) {
                common[left][right] = isSameName(left, right)
                        ? common[left + 1][right + 1] + 1
                        : Math.max(common[left + 1][right], common[left][right + 1]);
            }
        }
        return common;
    }

    private String print() {
        int width = "expected".length();
        for (Line line : lines) {
            width = Math.max(width, cut(line.expected()).length());
        }
        StringBuilder text = new StringBuilder();
        append(text, new Line(' ', "expected", "actual"), width);
        for (Line line : lines) {
            append(text.append('\n'), line, width);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Line line, int width) {
        String left = cut(line.expected());
        String padding = line.actual().isEmpty() ? "" : " ".repeat(width - left.length()) + " | ";
        text.append(line.mark()).append(' ').append(left).append(padding).append(cut(line.actual()));
    }

    private static String cut(String description) {
        return description.length() <= WIDEST ? description : description.substring(0, WIDEST - 1) + "…";
    }
}
