/** Microbenchmarks under JMH, of single pieces that the whole runs spend their time in. */
@NullMarked
package dev.arrowshare.benchmarks.pieces;

import org.jspecify.annotations.NullMarked;
