package dev.arrowshare.parquet.decode;

import dev.arrowshare.batch.EmptyVectors;
import dev.arrowshare.batch.VectorBuffers;
import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.ColumnNode;
import dev.arrowshare.parquet.page.GroupColumn;
import dev.arrowshare.parquet.page.LeafColumn;
import dev.arrowshare.parquet.page.MalformedPageException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/**
 * Loads a nested column's vectors with the rows that its leaves have decoded. A group's validity and offsets come from the levels of
 * one leaf below it, the one with the fewest lists above; the levels of the others must say the same.
 */
final class NestedVectors {
    private final Map<LeafColumn, NestedLeaf> leaves = new HashMap<>();
    private final int rows;
    private final BufferAllocator allocator;
    private final Consumer<NestedLeaf> current;
    private long mostValues;

    /** @param current is told which leaf is at hand, for messages */
    NestedVectors(List<NestedLeaf> leaves, int rows, BufferAllocator allocator, Consumer<NestedLeaf> current) {
        leaves.forEach(leaf -> this.leaves.put(leaf.column(), leaf));
        this.rows = rows;
        this.allocator = allocator;
        this.current = current;
    }

    /** The most that the offsets of one vector count. */
    long mostValues() {
        return mostValues;
    }

    void load(ColumnNode node, FieldVector target, int slots) {
        FieldVector vector = VectorBuffers.storage(target);
        if (node instanceof LeafColumn column) {
            NestedLeaf leaf = leaf(column);
            leaf.load(vector, rows, slots);
            mostValues = Math.max(mostValues, leaf.values().dataBytes());
            return;
        }
        GroupColumn group = (GroupColumn) node;
        if (group.isStruct()) {
            loadStruct(group, vector, slots);
        } else {
            loadList(group, vector, slots);
        }
    }

    private NestedLeaf leaf(LeafColumn column) {
        NestedLeaf leaf = leaves.get(column);
        if (leaf == null) {
            throw new IllegalStateException("no decoder of column '" + column.name() + "'");
        }
        current.accept(leaf);
        return leaf;
    }

    private NestedLevels levels(ColumnNode node) {
        LeafColumn fewestLists = node.leaves().stream()
                .min(Comparator.comparingInt(leaf -> leaf.levels().repetition()))
                .orElseThrow();
        return leaf(fewestLists).levels(rows);
    }

    private void loadStruct(GroupColumn struct, FieldVector vector, int slots) {
        NestedLevels levels = levels(struct);
        for (ColumnNode child : struct.children()) {
            NestedLevels other = levels(child);
            if (other.leaf().leaf() != levels.leaf().leaf() && !other.agrees(levels, struct.levels(), allocator)) {
                throw new MalformedPageException("its levels do not agree with those of column '"
                        + levels.leaf().name() + "'");
            }
        }
        Validity validity = validity(struct, levels, slots);
        try (validity) {
            vector.loadFieldBuffers(new ArrowFieldNode(slots, slots - validity.set()), Arrays.asList(validity.bits()));
        }
        List<FieldVector> children = vector.getChildrenFromFields();
        for (int i = 0; i < children.size(); i++) {
            load(struct.children().get(i), children.get(i), slots);
        }
    }

    /** Which slots of a group are not null; without bits where none can be. */
    private record Validity(@Nullable ArrowBuf bits, int set) implements AutoCloseable {
        @Override
        public void close() {
            if (bits != null) {
                bits.close();
            }
        }
    }

    private Validity validity(GroupColumn group, NestedLevels levels, int slots) {
        if (!group.optional()) {
            return new Validity(null, slots);
        }
        Validity validity = presence(group, levels, slots);
        if (validity.set() < slots && !group.field().isNullable()) {
            validity.close();
            throw new MalformedPageException("null as the key of a map");
        }
        return validity;
    }

    /** Also where the group is null only because a struct above it is. */
    private Validity presence(GroupColumn group, NestedLevels levels, int slots) {
        ArrowBuf bits = allocator.buffer((slots + 63L) / 64 * 8 + ColumnDecoder.SLACK);
        try {
            return new Validity(bits, levels.validity(group.levels(), bits.memoryAddress(), slots));
        } catch (RuntimeException | Error e) {
            bits.close();
            throw e;
        }
    }

    private void loadList(GroupColumn list, FieldVector vector, int slots) {
        NestedLevels levels = levels(list);
        try (Validity validity = validity(list, levels, slots);
                ArrowBuf offsets = allocator.buffer(4L * (slots + 1L) + ColumnDecoder.SLACK)) {
            int items = levels.offsets(list.levels(), offsets.memoryAddress(), slots);
            mostValues = Math.max(mostValues, items);
            if (list.storageType() instanceof ArrowType.FixedSizeList fixed) {
                try (Validity present = presence(list, levels, slots)) {
                    loadFixedSizeList(
                            list, vector, slots, fixed.getListSize(), new Lists(validity, present, offsets, items));
                }
                return;
            }
            loadOffsets(list, vector, slots, validity, offsets);
            load(list.children().get(0), vector.getChildrenFromFields().get(0), items);
        }
    }

