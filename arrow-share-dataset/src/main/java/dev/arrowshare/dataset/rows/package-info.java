/**
 * Functions by row: records of a batch's values, read from and written to vectors in loops that are made for each function. Start from
 * {@link dev.arrowshare.dataset.rows.RowFunction}; a user needs {@link dev.arrowshare.dataset.rows.Column} at most.
 */
@NullMarked
package dev.arrowshare.dataset.rows;

import org.jspecify.annotations.NullMarked;
