package dev.arrowshare.dataset.work;

import java.time.Duration;

/**
 * What a crew says at the end of a run.
 *
 * @param start from the start of the crew until its first worker was ready
 * @param dirtyBytes bytes of the input that mappers wrote to, in all workers together; 0 unless a mapper is wrong
 * @param written the columns that these bytes belong to, as far as the platform tells
 * @param sharedBytes bytes of the input that lie in memory once and were used by all
 * @param notCopiedBytes bytes that the workers would have held besides, had each its own copy of what it read
 */
public record CrewReport(
        Duration start, long dirtyBytes, WrittenColumns written, long sharedBytes, long notCopiedBytes) {}
