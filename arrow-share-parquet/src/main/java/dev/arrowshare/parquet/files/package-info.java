/**
 * Several files as one: which they are, what their folders say, and what their schemas have in common. Start from {@link
 * dev.arrowshare.parquet.files.FileShape}.
 */
@NullMarked
package dev.arrowshare.parquet.files;

import org.jspecify.annotations.NullMarked;
