package dev.arrowshare.dataset.work;

import java.util.List;

/**
 * What worker processes and their coordinator shared, as measured at the end of a run, while all of them still mapped the input.
 *
 * @param onceBytes pages of the input that they mapped, each counted once: the sum of the mappings' PSS
 * @param notCopiedBytes what they would hold besides the file, had each read into memory of its own what it mapped: the sum of what
 *     each attached in this run
 * @param workers all memory of the workers but the input's pages
 */
public record Sharing(long onceBytes, long notCopiedBytes, ProcessMemory workers) {

    /**
     * @param before what the coordinator had attached before the run
     * @param after and after it
     */
    static Sharing of(List<MappingShare> workers, MappingShare before, MappingShare after) {
        long once = after.proportionalBytes();
        long notCopied = Math.max(0, after.residentBytes() - before.residentBytes());
        ProcessMemory besides = ProcessMemory.UNKNOWN;
        for (MappingShare worker : workers) {
            once += worker.proportionalBytes();
            notCopied += worker.residentBytes();
            besides = besides.plus(worker.besides());
        }
        return new Sharing(once, notCopied, besides);
    }
}
