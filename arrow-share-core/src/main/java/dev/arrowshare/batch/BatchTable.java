package dev.arrowshare.batch;

import dev.arrowshare.schema.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * The first rows of a batch as a table: names, types, values; numbers to the right. As many columns as fit into a line, the names
 * of the others below.
 */
final class BatchTable {
    private static final int LONGEST_CELL = 40;
    private static final int WIDEST_LINE = 120;
    private static final String GAP = "  ";

    private final List<Column> columns;
    private final List<Field> fields;
    private final Map<Long, Column> dictionaries;
    private final long rows;
    private final int shownRows;

    BatchTable(ColumnSet columns, long rows, int shownRows) {
        this.columns = columns.list();
        this.fields = columns.messageFields();
        this.dictionaries = columns.dictionaries();
        this.rows = rows;
        this.shownRows = (int) Math.min(rows, shownRows);
    }

    @Override
    public String toString() {
        List<List<String>> shown = new ArrayList<>();
        int width = 0;
        for (int i = 0; i < columns.size(); i++) {
            List<String> cells = cells(i);
            width += cells.get(0).length() + GAP.length();
            if (i > 0 && width > WIDEST_LINE) {
                break;
            }
            shown.add(cells);
        }
        return join(shown);
    }

    /** Name, type and values of a column, all of one length. */
    private List<String> cells(int column) {
        List<String> cells = new ArrayList<>();
        cells.add(CellText.cut(fields.get(column).getName(), LONGEST_CELL));
        cells.add(CellText.cut(Schemas.typeName(fields.get(column)), LONGEST_CELL));
        for (int row = 0; row < shownRows; row++) {
            cells.add(CellText.of(columns.get(column), row, dictionaries, LONGEST_CELL));
        }
        int width = cells.stream().mapToInt(BatchTable::width).max().orElse(0);
        boolean isNumber = isNumber(fields.get(column));
        return cells.stream().map(cell -> pad(cell, width, isNumber)).toList();
    }

    private static boolean isNumber(Field field) {
        ArrowType type = field.getType();
        return field.getDictionary() == null
                && (type instanceof ArrowType.Int
                        || type instanceof ArrowType.FloatingPoint
                        || type instanceof ArrowType.Decimal);
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    private static String pad(String cell, int width, boolean isNumber) {
        String padding = " ".repeat(width - width(cell));
        return isNumber ? padding + cell : cell + padding;
    }

    private String join(List<List<String>> shown) {
        List<String> lines = new ArrayList<>();
        for (int line = 0; line < shownRows + 2 && !shown.isEmpty(); line++) {
            int index = line;
            lines.add(shown.stream()
                    .map(cells -> cells.get(index))
                    .collect(Collectors.joining(GAP))
                    .stripTrailing());
        }
        if (rows > shownRows) {
            lines.add("… " + count(rows - shownRows, "more row"));
        }
        if (shown.size() < columns.size()) {
            lines.add(hiddenColumns(shown.size()));
        }
        if (columns.isEmpty() || rows == 0) {
            lines.add(count(rows, "row"));
        }
        return String.join("\n", lines);
    }

    private String hiddenColumns(int shown) {
        String names = fields.subList(shown, fields.size()).stream()
                .limit(WIDEST_LINE)
                .map(Field::getName)
                .collect(Collectors.joining(", "));
        return CellText.cut("… " + count(columns.size() - shown, "more column") + ": " + names, WIDEST_LINE);
    }

    private static String count(long count, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
    }
}
