package dev.arrowshare.batch;

import dev.arrowshare.batch.Concatenation.Part;
import dev.arrowshare.error.UnsupportedFeatureException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.ArrowBufPointer;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.ElementAddressableVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.jspecify.annotations.Nullable;

/**
 * What one dictionary of several batches becomes: the first batch's values in their order, then what the others add. Where
 * nobody adds anything the first dictionary stays, and where two batches share their buffers nothing is compared.
 *
 * <p>Nested values are not compared but lined up, since equal entries are legal in a dictionary.
 */
final class DictionaryUnion {
    private final List<Part> added = new ArrayList<>();
    private final List<int @Nullable []> indices = new ArrayList<>();
    private final Map<@Nullable ByteBuffer, Integer> known = new HashMap<>();
    private int size;

    private DictionaryUnion() {}

    static DictionaryUnion of(List<FieldVector> dictionaries, DictionaryEncoding encoding) {
        DictionaryUnion union = new DictionaryUnion();
        FieldVector first = dictionaries.get(0);
        union.size = first.getValueCount();
        union.indices.add(null);
        for (int source = 1; source < dictionaries.size(); source++) {
            union.add(first, dictionaries.get(source), source);
        }
        union.requireFits(encoding, dictionaries.size());
        return union;
    }

    /** The new index of each old one of that batch; null where they stay. */
    int @Nullable [] indices(int source) {
        return indices.get(source);
    }

    /** The entries that the first dictionary lacks, in the order of their new indices. */
    List<Part> added() {
        return added;
    }

    private void add(FieldVector first, FieldVector other, int source) {
        if (isSame(first, other)) {
            indices.add(null);
            return;
        }
        boolean isComparable = isComparable(first);
        if (isComparable && known.isEmpty()) {
            for (int i = 0; i < first.getValueCount(); i++) {
                known.putIfAbsent(key(first, i), i);
            }
        }
        int[] moved = new int[other.getValueCount()];
        for (int i = 0; i < moved.length; i++) {
            Integer existing = isComparable ? known.putIfAbsent(key(other, i), size) : null;
            moved[i] = existing == null ? size++ : existing;
            if (existing == null) {
                added.add(new Part(other, i, i + 1L, source));
            }
        }
        indices.add(moved);
    }

    private static boolean isSame(FieldVector one, FieldVector other) {
        if (one == other) {
            return true;
        }
        List<ArrowBuf> buffers = VectorBuffers.of(one);
        List<ArrowBuf> others = VectorBuffers.of(other);
        List<FieldVector> children = one.getChildrenFromFields();
        boolean isSame = one.getValueCount() == other.getValueCount() && buffers.size() == others.size();
        for (int i = 0; isSame && i < buffers.size(); i++) {
            isSame = buffers.get(i).memoryAddress() == others.get(i).memoryAddress();
        }
        for (int i = 0; isSame && i < children.size(); i++) {
            isSame = isSame(children.get(i), other.getChildrenFromFields().get(i));
        }
        return isSame;
    }

    private static boolean isComparable(FieldVector vector) {
        return vector instanceof ElementAddressableVector && !(vector instanceof BitVector);
    }

    private static @Nullable ByteBuffer key(FieldVector vector, int row) {
        ArrowBufPointer value = ((ElementAddressableVector) vector).getDataPointer(row);
        ArrowBuf buffer = value.getBuf();
        if (buffer == null) {
            return null;
        }
        byte[] bytes = new byte[Math.toIntExact(value.getLength())];
        buffer.getBytes(value.getOffset(), bytes);
        return ByteBuffer.wrap(bytes);
    }

    private void requireFits(DictionaryEncoding encoding, int batches) {
        int bits =
                encoding.getIndexType().getBitWidth() - (encoding.getIndexType().getIsSigned() ? 1 : 0);
        if (bits < 31 && size > 1 << bits) {
            throw new UnsupportedFeatureException("the dictionaries " + encoding.getId() + " of " + batches
                    + " batches have " + size + " values together, indices of "
                    + encoding.getIndexType().getBitWidth()
                    + " bits reach " + (1 << bits));
        }
    }
}
