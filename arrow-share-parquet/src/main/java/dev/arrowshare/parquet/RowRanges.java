package dev.arrowshare.parquet;

import dev.arrowshare.parquet.page.ColumnNode;
import dev.arrowshare.parquet.page.ColumnSelection;
import dev.arrowshare.parquet.page.Footer;
import dev.arrowshare.parquet.page.LeafColumn;
import java.util.OptionalLong;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;

/** Which rows belong to which batch, and which to which row group: two independent grids over the rows of a file. */
final class RowRanges {
    private static final int DEFAULT_ROWS = 131_072;
    private static final long DEFAULT_BYTES = 16L << 20;

    /** Fewer are for rows that take more memory than {@link #WIDE_BYTES}: with a thousand columns a step would be over in no time. */
    private static final int WIDE_ROWS = 10_240;

    private static final long WIDE_BYTES = 64L << 20;
    private static final int BATCHES_A_BUDGET = 16;
    private static final int MOST_ROWS = 1 << 30;

    /** Batches of rows that are counted in words of a validity buffer are cheaper to slice. */
    private static final int ROWS_MULTIPLE = 64;

    private final long rows;
    private final int rowsPerBatch;
    private final long[] rowGroupEnds;

    /** Rows that the first batch lacks, since other files have them. */
    private final int lead;

    private RowRanges(long rows, int rowsPerBatch, long[] rowGroupEnds, int lead) {
        this.rows = rows;
        this.rowsPerBatch = rowsPerBatch;
        this.rowGroupEnds = rowGroupEnds;
        this.lead = lead;
    }

    static RowRanges of(Footer footer, ColumnSelection selection, ParquetReadOptions options) {
        long[] ends = new long[footer.rowGroupCount()];
        long end = 0;
        for (int i = 0; i < ends.length; i++) {
            end += footer.rows(i);
            ends[i] = end;
        }
        return new RowRanges(end, rowsPerBatch(footer, selection, options), ends, 0);
    }

    /** The same as what follows so many rows of other files, where batches go on. */
    RowRanges behind(long rowsBefore) {
        return new RowRanges(rows, rowsPerBatch, rowGroupEnds, (int) (rowsBefore % rowsPerBatch));
    }

    /** Bytes of a usual batch, by estimate. */
    static long usualBytes(ParquetReadOptions options) {
        return Math.min(DEFAULT_BYTES, options.memoryBudget().part(BATCHES_A_BUDGET));
    }

    private static int rowsPerBatch(Footer footer, ColumnSelection selection, ParquetReadOptions options) {
        OptionalLong bytes = options.bytesPerBatch();
        if (bytes.isEmpty()) {
            return options.rowsPerBatch().orElseGet(() -> usualRows(footer, selection, options));
        }
        int fitting = Math.max(1, rowsOf(bytes.getAsLong(), footer, selection));
        return Math.min(fitting, options.rowsPerBatch().orElse(MOST_ROWS));
    }

    private static int usualRows(Footer footer, ColumnSelection selection, ParquetReadOptions options) {
        long most = options.memoryBudget().part(BATCHES_A_BUDGET);
        int fitting = rowsOf(Math.min(DEFAULT_BYTES, most), footer, selection);
        int wide = rowsOf(Math.min(WIDE_BYTES, most), footer, selection);
        int rows = Math.max(fitting, Math.min(WIDE_ROWS, wide));
        return Math.max(ROWS_MULTIPLE, Math.min(DEFAULT_ROWS, rows));
    }

    /** How many rows have so many bytes, by what the footer tells about all of them. */
    private static int rowsOf(long bytes, Footer footer, ColumnSelection selection) {
        double bytesPerRow = 0;
        for (LeafColumn column : selection.leaves()) {
            bytesPerRow += bytesPerRow(footer, column);
        }
        long rows = (long) Math.min(MOST_ROWS, bytes / Math.max(bytesPerRow, 1.0 / 8));
        return (int) (rows < ROWS_MULTIPLE ? rows : rows / ROWS_MULTIPLE * ROWS_MULTIPLE);
    }

    /** About how many bytes a row of a column takes as Arrow. */
    static double bytesPerRow(Footer footer, ColumnNode column) {
        return column.leaves().stream()
                .mapToDouble(leaf -> bytesPerRow(footer, leaf))
                .sum();
    }

    private static double bytesPerRow(Footer footer, LeafColumn column) {
        DictionaryEncoding dictionary = column.dictionary();
        ArrowType type = dictionary == null ? column.storageType() : dictionary.getIndexType();
        double values = footer.valuesPerRow(column);
        return switch (type.getTypeID()) {
            case Null, Bool -> 0.25 * values;
            case Utf8, Binary, LargeUtf8, LargeBinary ->
                4.125 * values + footer.textBytes(column) / (double) Math.max(1, footer.rows());
            case Utf8View, BinaryView ->
                16.125 * values + footer.textBytes(column) / (double) Math.max(1, footer.rows());
            case Int -> (((ArrowType.Int) type).getBitWidth() / 8.0 + 0.125) * values;
            case Decimal -> (((ArrowType.Decimal) type).getBitWidth() / 8.0 + 0.125) * values;
            default -> (Math.max(column.physical().bytes(), column.typeLength()) + 0.125) * values;
        };
    }

    /** How many rows a batch has, but for the last, and for those that are cut for their size. */
    int rowsPerBatch() {
        return rowsPerBatch;
    }

    long rows() {
        return rows;
    }

    /** How many batches there are, before any is cut for its size. */
    long batches() {
        return rows == 0 ? 0 : (lead + rows + rowsPerBatch - 1) / rowsPerBatch;
    }

    int rowsOf(long batch) {
        long begin = Math.max(0, batch * rowsPerBatch - lead);
        return (int) (Math.min(rows, (batch + 1) * rowsPerBatch - lead) - begin);
    }

    long batchOf(long row) {
        return (row + lead) / rowsPerBatch;
    }

    /** The row behind the last of the batch that has this row. */
    long batchEnd(long row) {
        return Math.min(rows, (batchOf(row) + 1) * rowsPerBatch - lead);
    }

    int rowGroups() {
        return rowGroupEnds.length;
    }

    long rowGroupBegin(int rowGroup) {
        return rowGroup == 0 ? 0 : rowGroupEnds[rowGroup - 1];
    }

    long rowGroupEnd(int rowGroup) {
        return rowGroupEnds[rowGroup];
    }
}
