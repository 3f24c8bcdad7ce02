/**
 * One record batch, its columns, and who owns its buffers. Start from {@link dev.arrowshare.batch.Batch}; make new columns with
 * {@link dev.arrowshare.batch.Columns}.
 */
@NullMarked
package dev.arrowshare.batch;

import org.jspecify.annotations.NullMarked;
