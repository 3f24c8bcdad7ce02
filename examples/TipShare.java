import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.Columns;
import dev.arrowshare.dataset.BatchMapper;
import org.apache.arrow.vector.Float8Vector;

/**
 * The tip as a share of the fare.
 *
 * <pre>./arrow-share run --input examples/trips.parquet --map examples/TipShare.java --processes 4 --output tips.parquet</pre>
 */
record TipShare() implements BatchMapper {
    @Override
    public Batch map(Batch trips) {
        Float8Vector tip = trips.column("tip", Float8Vector.class), fare = trips.column("fare", Float8Vector.class);
        return trips.with(Columns.float8("tip_share", tip, fare, (t, f) -> t / f)); // null in, null out
    }
}
