package dev.arrowshare.parquet;

/**
 * A file of a {@link ParquetFolder}, as the folder's manifest has it.
 *
 * @param path within the folder, with slashes
 * @param sha256 of its bytes, in hexadecimal
 */
public record FolderFile(String path, long rows, long bytes, String sha256) {}
