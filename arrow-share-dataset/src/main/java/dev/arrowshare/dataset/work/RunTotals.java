package dev.arrowshare.dataset.work;

import java.time.Duration;

/**
 * What the workers of a run did, all together.
 *
 * @param rowsOut of the result, cut off at the limit
 * @param convert how long the conversion of the input took, zero when it was complete before the run
 */
public record RunTotals(TaskReport tasks, long rowsOut, CrewReport crew, Duration convert) {}
