package dev.arrowshare.dataset.work;

import dev.arrowshare.parquet.FolderLayout;
import dev.arrowshare.parquet.ParquetWriteOptions;
import java.io.Serializable;

/** In which form a worker hands back the result of a task. */
public sealed interface Output extends Serializable {
    /** As batches. */
    record Batches() implements Output {}

    /** As row groups, divided and encoded by the worker; as batches what is too little to make one. */
    record RowGroups(ParquetWriteOptions options, FolderLayout layout) implements Output {
        /** For one file. */
        public RowGroups(ParquetWriteOptions options) {
            this(options, FolderLayout.files());
        }

        /** Where files end depends on where row groups do: that must not depend on who does the work. */
        @Override
        public boolean dependsOnTasks() {
            return layout.fileBytes() < Long.MAX_VALUE;
        }
    }

    /** As numbers only. */
    record Counts() implements Output {}

    /** Whether tasks have to be the same, whatever the workers are. */
    default boolean dependsOnTasks() {
        return false;
    }
}
