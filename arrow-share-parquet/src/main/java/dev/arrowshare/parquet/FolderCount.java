package dev.arrowshare.parquet;

import dev.arrowshare.error.ArrowShareException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** The folders that there are so far, which are not to be too many. */
final class FolderCount {
    private final FolderLayout layout;
    private final Set<String> folders = new HashSet<>();

    FolderCount(FolderLayout layout) {
        this.layout = layout;
    }

    /** Notes a folder that may be there already. */
    void add(String folder) {
        if (folders.add(folder) && folders.size() > layout.partitionsLimit()) {
            throw new ArrowShareException(String.format(
                    Locale.ROOT,
                    "partitioning by %s makes more than %,d folders, of which '%s' would be the next; partition by fewer"
                            + " values, such as days instead of times, or raise FolderLayout.partitionsLimit"
                            + " (--partitions-limit)",
                    layout.partitionColumns(),
                    layout.partitionsLimit(),
                    folder));
        }
    }
}
