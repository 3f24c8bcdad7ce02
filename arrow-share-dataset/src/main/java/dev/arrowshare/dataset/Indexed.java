package dev.arrowshare.dataset;

import org.jspecify.annotations.Nullable;

/**
 * A result with the place of its item, for results that come as they are done.
 *
 * @param index of the item, from 0
 * @param value of the function
 */
public record Indexed<R extends @Nullable Object>(long index, R value) {}
