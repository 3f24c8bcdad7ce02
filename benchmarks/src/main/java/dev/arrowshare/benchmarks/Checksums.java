package dev.arrowshare.benchmarks;

import static java.util.Objects.requireNonNull;

import dev.arrowshare.batch.Batch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/**
 * Checksums of columns that depend on every value and on its place, and on nothing else: not on how rows are cut into batches.
 * The same is computed by benchmarks/peers/checksums.py, so that what we decoded is compared with what pyarrow decoded.
 *
 * <p>A column's is {@code rows:nulls:sum}, where the sum, modulo 2^64, is of each value's 64 bits times twice its row plus one; of
 * text it is the lengths, and each byte times twice its place in all of the column's text plus one. A list counts as its length, and
 * a struct as 1; what is in them makes columns of its own, named by position.
 */
final class Checksums {
    private final Map<String, Column> columns = new LinkedHashMap<>();

    void add(Batch batch) {
        for (int i = 0; i < batch.columnCount(); i++) {
            FieldVector vector = batch.column(i);
            if (vector.getField().getDictionary() == null) {
                add(List.of(vector));
            } else {
                addEncoded(vector, batch);
            }
        }
    }

    void add(List<? extends FieldVector> vectors) {
        for (FieldVector vector : vectors) {
            for (int row = 0; row < vector.getValueCount(); row++) {
                add(vector.getName(), vector, row, false);
            }
        }
    }

    private void addEncoded(FieldVector indices, Batch batch) {
        long id = indices.getField().getDictionary().getId();
        FieldVector values = requireNonNull(batch.dictionary(id), "no dictionary");
        Column column = columns.computeIfAbsent(indices.getName(), unused -> new Column());
        for (int row = 0; row < indices.getValueCount(); row++) {
            boolean isNull = indices.isNull(row);
            int index = isNull ? 0 : (int) ((BaseIntVector) indices).getValueAsLong(row);
            column.add(isNull, isNull ? 0 : column.word(values, index));
        }
    }

    private void add(String name, FieldVector vector, int row, boolean isBelowNull) {
        boolean isNull = isBelowNull || vector.isNull(row);
        Column column = columns.computeIfAbsent(name, unused -> new Column());
        if (vector instanceof ListVector list) {
            int begin = list.getElementStartIndex(row);
            int length = isNull ? 0 : list.getElementEndIndex(row) - begin;
            column.add(isNull, length);
            for (int i = 0; i < length; i++) {
                add(name + ".0", list.getDataVector(), begin + i, false);
            }
        } else if (vector instanceof StructVector) {
            column.add(isNull, 1);
            List<FieldVector> children = vector.getChildrenFromFields();
            for (int i = 0; i < children.size(); i++) {
                add(name + "." + i, children.get(i), row, isNull);
            }
        } else {
            column.add(isNull, isNull ? 0 : column.word(vector, row));
        }
    }

    /** A record as parquet-java reads it, of columns that are not repeated. */
    void add(Group record) {
        for (Type field : record.getType().getFields()) {
            columns.computeIfAbsent(field.getName(), name -> new Column()).add(record, field.asPrimitiveType());
        }
    }

    @Override
    public String toString() {
        return columns.entrySet().stream()
                .map(column -> column.getKey() + "=" + column.getValue())
                .collect(Collectors.joining(" "));
    }

    private static final class Column {
        private long rows;
        private long nulls;
        private long bytes;
        private long sum;

        void add(boolean isNull, long word) {
            if (isNull) {
                nulls++;
            } else {
                sum += word * (2 * rows + 1);
            }
            rows++;
        }

        void add(Group record, PrimitiveType type) {
            if (record.getFieldRepetitionCount(type.getName()) == 0) {
                nulls++;
            } else {
                // Text adds to the sum itself.
                long word = word(record, type);
                sum += word * (2 * rows + 1);
            }
            rows++;
        }

        private long word(Group record, PrimitiveType type) {
            String name = type.getName();
            return switch (type.getPrimitiveTypeName()) {
                case INT32 -> record.getInteger(name, 0);
                case INT64 -> record.getLong(name, 0);
                case DOUBLE -> Double.doubleToRawLongBits(record.getDouble(name, 0));
                case BOOLEAN -> record.getBoolean(name, 0) ? 1 : 0;
                case BINARY -> addText(record.getBinary(name, 0).getBytes());
                default -> throw new IllegalArgumentException("no checksum for " + type);
            };
        }

        private long word(FieldVector vector, int row) {
            if (vector instanceof BaseIntVector integers) {
                return integers.getValueAsLong(row);
            } else if (vector instanceof Float8Vector doubles) {
                return Double.doubleToRawLongBits(doubles.get(row));
            } else if (vector instanceof Float4Vector floats) {
                return Double.doubleToRawLongBits(floats.get(row));
            } else if (vector instanceof DecimalVector decimals) {
                return decimals.getDataBuffer().getLong((long) DecimalVector.TYPE_WIDTH * row);
            } else if (vector instanceof FixedSizeBinaryVector fixed) {
                return addText(fixed.get(row));
            } else if (vector instanceof DateDayVector days) {
                return days.get(row);
            } else if (vector instanceof TimeStampVector times) {
                return times.get(row);
            } else if (vector instanceof BitVector bits) {
                return bits.get(row);
            } else if (vector instanceof VarCharVector text) {
                return addText(text.get(row));
            } else if (vector instanceof BaseVariableWidthViewVector views) {
                return addText(views.get(row));
            }
            throw new IllegalArgumentException("no checksum for " + vector.getField());
        }

        private long addText(byte[] value) {
            for (byte b : value) {
                sum += (b & 0xffL) * (2 * bytes++ + 1);
            }
            return value.length;
        }

        @Override
        public String toString() {
            return rows + ":" + nulls + ":" + Long.toUnsignedString(sum);
        }
    }
}
