/**
 * Data and comparisons for the tests of every module. Start from {@link dev.arrowshare.testing.RandomBatches} and {@link
 * dev.arrowshare.testing.BatchAssertions}.
 */
@NullMarked
package dev.arrowshare.testing;

import org.jspecify.annotations.NullMarked;
