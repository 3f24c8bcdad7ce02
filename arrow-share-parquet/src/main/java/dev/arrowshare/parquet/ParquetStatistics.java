package dev.arrowshare.parquet;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a file says about the values of a column chunk or of a page. Bounds are Java values of the column's type: {@link Long} for
 * integers (of 64 bits without a sign a {@link java.math.BigInteger}), {@link Double}, {@link Boolean}, {@link String}, {@link
 * java.math.BigDecimal}, {@link java.time.LocalDate}, {@link java.time.LocalTime}, {@link java.time.Instant} or without a zone {@link
 * java.time.LocalDateTime}, {@link java.util.UUID}, and bytes as hexadecimal text.
 *
 * <p>Nothing is checked against the values: it is what the writer noted.
 *
 * @param min no value is less; empty where none was noted, or one whose order is not defined
 * @param max no value is greater
 * @param isMinExact whether the writer says that {@code min} is a value, and not cut
 * @param isMaxExact the same of {@code max}
 * @param nulls how many values are null
 * @param nans how many are no number
 * @param distinct how many different values there are
 */
public record ParquetStatistics(
        Optional<Object> min,
        Optional<Object> max,
        boolean isMinExact,
        boolean isMaxExact,
        OptionalLong nulls,
        OptionalLong nans,
        OptionalLong distinct) {
    /** Nothing was noted. */
    public static final ParquetStatistics NONE = new ParquetStatistics(
            Optional.empty(),
            Optional.empty(),
            false,
            false,
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty());
}
