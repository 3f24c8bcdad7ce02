package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.Workers;

/**
 * How to go about a plan: what the coordinator must know and workers need not.
 *
 * @param taskRows a task is complete when it has so many rows
 * @param inputLimit how many rows of the input to read at all
 * @param outputLimit how many rows of the result to take at all
 */
public record RunRequest(
        RunPlan plan, Workers workers, Order order, long taskRows, long inputLimit, long outputLimit) {}
