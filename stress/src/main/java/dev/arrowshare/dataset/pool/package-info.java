/** Races of a pool's window and of the hand-over of its results. */
@NullMarked
package dev.arrowshare.dataset.pool;

import org.jspecify.annotations.NullMarked;
