package dev.arrowshare.dataset.sink;

import java.nio.file.Path;

/** A file of an output, complete. */
public record WrittenFile(Path path, long rows, long bytes) {}
