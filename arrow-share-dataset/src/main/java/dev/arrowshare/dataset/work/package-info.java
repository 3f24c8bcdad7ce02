/**
 * Batches to workers and back: tasks, crews of threads or processes, order and failure. Not for users. Start from {@link
 * dev.arrowshare.dataset.work.WorkerCrew}.
 */
@NullMarked
package dev.arrowshare.dataset.work;

import org.jspecify.annotations.NullMarked;
