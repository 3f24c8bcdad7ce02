package dev.arrowshare.parquet.encode;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.schema.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * A struct or a list in a row group: its nulls and lengths, worked out once, by whichever column below asks first.
 *
 * <p><b>Threads:</b> safe.
 */
final class NodeRows implements AutoCloseable {

    /**
     * What is given to the members of a struct, or to the elements of a list.
     *
     * @param vectors of each batch: of the struct itself, or of the elements
     */
    record Inside(Levels levels, List<Slots> slots, List<FieldVector> vectors) {

        /** The vectors of a struct's member. */
        Inside member(int child) {
            List<FieldVector> members = vectors.stream()
                    .map(struct -> struct.getChildrenFromFields().get(child))
                    .toList();
            return new Inside(levels, slots, members);
        }
    }

    private final ColumnNode node;
    private final List<BatchRows> batches;
    private final Supplier<Inside> above;
    private final ScratchMemory memory = new ScratchMemory();
    private @Nullable Inside inside;

    /** @param above gives the node's vectors and what is known of its slots */
    NodeRows(ColumnNode node, List<BatchRows> batches, Supplier<Inside> above) {
        this.node = node;
        this.batches = batches;
        this.above = above;
    }

    /** What is below: call {@link Inside#member} of a struct's. */
    synchronized Inside inside() {
        Inside known = inside;
        if (known == null) {
            known = enter(above.get());
            inside = known;
        }
        return known;
    }

    private Inside enter(Inside given) {
        List<Slots> slots = new ArrayList<>();
        List<FieldVector> vectors = new ArrayList<>();
        long[] valid = new long[batches.size()];
        boolean hasNulls = false;
        for (int i = 0; i < valid.length; i++) {
            Batch batch = batches.get(i).batch();
            SlotVector resolved =
                    new SlotVector(given.vectors().get(i), given.slots().get(i), 0).resolved(batch, memory);
            slots.add(resolved.slots());
            vectors.add(resolved.vector());
            valid[i] = resolved.validity(node.place().toString(), memory);
            hasNulls |= hasNull(resolved.slots(), valid[i], batch);
        }
        return node instanceof ColumnNode.Repeated list
                ? elements(list, given.levels(), slots, vectors, valid)
                : members(given.levels(), slots, vectors, hasNulls ? valid : new long[valid.length]);
    }

    private boolean hasNull(Slots slots, long valid, Batch batch) {
        boolean hasNull = valid != 0 && isAnyNull(slots, valid);
        if (hasNull && !node.place().isOptional()) {
            throw nullsIn(node.place(), node.field(), batch);
        }
        return hasNull;
    }

    static SchemaMismatchException nullsIn(Place place, Field field, Batch batch) {
        return new SchemaMismatchException("column '" + place + " " + Schemas.typeName(field)
                + (field.isNullable() ? "" : " not null") + "' has nulls in a batch of " + batch.rows()
                + " rows; declare it nullable");
    }

    private static boolean isAnyNull(Slots slots, long valid) {
        if (slots.alive == 0) {
            return Bits.count(valid, slots.from, slots.to) < slots.span();
        }
        for (int position = slots.from; position < slots.to; position++) {
            if (slots.isAlive(position) && !Bits.isSet(valid, position)) {
                return true;
            }
        }
        return false;
    }

    private Inside members(Levels levels, List<Slots> slots, List<FieldVector> vectors, long[] valid) {
        List<Slots> alive = new ArrayList<>();
        boolean hasNulls = false;
        for (int i = 0; i < valid.length; i++) {
            alive.add(valid[i] == 0 ? slots.get(i) : slots.get(i).with(both(slots.get(i), valid[i])));
            hasNulls |= valid[i] != 0;
        }
        Levels own = hasNulls ? levels.without(slots, valid, node.place().definition() - 1, memory) : levels;
        return new Inside(own, alive, vectors);
    }

    private long both(Slots slots, long valid) {
        if (slots.alive == 0) {
            return valid;
        }
        long both = memory.bitmap(slots.to);
        Bits.and(slots.alive, valid, both, slots.from, slots.to);
        return both;
    }

    private Inside elements(
            ColumnNode.Repeated list, Levels levels, List<Slots> slots, List<FieldVector> vectors, long[] valid) {
        List<ListElements> lists = new ArrayList<>();
        List<Slots> below = new ArrayList<>();
        List<FieldVector> elements = new ArrayList<>();
        String column = node.place().toString();
        for (int i = 0; i < valid.length; i++) {
            ListLayout layout = ListLayout.of(vectors.get(i), column);
            lists.add(new ListElements(slots.get(i), layout, valid[i], column));
            below.add(lists.get(i).below(memory));
            elements.add(layout.elements());
        }
        return new Inside(ListLevels.of(levels, lists, list.repeated(), memory), below, elements);
    }

    @Override
    public synchronized void close() {
        memory.close();
        inside = null;
    }
}