    private record Lists(Validity validity, Validity presence, ArrowBuf offsets, int items) {
        int length(int slot) {
            long at = offsets.memoryAddress() + 4L * slot;
            return Memory.getInt(at + 4) - Memory.getInt(at);
        }

        boolean isPresent(int slot) {
            ArrowBuf bits = presence.bits();
            return bits == null || (Bits.word(bits.memoryAddress(), slot) & 1) == 1;
        }
    }

    private void loadOffsets(GroupColumn list, FieldVector vector, int slots, Validity validity, ArrowBuf offsets) {
        ArrowFieldNode node = new ArrowFieldNode(slots, slots - validity.set());
        switch (list.storageType().getTypeID()) {
            case LargeList -> {
                try (ArrowBuf wide = widened(offsets, slots + 1)) {
                    vector.loadFieldBuffers(node, Arrays.asList(validity.bits(), wide));
                }
            }
            case ListView -> {
                try (ArrowBuf sizes = sizes(offsets, slots)) {
                    vector.loadFieldBuffers(node, Arrays.asList(validity.bits(), offsets, sizes));
                }
            }
            case LargeListView -> {
                try (ArrowBuf wide = widened(offsets, slots + 1);
                        ArrowBuf sizes = sizes(offsets, slots);
                        ArrowBuf wideSizes = widened(sizes, slots)) {
                    vector.loadFieldBuffers(node, Arrays.asList(validity.bits(), wide, wideSizes));
                }
            }
            default -> vector.loadFieldBuffers(node, Arrays.asList(validity.bits(), offsets));
        }
    }

    private ArrowBuf widened(ArrowBuf narrow, int count) {
        ArrowBuf wide = allocator.buffer(8L * count);
        for (int i = 0; i < count; i++) {
            Memory.putLong(wide.memoryAddress() + 8L * i, Memory.getInt(narrow.memoryAddress() + 4L * i));
        }
        return wide;
    }

    private ArrowBuf sizes(ArrowBuf offsets, int slots) {
        ArrowBuf sizes = allocator.buffer(4L * slots);
        for (int i = 0; i < slots; i++) {
            long at = offsets.memoryAddress() + 4L * i;
            Memory.putInt(sizes.memoryAddress() + 4L * i, Memory.getInt(at + 4) - Memory.getInt(at));
        }
        return sizes;
    }

    /** A null list of a fixed size has values all the same, which Parquet does not store. */
    private void loadFixedSizeList(GroupColumn list, FieldVector vector, int slots, int size, Lists lists) {
        for (int slot = 0; slot < slots; slot++) {
            if (lists.length(slot) != size && (lists.isPresent(slot) || lists.length(slot) != 0)) {
                throw new UnrepresentableValueException("a list of " + lists.length(slot)
                        + " values where ARROW:schema says that each has " + size
                        + "; ParquetReadOptions.ignoreArrowSchema() reads lists of any length");
            }
        }
        if ((long) slots * size > Integer.MAX_VALUE) {
            throw new UnrepresentableValueException(slots + " lists of " + size + " values are too many for a vector");
        }
        ArrowFieldNode node = new ArrowFieldNode(slots, slots - lists.validity().set());
        vector.loadFieldBuffers(node, Arrays.asList(lists.validity().bits()));
        FieldVector child = vector.getChildrenFromFields().get(0);
        ColumnNode item = list.children().get(0);
        if (lists.items() == slots * size) {
            load(item, child, lists.items());
        } else {
            loadSpread(item, child, slots, size, lists);
        }
    }

    private void loadSpread(ColumnNode item, FieldVector target, int slots, int size, Lists lists) {
        try (FieldVector dense = EmptyVectors.of(item.vectorField(), allocator);
                FieldVector nulls = EmptyVectors.of(item.vectorField(), allocator)) {
            load(item, dense, lists.items());
            nulls.allocateNew();
            nulls.setValueCount(size);
            SegmentJoin spread = new SegmentJoin(allocator);
            int done = 0;
            int ahead = 0;
            for (int slot = 0; slot < slots; slot++) {
                if (lists.isPresent(slot)) {
                    ahead += size;
                } else {
                    spread.add(dense, done, ahead);
                    spread.add(nulls, 0, size);
                    done += ahead;
                    ahead = 0;
                }
            }
            spread.add(dense, done, ahead);
            spread.joinInto(target);
        }
    }
}
