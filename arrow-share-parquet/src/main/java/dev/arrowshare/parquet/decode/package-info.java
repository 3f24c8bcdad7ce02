/**
 * Pages to Arrow buffers, a column at a time. A column is decoded by a level decoder, a value decoder for the page's encoding and
 * a sink for the Arrow type.
 */
@NullMarked
package dev.arrowshare.parquet.decode;

import org.jspecify.annotations.NullMarked;
