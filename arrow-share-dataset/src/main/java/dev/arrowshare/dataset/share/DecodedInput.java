package dev.arrowshare.dataset.share;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.work.BlockReader;
import dev.arrowshare.ipc.BlockLocation;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.MemoryBudget;
import dev.arrowshare.parquet.BatchStream;
import dev.arrowshare.parquet.SkippedFile;
import dev.arrowshare.parquet.SkippedRows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Parquet files for one run of this process's threads: a batch goes from the decoder to whoever takes its block, and no file is
 * written in between.
 *
 * <p><b>Threads:</b> safe.
 */
final class DecodedInput implements RunInput {
    private final ParquetInputs inputs;
    private final AtomicLong decodedBytes = new AtomicLong();
    private volatile SkippedRows skipped = SkippedRows.NONE;

    DecodedInput(ParquetInputs inputs) {
        this.inputs = inputs;
    }

    @Override
    public Schema schema() {
        return inputs.schema();
    }

    @Override
    public long rowsAtMost() {
        return inputs.rows();
    }

    @Override
    public Optional<InputFile> file() {
        return Optional.empty();
    }

    @Override
    public Optional<Path> knownPath() {
        return Optional.empty();
    }

    @Override
    public SkippedRows skipped() {
        return skipped;
    }

    @Override
    public List<SkippedFile> skippedFiles() {
        return inputs.skippedFiles();
    }

    @Override
    public MemoryBudget memoryBudget() {
        return inputs.memoryBudget();
    }

    @Override
    public long decodedBytes() {
        return decodedBytes.get();
    }

    @Override
    public String identity() {
        return SourceRecord.identity(SourceRecord.of(inputs)).orElseThrow();
    }

    /** Begins to decode. */
    @Override
    public Hold hold() {
        return new Decoding(inputs.files().read(Allocators.root()));
    }

    /** A block is a batch's number; it is decoded when the feed is asked for it, or before, and can be read once. */
    private final class Decoding implements Hold, BlockFeed, BlockReader {
        private final BatchStream batches;
        private final List<BlockLocation> blocks = new ArrayList<>();
        private final Map<Long, Batch> waiting = new ConcurrentHashMap<>();
        private final MemoryBudget.Share memory = memoryBudget().open();
        private final long begun = System.nanoTime();
        private volatile Arrivals listener = (block, took) -> {};
        private volatile long nanos = -1;

        Decoding(BatchStream batches) {
            this.batches = batches;
        }

        @Override
        public synchronized @Nullable BlockLocation await(int index, BooleanSupplier givenUp) {
            while (index >= blocks.size() && !isComplete() && !givenUp.getAsBoolean()) {
                take();
            }
            return index < blocks.size() ? blocks.get(index) : null;
        }

        /** The one run's. */
        @Override
        public Listening onArrival(Arrivals told) {
            listener = told;
            return () -> listener = (block, took) -> {};
        }

        private void take() {
            long from = System.nanoTime();
            Batch batch = batches.next();
            if (batch == null) {
                inputs.sources().forEach(ParquetInputs::requireUnchanged);
                skipped = skipped.plus(batches.skipped());
                nanos = System.nanoTime() - begun;
                return;
            }
            long bytes = batch.copiedBytes();
            decodedBytes.addAndGet(bytes);
            memory.hold(bytes);
            long number = blocks.size();
            waiting.put(number, batch);
            BlockLocation block = new BlockLocation(number, 1, bytes, batch.rows(), 0);
            blocks.add(block);
            listener.arrived(block, System.nanoTime() - from);
        }

        @Override
        public Batch read(BlockLocation block, List<String> columns, BufferAllocator allocator) {
            Batch batch = waiting.remove(block.offset());
            if (batch == null) {
                throw new IllegalStateException("batch " + block.offset() + " of " + name() + " was taken before");
            }
            memory.letGo(block.bodyLength());
            return chosen(batch, columns);
        }

        @Override
        public void skip(BlockLocation block) {
            read(block, List.of(), Allocators.root()).close();
        }

        @Override
        public Batch empty(List<String> columns, BufferAllocator allocator) {
            return chosen(EmptyBatch.of(schema(), schema(), allocator), columns);
        }

        private static Batch chosen(Batch all, List<String> columns) {
            if (columns.isEmpty()) {
                return all;
            }
            try (all) {
                return all.select(columns);
            }
        }

        @Override
        public boolean tellsWrites() {
            return false;
        }

        /** Decoded is what nobody has in another form. */
        @Override
        public long copiedBytes(Batch batch) {
            return 0;
        }

        @Override
        public String name() {
            return inputs.name();
        }

        @Override
        public int columns() {
            return schema().getFields().size();
        }

        @Override
        public BlockFeed blocks() {
            return this;
        }

        @Override
        public BlockReader reader() {
            return this;
        }

        @Override
        public Optional<MappedInput> mapping() {
            return Optional.empty();
        }

        @Override
        public void dropIfWritten() {}

        @Override
        public boolean isComplete() {
            return nanos >= 0;
        }

        @Override
        public Duration convertTime() {
            long done = nanos;
            return Duration.ofNanos(done < 0 ? System.nanoTime() - begun : done);
        }

        @Override
        public void close() {
            batches.close();
            waiting.values().forEach(Batch::close);
            waiting.clear();
            memory.close();
        }
    }
}
