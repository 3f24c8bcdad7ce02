package dev.arrowshare.dataset;

import java.time.Duration;

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
 */
public record PoolStatistics(
        long runs, long tasks, long failures, long retries, long workerDeaths, Duration uptime, Duration busy) {
    /** The time that a run takes on average; nothing before the first has ended. */
    public Duration meanRun() {
        return runs == 0 ? Duration.ZERO : busy.dividedBy(runs);
    }

    @Override
    public String toString() {
        return runs + " runs of " + tasks + " tasks, " + failures + " failed, " + retries + " retries, " + workerDeaths
                + " workers died; " + meanRun().toMillis() + " ms a run, open for " + uptime.toSeconds() + " s";
    }
}
