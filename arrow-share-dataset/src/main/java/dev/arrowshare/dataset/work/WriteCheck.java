package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.VectorBuffers;
import dev.arrowshare.error.MapperException;
import dev.arrowshare.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;

/**
 * Whether a function writes to a batch that is not mapped, so that the system can't tell: by the checksums of its columns before and
 * after. The JVM computes CRC-32 with instructions of its own, faster than the batch was decoded.
 */
final class WriteCheck implements AutoCloseable {
    /** What a {@link java.nio.ByteBuffer} can span. */
    private static final long MOST_BYTES = 1 << 30;

    private final Batch batch;
    private final int[] before;

    private WriteCheck(Batch batch) {
        this.batch = batch;
        this.before = checksums();
    }

    /** @param whole as a function will get it; it stays the caller's, unless this fails, which closes it */
    static WriteCheck of(Batch whole) {
        try {
            return new WriteCheck(whole.slice(0, whole.rows()));
        } catch (RuntimeException | Error e) {
            whole.close();
            throw e;
        }
    }

    private int[] checksums() {
        int[] checksums = new int[batch.columnCount()];
        for (int i = 0; i < checksums.length; i++) {
            CRC32 checksum = new CRC32();
            add(batch.column(i), checksum);
            checksums[i] = (int) checksum.getValue();
        }
        return checksums;
    }

    private void add(FieldVector vector, CRC32 checksum) {
        FieldVector stored = VectorBuffers.storage(vector);
        List<ArrowBuf> buffers = VectorBuffers.of(stored);
        long[] used = VectorBuffers.used(stored);
        for (int i = 0; i < used.length; i++) {
            for (long from = 0; from < used[i]; from += MOST_BYTES) {
                checksum.update(Memory.buffer(
                        buffers.get(i).memoryAddress() + from, (int) Math.min(MOST_BYTES, used[i] - from)));
            }
        }
        stored.getChildrenFromFields().forEach(child -> add(child, checksum));
        DictionaryEncoding encoding = vector.getField().getDictionary();
        FieldVector dictionary = encoding == null ? null : batch.dictionary(encoding.getId());
        if (dictionary != null) {
            add(dictionary, checksum);
        }
    }

    /** @throws MapperException with the columns that were written to */
    void require(Place place, String input) {
        int[] after = checksums();
        List<String> written = new ArrayList<>();
        for (int i = 0; i < after.length; i++) {
            if (after[i] != before[i]) {
                written.add("'" + batch.column(i).getName() + "'");
            }
        }
        if (!written.isEmpty()) {
            throw new MapperException("a mapper wrote to its input; use edit: column " + String.join(", ", written)
                    + " of " + place + " of " + input
                    + "; Batch.edit(name, type) gives a copy that may be written to");
        }
    }

    @Override
    public void close() {
        batch.close();
    }
}
