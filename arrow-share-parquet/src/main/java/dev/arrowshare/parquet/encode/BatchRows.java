package dev.arrowshare.parquet.encode;

import dev.arrowshare.batch.Batch;

/** Rows {@code [from, to)} of a batch, which its owner keeps open. */
public record BatchRows(Batch batch, int from, int to) {

    /** All rows. */
    public static BatchRows of(Batch batch) {
        return new BatchRows(batch, 0, Math.toIntExact(batch.rows()));
    }
}
