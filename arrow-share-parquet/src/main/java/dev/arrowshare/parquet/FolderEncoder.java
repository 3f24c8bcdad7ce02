package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.memory.MemoryBudget;
import dev.arrowshare.parquet.encode.BatchRows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Divides rows as a {@link FolderLayout} says, and encodes those of a folder whenever they make a row group: in a worker, say, for a
 * {@link ParquetFolder} elsewhere to append.
 *
 * <pre>{@code
 * try (FolderEncoder encoder = FolderEncoder.of(schema, options, layout, rowGroups::add)) {
 *     encoder.append(batch);
 *     encoder.encode(encoder.fewRows());       // folders that have not even so many wait
 *     List<Batch> rest = encoder.takeRest();   // and can be appended to the folder as they are
 * }
 * }</pre>
 *
 * <p>A row group has at most {@link ParquetWriteOptions#rowGroupRows} rows, and about {@link ParquetWriteOptions#rowGroupBytes} of Arrow
 * memory; so much waits at most for all folders together, whose row groups are then smaller. Where row groups end depends on the rows
 * alone, and rows of a folder stay in their order.
 *
 * <p><b>Threads:</b> one at a time; columns are encoded on {@link ParquetWriteOptions#threads} threads.
 *
 * <p><b>Ownership:</b> the caller closes the encoder, before or after the row groups that it gave. Batches stay the caller's, and are
 * retained until their rows are encoded.
 *
 * <p><b>Errors:</b> as {@link RowGroupEncoder}; {@link ArrowShareException} for more folders than {@link FolderLayout#partitionsLimit}.
 */
public final class FolderEncoder implements AutoCloseable {
    /** Fewer rows than this part of a row group are too few to be one. */
    private static final int LEAST_PART = 32;

    /** Where row groups go. */
    @FunctionalInterface
    public interface Target {
        /** Takes the row group over. */
        void take(FolderRowGroup group);
    }

    private record Amount(long rows, double bytes) {
        Amount plus(long moreRows, double moreBytes) {
            return new Amount(rows + moreRows, bytes + moreBytes);
        }
    }

    private final ParquetWriteOptions options;
    private final double mostBytes;
    private final RowGroupEncoder encoder;
    private final PartitionRows partitions;
    private final Target target;
    private final MemoryBudget.Share memory;
    private final List<DividedBatch> held = new ArrayList<>();
    private final Map<String, Amount> amounts = new LinkedHashMap<>();
    private long noted;

    private FolderEncoder(
            RowGroupEncoder encoder,
            ParquetWriteOptions options,
            FolderLayout layout,
            double mostBytes,
            Target target) {
        this.options = options;
        this.mostBytes = mostBytes;
        this.encoder = encoder;
        this.partitions = new PartitionRows(layout);
        this.target = target;
        this.memory = options.memoryBudget().open();
    }

    /**
     * An encoder that gives its row groups to the target.
     *
     * @param schema of the batches, with the columns that partition the folder
     */
    public static FolderEncoder of(Schema schema, ParquetWriteOptions options, FolderLayout layout, Target target) {
        return of(schema, options, layout, (double) options.rowGroupBytes(), target);
    }

    /** @param mostBytes about how much of the rows may wait */
    static FolderEncoder of(
            Schema schema, ParquetWriteOptions options, FolderLayout layout, double mostBytes, Target target) {
        RowGroupEncoder encoder = new RowGroupEncoder(PartitionRows.ofFiles(schema, layout), options);
        return new FolderEncoder(encoder, options, layout, mostBytes, target);
    }

    /** What encodes, for others to share. */
    RowGroupEncoder encoder() {
        return encoder;
    }

    /** Rows too few to be a row group that others could be joined with. */
    public long fewRows() {
        return Math.max(1, options.rowGroupRows() / LEAST_PART);
    }

    /** Adds rows, and encodes the row groups that they complete. */
    public void append(Batch batch) {
        if (batch.rows() == 0) {
            accept(batch);
            return;
        }
        DividedBatch divided = DividedBatch.of(batch, partitions);
        held.add(divided);
        divided.folders().forEach((folder, rows) -> {
            encoder.accept(rows.batch());
            add(folder, rows.count(), rows.count() * divided.bytesPerRow());
        });
        note();
        encodeWhatIsFull();
    }

    private void accept(Batch batch) {
        try (Batch values = batch.without(partitions.columns().toArray(String[]::new))) {
            encoder.accept(values);
        }
    }

    private void add(String folder, long rows, double bytes) {
        Amount sum = amounts.getOrDefault(folder, new Amount(0, 0)).plus(rows, bytes);
        if (sum.rows == 0) {
            amounts.remove(folder);
        } else {
            amounts.put(folder, sum);
        }
    }

    private void encodeWhatIsFull() {
        foldersOf(options.rowGroupRows(), mostBytes).forEach(folder -> encode(folder, false));
        if (waitingBytes() >= mostBytes) {
            encode(fewRows());
        }
        if (waitingBytes() >= mostBytes) {
            encode(1);
        }
        letGo();
    }

    private List<String> foldersOf(long rows, double bytes) {
        return amounts.entrySet().stream()
                .filter(entry -> entry.getValue().rows >= rows || entry.getValue().bytes >= bytes)
                .map(Map.Entry::getKey)
                .toList();
    }

    private double waitingBytes() {
        return amounts.values().stream().mapToDouble(Amount::bytes).sum();
    }

    /** Encodes all rows of folders that have so many, or a fair part of a row group's bytes. */
    public void encode(long leastRows) {
        foldersOf(leastRows, mostBytes / LEAST_PART).forEach(folder -> encode(folder, true));
        letGo();
    }

    /** Encodes all rows of one folder, if it has any. */
    void encode(String folder) {
        if (amounts.containsKey(folder)) {
            encode(folder, true);
            letGo();
        }
    }

    /** @param isEnd whether rows that do not make a row group full become one */
    private void encode(String folder, boolean isEnd) {
        RowGroupRoom room = new RowGroupRoom(options.rowGroupRows(), mostBytes);
        List<BatchRows> rows = new ArrayList<>();
        List<DividedBatch> from = new ArrayList<>();
        for (DividedBatch batch : List.copyOf(held)) {
            for (BatchRows left = batch.of(folder); left != null && left.count() > 0; ) {
                int step = (int) Math.min(left.count(), room.rows(batch.bytesPerRow()));
                if (step > 0) {
                    rows.add(left.part(0, step));
                    from.add(batch);
                    room.take(step, batch.bytesPerRow());
                    left = left.part(step, left.count() - step);
                }
                if (room.rows(batch.bytesPerRow()) == 0) {
                    encode(folder, rows, from);
                    room.clear();
                }
            }
        }
        if (isEnd && !rows.isEmpty()) {
            encode(folder, rows, from);
        }
    }

    private void encode(String folder, List<BatchRows> rows, List<DividedBatch> from) {
        target.take(new FolderRowGroup(folder, encoder.encodeRows(rows)));
        for (int i = 0; i < rows.size(); i++) {
            int count = rows.get(i).count();
            from.get(i).take(folder, count);
            add(folder, -count, -count * from.get(i).bytesPerRow());
        }
        rows.clear();
        from.clear();
    }

    /** Lets go of batches that nothing waits in, and copies what waits where it is little beside what else it retains. */
    private void letGo() {
        held.removeIf(batch -> {
            if (batch.isEmpty()) {
                batch.close();
            }
            return batch.isEmpty();
        });
        if (retainedBytes() >= mostBytes && waitingBytes() < mostBytes / 2) {
            for (int i = 0; i < held.size(); i++) {
                held.set(i, compacted(held.get(i)));
            }
        }
        note();
    }

    private DividedBatch compacted(DividedBatch batch) {
        try (batch;
                Batch rest = batch.rest()) {
            return DividedBatch.of(rest, partitions);
        }
    }

    private double retainedBytes() {
        return held.stream().mapToDouble(DividedBatch::retainedBytes).sum();
    }

    private void note() {
        long retained = (long) retainedBytes();
        memory.hold(retained - noted);
        noted = retained;
    }

    /** The rows that wait, with all columns, in their order; the caller closes them, and nothing waits any more. */
    public List<Batch> takeRest() {
        List<Batch> rest = new ArrayList<>();
        try {
            held.forEach(batch -> rest.add(batch.rest()));
        } catch (RuntimeException | Error e) {
            rest.forEach(Batch::close);
            throw e;
        } finally {
            drop();
        }
        return rest;
    }

    /** Forgets the rows that wait. */
    public void drop() {
        held.forEach(DividedBatch::close);
        held.clear();
        amounts.clear();
        note();
    }

    /** Lets go of the rows that wait, and of scratch memory. */
    @Override
    public void close() {
        drop();
        memory.close();
        encoder.close();
    }
}
