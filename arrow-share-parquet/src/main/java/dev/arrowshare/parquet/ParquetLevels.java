package dev.arrowshare.parquet;

import java.util.List;
import java.util.OptionalLong;

/**
 * The format's size statistics of a column chunk.
 *
 * @param textBytes of its byte arrays when decoded, without lengths
 * @param repetition how many values have each repetition level, from 0; empty where nobody counted, or there is one level only
 * @param definition how many values have each definition level
 */
public record ParquetLevels(OptionalLong textBytes, List<Long> repetition, List<Long> definition) {
    /** Nothing was counted. */
    public static final ParquetLevels NONE = new ParquetLevels(OptionalLong.empty(), List.of(), List.of());
}
