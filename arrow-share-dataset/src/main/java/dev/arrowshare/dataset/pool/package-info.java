/**
 * The engine of a {@link dev.arrowshare.dataset.WorkerPool}: a {@linkplain dev.arrowshare.dataset.pool.Job job} is cut into chunks of
 * tasks, each chunk goes to a worker by its {@linkplain dev.arrowshare.dataset.pool.Lane lane}, and what comes back waits in order
 * until it is taken. Begin with {@link dev.arrowshare.dataset.pool.PoolEngine}.
 */
@NullMarked
package dev.arrowshare.dataset.pool;

import org.jspecify.annotations.NullMarked;
