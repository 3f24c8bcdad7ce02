/** Arrow buffers to Parquet pages, a column at a time. */
@NullMarked
package dev.arrowshare.parquet.encode;

import org.jspecify.annotations.NullMarked;
