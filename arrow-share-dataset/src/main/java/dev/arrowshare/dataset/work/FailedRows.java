package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.Columns;
import dev.arrowshare.batch.RowSelection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one batch that failed: as they came, with six more columns that say why and where they are from.
 *
 * <p><b>Threads:</b> one at a time.
 */
public final class FailedRows {
    /** What is added to the columns of the input. A stack stands in the first row of those that failed together, a thousand times a batch. */
    public static final List<Field> COLUMNS = List.of(
            Field.nullable("error_type", ArrowType.Utf8.INSTANCE),
            Field.nullable("error_message", ArrowType.Utf8.INSTANCE),
            Field.nullable("error_stack", ArrowType.Utf8.INSTANCE),
            Field.nullable("error_attempts", new ArrowType.Int(32, true)),
            Field.nullable("source_batch", new ArrowType.Int(32, true)),
            Field.nullable("source_row", new ArrowType.Int(64, true)));

    private static final int MOST_STACKS = 1_000;

    private final Batch batch;
    private final Place place;
    private final List<Piece> pieces = new ArrayList<>();

    /** @param batch stays the caller's */
    FailedRows(Batch batch, Place place) {
        this.batch = batch;
        this.place = place;
    }

    /** Rows that failed together. */
    private record Piece(
            long from,
            long rows,
            String type,
            String message,
            int attempts,
            @Nullable String stack) {}

    /** The columns of rows that failed, of such an input. */
    public static Schema schema(Schema input) {
        List<Field> fields = new ArrayList<>(input.getFields());
        fields.addAll(COLUMNS);
        return new Schema(fields, input.getCustomMetadata());
    }

    /** The names of {@link #COLUMNS}. */
    public static List<String> names() {
        return COLUMNS.stream().map(Field::getName).toList();
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    /** Behind those that were added before. */
    void add(long from, long rows, FailedCall failure) {
        String stack = pieces.size() < MOST_STACKS ? failure.stack() : null;
        pieces.add(new Piece(from, rows, failure.type(), failure.message(rows), failure.attempts(), stack));
    }

    /** The rows; the caller closes them. */
    Batch toBatch() {
        long[] selected = new long[Math.toIntExact((batch.rows() + 63) >>> 6)];
        List<Piece> byRow = new ArrayList<>();
        for (Piece piece : pieces) {
            for (long row = piece.from(); row < piece.from() + piece.rows(); row++) {
                selected[(int) (row >>> 6)] |= 1L << row;
                byRow.add(piece);
            }
        }
        RowSelection selection = RowSelection.of(selected, Math.toIntExact(batch.rows()));
        return described(batch.take(selection), byRow, selection.indices());
    }

    /** Takes over the rows. */
    private Batch described(Batch rows, List<Piece> pieceOf, int[] indices) {
        Batch all = with(rows, "error_type", row -> pieceOf.get(row).type());
        all = with(all, "error_message", row -> pieceOf.get(row).message());
        all = with(
                all,
                "error_stack",
                row -> row == 0 || !pieceOf.get(row).equals(pieceOf.get(row - 1))
                        ? pieceOf.get(row).stack()
                        : null);
        all = with(
                all,
                batch -> Columns.integer(
                        "error_attempts", batch, row -> pieceOf.get(row).attempts()));
        all = with(all, batch -> Columns.integer("source_batch", batch, row -> place.batch()));
        return with(all, batch -> Columns.bigInt("source_row", batch, row -> place.number(indices[row])));
    }

    private static Batch with(Batch rows, String name, IntFunction<@Nullable String> text) {
        return with(rows, batch -> Columns.utf8(name, batch, text));
    }

    private static Batch with(Batch rows, Function<Batch, FieldVector> column) {
        try (rows) {
            return rows.with(column.apply(rows));
        }
    }
}
