/**
 * Which rows are wanted, as an expression that can be read, sent and evaluated. Start from {@link
 * dev.arrowshare.filter.Filter#column}.
 */
@NullMarked
package dev.arrowshare.filter;

import org.jspecify.annotations.NullMarked;
