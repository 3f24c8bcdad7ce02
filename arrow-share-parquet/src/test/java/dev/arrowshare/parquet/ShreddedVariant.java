package dev.arrowshare.parquet;

import dev.arrowshare.batch.VectorBuffers;
import dev.arrowshare.parquet.VariantEncoding.Scalar;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/** Puts shredded variants together again (parquet-format, VariantShredding.md), from the vectors that we read. */
final class ShreddedVariant {
    private static final Object MISSING = new Object();

    private final byte[] metadata;

    private ShreddedVariant(byte[] metadata) {
        this.metadata = metadata;
    }

    /** The variant of a row, or null for a row that is null. */
    static @Nullable Object at(FieldVector column, int row) {
        FieldVector group = VectorBuffers.storage(column);
        if (group.isNull(row)) {
            return null;
        }
        VarBinaryVector metadata = (VarBinaryVector) child(group, "metadata");
        Object found = new ShreddedVariant(metadata.get(row)).of(group, row);
        return found == MISSING ? new Scalar("null", "") : found;
    }

    private static @Nullable FieldVector child(FieldVector group, String name) {
        return group.getChildrenFromFields().stream()
                .filter(child -> child.getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** A pair of {@code value} and {@code typed_value}. */
    private Object of(FieldVector pair, int row) {
        VarBinaryVector value = (VarBinaryVector) child(pair, "value");
        FieldVector typed = child(pair, "typed_value");
        boolean isTyped = typed != null && !typed.isNull(row);
        Object rest = value == null || value.isNull(row) ? MISSING : VariantEncoding.decoded(metadata, value.get(row));
        if (typed != null) {
            requireVariantType(typed.getField().getType());
        }
        if (!isTyped) {
            return rest;
        }
        if (typed instanceof StructVector struct) {
            return object(struct, row, rest);
        }
        require(rest == MISSING, "conflicting value and typed_value");
        return typed instanceof ListVector list ? array(list, row) : scalar(typed, row);
    }

    private static void requireVariantType(ArrowType type) {
        boolean isUnsigned = type instanceof ArrowType.Int integer && !integer.getIsSigned();
        boolean isFixed = type instanceof ArrowType.FixedSizeBinary fixed && fixed.getByteWidth() != 16;
        require(!isUnsigned && !isFixed, "typed_value of " + type);
    }

    private Map<String, Object> object(StructVector struct, int row, Object rest) {
        Map<String, Object> fields = new TreeMap<>();
        require(rest == MISSING || rest instanceof Map, "a value that is no object, with shredded fields");
        if (rest instanceof Map<?, ?> others) {
            others.forEach((name, value) -> fields.put((String) name, value));
        }
        for (FieldVector field : struct.getChildrenFromFields()) {
            // Writers must not have it in both places; the specification lets readers go by the shredded one.
            fields.remove(field.getName());
            Object value = of(field, row);
            if (value != MISSING) {
                fields.put(field.getName(), value);
            }
        }
        return fields;
    }

    private List<Object> array(ListVector list, int row) {
        List<Object> elements = new ArrayList<>();
        for (int i = list.getElementStartIndex(row); i < list.getElementEndIndex(row); i++) {
            Object element = of(list.getDataVector(), i);
            elements.add(element == MISSING ? new Scalar("null", "") : element);
        }
        return elements;
    }

    private static Scalar scalar(FieldVector vector, int row) {
        ArrowType type = vector.getField().getType();
        if (vector instanceof BitVector bits) {
            return new Scalar("boolean", bits.get(row) == 1);
        }
        if (vector instanceof BaseIntVector integers) {
            return new Scalar("int" + ((ArrowType.Int) type).getBitWidth(), integers.getValueAsLong(row));
        }
        if (vector instanceof Float4Vector floats) {
            return new Scalar("float", floats.get(row));
        }
        if (vector instanceof Float8Vector doubles) {
            return new Scalar("double", doubles.get(row));
        }
        if (vector instanceof VarCharVector text) {
            return new Scalar("string", new String(text.get(row), StandardCharsets.UTF_8));
        }
        if (vector instanceof VarBinaryVector binary) {
            return new Scalar("binary", HexFormat.of().formatHex(binary.get(row)));
        }
        if (vector instanceof DateDayVector days) {
            return new Scalar("date", (long) days.get(row));
        }
        return scalar(type, vector, row);
    }

    private static Scalar scalar(ArrowType type, FieldVector vector, int row) {
        if (type instanceof ArrowType.Decimal) {
            return new Scalar("decimal", (BigDecimal) vector.getObject(row));
        }
        if (type instanceof ArrowType.FixedSizeBinary) {
            return new Scalar("uuid", HexFormat.of().formatHex((byte[]) vector.getObject(row)));
        }
        long value = vector.getDataBuffer().getLong(8L * row);
        if (type instanceof ArrowType.Time) {
            return new Scalar("time us", value);
        }
        ArrowType.Timestamp timestamp = (ArrowType.Timestamp) type;
        String unit = timestamp.getUnit() == TimeUnit.NANOSECOND ? "timestamp ns" : "timestamp us";
        return new Scalar(timestamp.getTimezone() == null ? unit : unit + " UTC", value);
    }

    private static void require(boolean holds, String reason) {
        if (!holds) {
            throw new IllegalArgumentException("invalid variant: " + reason);
        }
    }
}
