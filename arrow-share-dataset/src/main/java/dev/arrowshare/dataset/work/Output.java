package dev.arrowshare.dataset.work;

import dev.arrowshare.parquet.ParquetWriteOptions;
import java.io.Serializable;

/** In which form a worker hands back the result of a task. */
public sealed interface Output extends Serializable {
    /** As batches. */
    record Batches() implements Output {}

    /** As one row group, encoded by the worker; as batches where the result is too small to make one. */
    record RowGroups(ParquetWriteOptions options) implements Output {}

    /** As numbers only. */
    record Counts() implements Output {}
}
