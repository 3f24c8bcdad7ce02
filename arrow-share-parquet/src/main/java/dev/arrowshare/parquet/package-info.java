/**
 * Parquet files to batches and back, without Hadoop. Start from {@link dev.arrowshare.parquet.ParquetSink} to write.
 */
@NullMarked
package dev.arrowshare.parquet;

import org.jspecify.annotations.NullMarked;
