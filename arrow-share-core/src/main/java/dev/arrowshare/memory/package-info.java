/**
 * Native memory: the allocator, counted regions of memory that came from elsewhere, and reports of what was not closed.
 * Start from {@link dev.arrowshare.memory.Allocators}.
 */
@NullMarked
package dev.arrowshare.memory;

import org.jspecify.annotations.NullMarked;
