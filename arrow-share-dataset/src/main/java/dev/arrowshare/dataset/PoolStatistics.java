package dev.arrowshare.dataset;

import dev.arrowshare.dataset.event.RunAdvice;
import java.time.Duration;
import java.util.Optional;

/**
 * What a pool has done since it was opened.
 *
 * @param runs calls of map, stream and submit
 * @param tasks that were done, failed ones included
 * @param failures tasks that failed for good
 * @param retries attempts after the first
 * @param workerDeaths workers that ended before their tasks did
 * @param uptime since the pool was opened
 * @param busy sum of the time that all runs took
 * @param advice if the last run was no faster than without workers; none of a stream, whose caller decides how fast it is
 */
public record PoolStatistics(
        long runs,
        long tasks,
        long failures,
        long retries,
        long workerDeaths,
        Duration uptime,
        Duration busy,
        Optional<RunAdvice> advice) {
    /** The time that a run takes on average; nothing before the first has ended. */
    public Duration meanRun() {
        return runs == 0 ? Duration.ZERO : busy.dividedBy(runs);
    }

    @Override
    public String toString() {
        return runs + " runs of " + tasks + " tasks, " + failures + " failed, " + retries + " retries, " + workerDeaths
                + " workers died; " + meanRun().toMillis() + " ms a run, open for " + uptime.toSeconds() + " s"
                + advice.map(last -> "; the last: " + last).orElse("");
    }
}
