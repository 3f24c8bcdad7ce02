package dev.arrowshare.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@link FileFacts} as a page of text. */
final class FactsText {
    private static final int WIDEST_VALUE = 60;
    private static final int WIDEST_COLUMN = Integer.MAX_VALUE;

    private FactsText() {}

    static void print(FileFacts file, PrintWriter out) {
        TextTable facts = new TextTable();
        file.facts().forEach((name, value) -> facts.add(List.of(name, text(name, value))));
        facts.print(out);
        out.println();
        table(file.columns(), WIDEST_COLUMN).print(out);
        file.tables().forEach((name, rows) -> {
            out.println();
            out.println(name);
            table(rows, WIDEST_VALUE).print(out);
        });
        if (!file.rows().isEmpty()) {
            out.println();
            rows(file).print(out);
        }
    }

    private static TextTable table(List<Map<String, Object>> rows, int widest) {
        List<String> properties =
                rows.stream().flatMap(row -> row.keySet().stream()).distinct().toList();
        TextTable table = new TextTable(widest);
        table.add(properties.stream()
                .map(name -> name.equals("name") ? "column" : name)
                .toList());
        for (Map<String, Object> column : rows) {
            table.add(properties.stream()
                    .map(name -> text(name, column.get(name)))
                    .toList());
        }
        return table;
    }

    private static TextTable rows(FileFacts file) {
        TextTable table = new TextTable(WIDEST_VALUE);
        table.add(file.columnNames());
        for (List<Object> row : file.rows()) {
            List<String> cells = new ArrayList<>();
            row.forEach(value -> cells.add(value == null ? "null" : String.valueOf(value)));
            table.add(cells);
        }
        return table;
    }

    private static String text(String name, @Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (name.endsWith("ytes") && value instanceof Long bytes) {
            return Figures.size(bytes);
        }
        if (value instanceof Boolean answer) {
            return answer ? "yes" : "no";
        }
        return value instanceof Long || value instanceof Integer
                ? String.format(Locale.ROOT, "%,d", ((Number) value).longValue())
                : value.toString();
    }
}
