package dev.arrowshare.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Cells under one another, as wide as the widest. Long cells are cut. */
final class TextTable {
    private static final int WIDEST_CELL = 60;

    private final List<List<String>> lines = new ArrayList<>();

    void add(List<String> cells) {
        lines.add(cells.stream().map(TextTable::cut).toList());
    }

    void print(PrintWriter out) {
        int[] widths = widths();
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < line.size(); i++) {
                text.append(i == 0 ? "" : "  ").append(line.get(i));
                text.append(" ".repeat(widths[i] - length(line.get(i))));
            }
            out.println(text.toString().stripTrailing());
        }
    }

    private int[] widths() {
        int[] widths = new int[lines.stream().mapToInt(List::size).max().orElse(0)];
        for (List<String> line : lines) {
            for (int i = 0; i < line.size(); i++) {
                widths[i] = Math.max(widths[i], length(line.get(i)));
            }
        }
        return widths;
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    /** On one line, and no control characters of the data on the terminal. */
    private static String cut(String cell) {
        String plain = cell.replaceAll("\\p{Cntrl}", "·");
        if (length(plain) <= WIDEST_CELL) {
            return plain;
        }
        return plain.substring(0, plain.offsetByCodePoints(0, WIDEST_CELL - 1)) + "…";
    }
}
