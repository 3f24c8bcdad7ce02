/** Races of the counts that say when memory is let go. */
@NullMarked
package dev.arrowshare.memory;

import org.jspecify.annotations.NullMarked;
