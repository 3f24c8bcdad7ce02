package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.Columns;
import dev.arrowshare.batch.RowSelection;
import dev.arrowshare.parquet.FilteredPlan.Stretch;
import dev.arrowshare.parquet.decode.RowRuns;
import dev.arrowshare.parquet.decode.Segment;
import dev.arrowshare.parquet.decode.SegmentDecoder;
import dev.arrowshare.parquet.page.ChunkLocation;
import dev.arrowshare.parquet.page.ColumnNode;
import dev.arrowshare.parquet.page.InputChannel;
import dev.arrowshare.parquet.page.LeafColumn;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * A column of which some rows are decoded, in order.
 *
 * <p>To pass over few rows costs more than to decode them, so that short gaps are decoded too, where there are many, and left out
 * afterwards.
 */
final class SelectedColumn implements AutoCloseable {
    /** Where one row of so many, or more, is wanted, gaps between them are decoded. */
    private static final int DENSE_ROWS = 12;

    private static final int DENSE_GAP = 64;

    /** Lists are decoded whole, wherever it is not known what lies between. */
    private static final int NESTED_GAP = 1024;

    private final ColumnNode node;
    private final SegmentDecoder decoder;
    private final BufferAllocator allocator;

    SelectedColumn(
            ColumnNode node,
            FilteredPlan plan,
            List<Stretch> stretches,
            InputChannel file,
            BufferAllocator allocator,
            int segmentBytesLimit) {
        this.node = node;
        this.allocator = allocator;
        this.decoder =
                SegmentDecoder.of(node, file, leaf -> chunks(plan, stretches, leaf), allocator, segmentBytesLimit);
    }

    private static Iterator<ChunkLocation> chunks(FilteredPlan plan, List<Stretch> stretches, LeafColumn leaf) {
        return stretches.stream()
                .map(stretch -> plan.chunk(stretch.rowGroup(), leaf))
                .iterator();
    }

    void pass(long rows) {
        decoder.pass(rows);
    }

    /** Just these rows of the next {@code rows}. */
    List<Segment> decode(RowRuns runs, int rows) {
        List<Segment> segments = new ArrayList<>();
        try {
            for (RowRuns left = runs; left.rows() > 0; ) {
                Segment segment = decoder.decode(left);
                segments.add(segment);
                left = left.after(segment.rows());
            }
            decoder.pass(rows - runs.span());
            return segments;
        } catch (RuntimeException | Error e) {
            segments.forEach(Segment::close);
            throw e;
        }
    }

    /** Of the next {@code rows}, the {@code count} ones whose bit is set. */
    List<Segment> decode(long[] words, int count, int rows) {
        boolean isNested = !(node instanceof LeafColumn);
        int gap = isNested ? NESTED_GAP : rows / count < DENSE_ROWS ? DENSE_GAP : 1;
        RowRuns runs = RowRuns.of(words, gap);
        List<Segment> decoded = decode(runs, rows);
        return runs.rows() == count ? decoded : gathered(decoded, runs, words);
    }

    /** Of what was decoded, what is wanted. */
    private List<Segment> gathered(List<Segment> decoded, RowRuns runs, long[] words) {
        List<Segment> result = new ArrayList<>();
        int next = 0;
        RunPositions positions = new RunPositions(runs);
        try {
            for (; next < decoded.size(); next++) {
                Segment segment = decoded.get(next);
                RowSelection selection = positions.next(segment.rows(), words);
                try (Batch whole = whole(segment)) {
                    if (!selection.isEmpty()) {
                        result.add(taken(whole, 0, selection, allocator));
                    }
                }
            }
            return result;
        } catch (RuntimeException | Error e) {
            result.forEach(Segment::close);
            decoded.subList(next + 1, decoded.size()).forEach(Segment::close);
            throw e;
        }
    }

    private Batch whole(Segment segment) {
        return Batch.of(segment.rows(), List.of(segment.vector()), segment.dictionaries(), Map.of(), allocator);
    }

    /** The selected rows of a batch's column. */
    static Segment taken(Batch batch, int column, RowSelection selection, BufferAllocator allocator) {
        Field field = batch.schemaFields().fields().get(column);
        try (Batch one = batch.select(List.of(field.getName()));
                Batch taken = one.take(selection)) {
            FieldVector vector = Columns.share(taken.column(0), field, allocator);
            Map<Long, FieldVector> dictionaries = new TreeMap<>();
            share(field, taken, dictionaries, allocator);
            long bytes = vector.getBufferSize();
            return new Segment(vector, selection.count(), bytes, bytes, dictionaries);
        }
    }

    private static void share(Field field, Batch from, Map<Long, FieldVector> dictionaries, BufferAllocator allocator) {
        DictionaryEncoding encoding = field.getDictionary();
        FieldVector values = encoding == null ? null : from.dictionary(encoding.getId());
        if (encoding != null && values != null) {
            dictionaries.put(encoding.getId(), Columns.share(values, values.getField(), allocator));
        }
        field.getChildren().forEach(child -> share(child, from, dictionaries, allocator));
    }

    /** Where decoded rows lie in their window. */
    private static final class RunPositions {
        private final RowRuns runs;
        private int run;
        private int taken;
        private int row;

        RunPositions(RowRuns runs) {
            this.runs = runs;
            this.row = runs.passed(0);
        }

        /** Which of the next decoded rows have their bit set. */
        RowSelection next(int rows, long[] words) {
            long[] selected = new long[(rows + 63) >>> 6];
            for (int i = 0; i < rows; i++) {
                while (taken == runs.taken(run)) {
                    run++;
                    taken = 0;
                    row += runs.passed(run);
                }
                selected[i >>> 6] |= (words[row >>> 6] >>> row & 1) << i;
                taken++;
                row++;
            }
            return RowSelection.of(selected, rows);
        }
    }

    @Override
    public void close() {
        decoder.close();
    }
}
