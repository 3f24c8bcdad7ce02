/**
 * Batches to one mapped file, and the ticket that finds it again in another process. Not for users. Start from {@link
 * dev.arrowshare.dataset.share.InputFile}.
 */
@NullMarked
package dev.arrowshare.dataset.share;

import org.jspecify.annotations.NullMarked;
