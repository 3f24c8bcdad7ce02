package dev.arrowshare.dataset.work;

import java.time.Duration;
import java.util.Optional;

/**
 * What a crew says at the end of a run.
 *
 * @param start from the start of the crew until its first worker was ready
 * @param dirtyBytes bytes of the input that mappers wrote to, in all workers together; 0 unless a mapper is wrong
 * @param written the columns that these bytes belong to, as far as the platform tells
 * @param sharing measured; empty for workers of one process, and where the platform does not tell
 */
public record CrewReport(Duration start, long dirtyBytes, WrittenColumns written, Optional<Sharing> sharing) {}
