import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.Columns;
import dev.arrowshare.dataset.BatchMapper;
import org.apache.arrow.vector.Float8Vector;

/**
 * The tip as a share of the fare; does not believe in tips of more than twice the fare.
 *
 * <pre>./arrow-share run --input examples/trips.parquet --map examples/StrictTips.java --dead-letter failed.parquet --output tips.parquet</pre>
 */
record StrictTips() implements BatchMapper {
    @Override
    public Batch map(Batch trips) {
        Float8Vector tip = trips.column("tip", Float8Vector.class), fare = trips.column("fare", Float8Vector.class);
        return trips.with(Columns.float8("tip_share", tip, fare, (t, f) -> {
            if (t > 2 * f) {
                throw new IllegalArgumentException("a tip of " + t + " for a fare of " + f);
            }
            return t / f;
        }));
    }
}
