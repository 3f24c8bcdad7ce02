/**
 * Programs that the driver in benchmarks/run measures beside its peers. Each one answers on standard input and output, see
 * {@link dev.arrowshare.benchmarks.Contestant}.
 */
@NullMarked
package dev.arrowshare.benchmarks;

import org.jspecify.annotations.NullMarked;
