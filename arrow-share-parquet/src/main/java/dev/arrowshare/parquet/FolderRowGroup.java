package dev.arrowshare.parquet;

/**
 * A row group for one folder of a {@link ParquetFolder}.
 *
 * <p><b>Ownership:</b> whoever has it closes its row group.
 *
 * @param folder as {@code day=2024-01-01/vendor=2}; empty where rows are not divided
 * @param group its rows, without the columns that stand in the folder's name
 */
public record FolderRowGroup(String folder, EncodedRowGroup group) implements AutoCloseable {
    @Override
    public void close() {
        group.close();
    }
}
