package dev.arrowshare.dataset.rows;

import dev.arrowshare.dataset.rows.ValueType.ListOf;
import dev.arrowshare.dataset.rows.ValueType.MapOf;
import dev.arrowshare.dataset.rows.ValueType.Nested;
import dev.arrowshare.dataset.rows.ValueType.Scalar;
import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.schema.Schemas;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.Types;
import org.apache.arrow.vector.types.Types.MinorType;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** Which columns a record's components can stand for. */
final class ReadableTypes {
    private ReadableTypes() {}

    /** The classes that values of a column of that type may become, primitives for their boxes and optionals too; none if it is nested. */
    static List<Class<?>> classes(MinorType type) {
        return switch (type) {
            case TINYINT -> List.of(byte.class, short.class, int.class, long.class, double.class);
            case SMALLINT, UINT1 -> List.of(short.class, int.class, long.class, double.class);
            case INT, UINT2 -> List.of(int.class, long.class, double.class);
            case UINT4 -> List.of(long.class, double.class);
            case BIGINT -> List.of(long.class);
            case UINT8 -> List.of(long.class, BigInteger.class);
            case FLOAT2, FLOAT4 -> List.of(float.class, double.class);
            case FLOAT8 -> List.of(double.class);
            case BIT -> List.of(boolean.class);
            case VARCHAR, LARGEVARCHAR, VIEWVARCHAR -> List.of(String.class);
            case VARBINARY, LARGEVARBINARY, VIEWVARBINARY, FIXEDSIZEBINARY -> List.of(byte[].class);
            case DECIMAL, DECIMAL256 -> List.of(BigDecimal.class);
            case DATEDAY, DATEMILLI -> List.of(LocalDate.class);
            case TIMESEC, TIMEMILLI, TIMEMICRO, TIMENANO -> List.of(LocalTime.class);
            case TIMESTAMPSEC, TIMESTAMPMILLI, TIMESTAMPMICRO, TIMESTAMPNANO -> List.of(LocalDateTime.class);
            case TIMESTAMPSECTZ, TIMESTAMPMILLITZ, TIMESTAMPMICROTZ, TIMESTAMPNANOTZ ->
                List.of(Instant.class, ZonedDateTime.class);
            case DURATION -> List.of(Duration.class);
            case INTERVALYEAR -> List.of(Period.class);
            default -> List.of();
        };
    }

    /** Fails unless there is a column for each component, of a type that it can take. */
    static void require(List<Field> columns, RecordShape shape) {
        shape.components().forEach(component -> require(column(columns, component), component.type(), component));
    }

    private static Field column(List<Field> columns, Component component) {
        return columns.stream()
                .filter(field -> field.getName().equals(component.column()))
                .findFirst()
                .orElseThrow(() -> new NoSuchColumnException(missing(columns, component)));
    }

    static String missing(List<Field> columns, Component component) {
        String message = "no column '" + component.column() + "' for " + component;
        return columns.stream()
                .map(Field::getName)
                .filter(name -> simple(name).equals(simple(component.column())))
                .findFirst()
                .map(name -> message + " but '" + name + "' there is: write @Column(\"" + name + "\") "
                        + component.javaType() + " " + component.name())
                .orElse(message + " only " + Schemas.describe(columns));
    }

    /** {@code tripId} and {@code trip_id} are the same to who looks for a mistake. */
    private static String simple(String name) {
        return name.replace("_", "").replace(" ", "").toLowerCase(Locale.ROOT);
    }

    /** With what is in it. */
    private static void require(Field field, ValueType type, Component component) {
        requireOne(field, type, component);
        List<Field> children = field.getChildren();
        if (type instanceof ListOf list) {
            require(children.get(0), list.element(), component);
        } else if (type instanceof MapOf map) {
            List<Field> entry = children.get(0).getChildren();
            require(entry.get(0), map.key(), component);
            require(entry.get(1), map.value(), component);
        } else if (type instanceof Nested nested) {
            require(children, nested.shape());
        }
    }

    /** Without what is in it. */
    static void requireOne(Field field, ValueType type, Component component) {
        ArrowType stored = stored(field.getType());
        if (!fits(Types.getMinorTypeForArrowType(stored), type)) {
            String typeName = Schemas.typeName(field);
            throw new IllegalArgumentException("column '" + component.column() + "': " + component + " cannot be "
                    + typeName + "; " + allowed(Types.getMinorTypeForArrowType(stored), typeName));
        }
    }

    /** Of an extension type what it stands on. */
    static ArrowType stored(ArrowType type) {
        return type instanceof ArrowType.ExtensionType extension ? stored(extension.storageType()) : type;
    }

    private static boolean fits(MinorType column, ValueType type) {
        if (type instanceof Scalar scalar) {
            return classes(column).contains(scalar.type());
        }
        return switch (column) {
            case LIST, LARGELIST, FIXED_SIZE_LIST, LISTVIEW, LARGELISTVIEW -> type instanceof ListOf;
            case MAP -> type instanceof MapOf;
            case STRUCT -> type instanceof Nested;
            default -> false;
        };
    }

    private static String allowed(MinorType column, String typeName) {
        return switch (column) {
            case LIST, LARGELIST, FIXED_SIZE_LIST, LISTVIEW, LARGELISTVIEW -> "it is a List";
            case MAP -> "it is a Map";
            case STRUCT -> "it is a record of its fields";
            default ->
                classes(column).isEmpty()
                        ? "no component holds such values: work on it by mapBatches"
                        : typeName + " is "
                                + classes(column).stream()
                                        .map(Class::getSimpleName)
                                        .collect(Collectors.joining(" or "))
                                + (classes(column).get(0).isPrimitive() ? ", or the box of it" : "");
        };
    }
}
