package dev.arrowshare.parquet;

import java.util.function.Consumer;

/** Appends row groups to a file that may be resumed, and tells of each what that takes. */
final class RowGroupLog implements AutoCloseable {
    private final TargetFile file;
    private final Consumer<WrittenRowGroup> onWritten;
    private final HashingChannel hashing;

    RowGroupLog(TargetFile file, Consumer<WrittenRowGroup> onWritten) {
        this.file = file;
        this.onWritten = onWritten;
        this.hashing = new HashingChannel(file.draft().bytes());
    }

    void append(EncodedRowGroup group) {
        long position = file.position();
        long checksum = file.append(group.chunks(), hashing);
        onWritten.accept(new WrittenRowGroup(position, group.chunks().bytes(), checksum, group.tail()));
    }

    @Override
    public void close() {
        hashing.close();
    }
}
