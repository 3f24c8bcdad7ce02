/**
 * Footer, column chunks, pages and codecs: bytes in and out of a Parquet file. Start from {@link
 * dev.arrowshare.parquet.page.Codec}.
 */
@NullMarked
package dev.arrowshare.parquet.page;

import org.jspecify.annotations.NullMarked;
