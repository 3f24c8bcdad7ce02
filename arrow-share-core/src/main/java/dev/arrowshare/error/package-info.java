/**
 * The few unchecked exceptions, each saying what, where, actual and allowed. Start from {@link
 * dev.arrowshare.error.ArrowShareException}.
 */
@NullMarked
package dev.arrowshare.error;

import org.jspecify.annotations.NullMarked;
