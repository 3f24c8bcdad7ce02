/**
 * Answers of workers to files, all or nothing. Not for users. Start from {@link dev.arrowshare.dataset.sink.RunSink}.
 */
@NullMarked
package dev.arrowshare.dataset.sink;

import org.jspecify.annotations.NullMarked;
