package dev.arrowshare.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Cells under one another, as wide as the widest. */
final class TextTable {
    private final List<List<String>> lines = new ArrayList<>();
    private final int widestCell;

    TextTable() {
        this(Integer.MAX_VALUE);
    }

    /** Longer cells are cut. */
    TextTable(int widestCell) {
        this.widestCell = widestCell;
    }

    void add(List<String> cells) {
        lines.add(cells.stream().map(this::cut).toList());
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
    private String cut(String cell) {
        String plain = cell.replaceAll("\\p{Cntrl}", "·");
        if (length(plain) <= widestCell) {
            return plain;
        }
        return plain.substring(0, plain.offsetByCodePoints(0, widestCell - 1)) + "…";
    }
}
