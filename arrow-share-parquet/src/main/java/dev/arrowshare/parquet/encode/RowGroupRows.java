package dev.arrowshare.parquet.encode;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The rows of a row group as Parquet's columns see them: levels are worked out once for all columns that share them.
 *
 * <p><b>Threads:</b> columns may be encoded by several at once.
 *
 * <p><b>Ownership:</b> the caller closes it, when no column is being encoded, and keeps the batches open until then.
 */
public final class RowGroupRows implements AutoCloseable {

    private record Column(ColumnType type, Supplier<NodeRows.Inside> given) {}

    private final List<BatchRows> batches;
    private final List<Column> columns = new ArrayList<>();
    private final List<NodeRows> nodes = new ArrayList<>();

    private RowGroupRows(List<BatchRows> batches) {
        this.batches = batches;
    }

    /** The columns of these nodes, one for each column of the batches. */
    public static RowGroupRows of(List<ColumnNode> schema, List<BatchRows> batches) {
        RowGroupRows rows = new RowGroupRows(batches);
        for (int i = 0; i < schema.size(); i++) {
            NodeRows.Inside given = rows.column(i);
            rows.add(schema.get(i), () -> given);
        }
        return rows;
    }

    private NodeRows.Inside column(int index) {
        List<Slots> slots = new ArrayList<>();
        int rows = 0;
        for (BatchRows batch : batches) {
            slots.add(batch.slots());
            rows = Math.addExact(rows, batch.count());
        }
        return new NodeRows.Inside(
                Levels.ofRows(rows),
                slots,
                batches.stream().map(batch -> batch.batch().column(index)).toList());
    }

    private void add(ColumnNode node, Supplier<NodeRows.Inside> given) {
        if (node instanceof ColumnNode.Leaf leaf) {
            columns.add(new Column(leaf.type(), given));
            return;
        }
        NodeRows rows = new NodeRows(node, batches, given);
        nodes.add(rows);
        for (int i = 0; i < node.children().size(); i++) {
            int child = i;
            boolean isStruct = node instanceof ColumnNode.Struct;
            add(node.children().get(i), () -> isStruct ? rows.inside().member(child) : rows.inside());
        }
    }

    /** How many columns Parquet counts. */
    public int columnCount() {
        return columns.size();
    }

    ColumnType type(int column) {
        return columns.get(column).type;
    }

    ChunkRows rows(int column) {
        return ChunkRows.of(columns.get(column).type, columns.get(column).given.get(), batches);
    }

    @Override
    public void close() {
        nodes.forEach(NodeRows::close);
    }
}
