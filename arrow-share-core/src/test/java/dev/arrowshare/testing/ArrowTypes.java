package dev.arrowshare.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.arrow.vector.extension.UuidType;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.Types.MinorType;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * A field for each Arrow type that arrow-java can hold, with its units, widths and some nestings; its name says what it is.
 *
 * <p>Fields are in the format of messages and files: a dictionary-encoded one has the type of its values. {@link RandomBatches}
 * turns them into Arrow-java's memory format.
 */
public final class ArrowTypes {
    private static final ArrowType INT32 = new ArrowType.Int(32, true);
    private static final ArrowType UTF8 = ArrowType.Utf8.INSTANCE;
    private static final ArrowType DOUBLE = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);

    private ArrowTypes() {}

    /** All of them. */
    public static List<Field> all() {
        List<Field> fields = new ArrayList<>(flat());
        fields.addAll(nested());
        fields.addAll(dictionaryEncoded());
        return fields;
    }

    /** The one of that name. */
    public static Field named(String name) {
        return all().stream()
                .filter(field -> field.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no type '" + name + "'"));
    }

    /** Those without children and without a dictionary. */
    public static List<Field> flat() {
        List<Field> fields = new ArrayList<>();
        numbers(fields);
        times(fields);
        bytes(fields);
        fields.add(leaf("null", ArrowType.Null.INSTANCE));
        fields.add(leaf("uuid", UuidType.INSTANCE));
        fields.add(required("int32_required", INT32));
        fields.add(required("utf8_required", UTF8));
        return fields;
    }

    private static void numbers(List<Field> fields) {
        fields.add(leaf("bool", ArrowType.Bool.INSTANCE));
        for (int bits = 8; bits <= 64; bits *= 2) {
            fields.add(leaf("int" + bits, new ArrowType.Int(bits, true)));
            fields.add(leaf("uint" + bits, new ArrowType.Int(bits, false)));
        }
        fields.add(leaf("float16", new ArrowType.FloatingPoint(FloatingPointPrecision.HALF)));
        fields.add(leaf("float32", new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)));
        fields.add(leaf("float64", DOUBLE));
        fields.add(leaf("decimal128_9_2", new ArrowType.Decimal(9, 2, 128)));
        fields.add(leaf("decimal128_18_0", new ArrowType.Decimal(18, 0, 128)));
        fields.add(leaf("decimal128_38_10", new ArrowType.Decimal(38, 10, 128)));
        fields.add(leaf("decimal256_76_20", new ArrowType.Decimal(76, 20, 256)));
    }

    private static void times(List<Field> fields) {
        fields.add(leaf("date32", new ArrowType.Date(DateUnit.DAY)));
        fields.add(leaf("date64", new ArrowType.Date(DateUnit.MILLISECOND)));
        for (TimeUnit unit : TimeUnit.values()) {
            String suffix = suffix(unit);
            boolean narrow = unit == TimeUnit.SECOND || unit == TimeUnit.MILLISECOND;
            fields.add(leaf("time_" + suffix, new ArrowType.Time(unit, narrow ? 32 : 64)));
            fields.add(leaf("timestamp_" + suffix, new ArrowType.Timestamp(unit, null)));
            fields.add(leaf("timestamp_" + suffix + "_utc", new ArrowType.Timestamp(unit, "UTC")));
            fields.add(leaf("timestamp_" + suffix + "_zone", new ArrowType.Timestamp(unit, "America/New_York")));
            fields.add(leaf("duration_" + suffix, new ArrowType.Duration(unit)));
        }
        fields.add(leaf("interval_months", new ArrowType.Interval(IntervalUnit.YEAR_MONTH)));
        fields.add(leaf("interval_day_time", new ArrowType.Interval(IntervalUnit.DAY_TIME)));
        fields.add(leaf("interval_month_day_nano", new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO)));
    }

    private static String suffix(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> "s";
            case MILLISECOND -> "ms";
            case MICROSECOND -> "us";
            case NANOSECOND -> "ns";
        };
    }

    private static void bytes(List<Field> fields) {
        fields.add(leaf("utf8", UTF8));
        fields.add(leaf("large_utf8", ArrowType.LargeUtf8.INSTANCE));
        fields.add(leaf("utf8_view", ArrowType.Utf8View.INSTANCE));
        fields.add(leaf("binary", ArrowType.Binary.INSTANCE));
        fields.add(leaf("large_binary", ArrowType.LargeBinary.INSTANCE));
        fields.add(leaf("binary_view", ArrowType.BinaryView.INSTANCE));
        fields.add(leaf("fixed_size_binary_5", new ArrowType.FixedSizeBinary(5)));
        fields.add(leaf("fixed_size_binary_16", new ArrowType.FixedSizeBinary(16)));
    }

    /** Those with children. */
    public static List<Field> nested() {
        List<Field> fields = new ArrayList<>();
        fields.add(nested("list", ArrowType.List.INSTANCE, leaf("item", INT32)));
        fields.add(nested("list_utf8", ArrowType.List.INSTANCE, leaf("item", UTF8)));
        fields.add(nested("large_list", ArrowType.LargeList.INSTANCE, leaf("item", UTF8)));
        fields.add(nested("list_view", ArrowType.ListView.INSTANCE, leaf("item", INT32)));
        fields.add(nested("large_list_view", ArrowType.LargeListView.INSTANCE, leaf("item", UTF8)));
        fields.add(nested("fixed_size_list", new ArrowType.FixedSizeList(3), leaf("item", DOUBLE)));
        fields.add(
                struct("struct", leaf("number", INT32), leaf("text", UTF8), required("flag", ArrowType.Bool.INSTANCE)));
        fields.add(map("map", required("key", UTF8), leaf("value", INT32)));
        unions(fields);
        fields.add(runs("run_end_encoded", 32, leaf("values", UTF8)));
        fields.add(runs("run_end_encoded_16", 16, leaf("values", INT32)));
        fields.add(runs("run_end_encoded_64", 64, leaf("values", DOUBLE)));
        deep(fields);
        return fields;
    }

    @SuppressWarnings("EnumOrdinal") // so does UnionVector
    private static void unions(List<Field> fields) {
        Field[] children = {leaf("number", INT32), leaf("text", UTF8), leaf("ratio", DOUBLE)};
        // Arrow-java's UnionVector forgets its type ids and reports the ordinals of the minor types in their place.
        int[] ordinals = {MinorType.INT.ordinal(), MinorType.VARCHAR.ordinal(), MinorType.FLOAT8.ordinal()};
        fields.add(nested("sparse_union", new ArrowType.Union(UnionMode.Sparse, ordinals), children));
        fields.add(
                nested("sparse_union_own_ids", new ArrowType.Union(UnionMode.Sparse, new int[] {7, 3, 100}), children));
        fields.add(nested("dense_union", new ArrowType.Union(UnionMode.Dense, new int[] {0, 1, 2}), children));
        fields.add(
                nested("dense_union_own_ids", new ArrowType.Union(UnionMode.Dense, new int[] {3, 7, 100}), children));
    }

    private static void deep(List<Field> fields) {
        Field inner = nested("inner", ArrowType.List.INSTANCE, leaf("item", UTF8));
        Field record = struct("item", leaf("id", new ArrowType.Int(64, true)), inner);
        fields.add(nested("list_of_struct_of_list", ArrowType.List.INSTANCE, record));
        fields.add(nested(
                "list_of_list", ArrowType.List.INSTANCE, nested("item", ArrowType.List.INSTANCE, leaf("item", INT32))));
        fields.add(struct(
                "struct_of_struct",
                struct("child", leaf("text", ArrowType.Utf8View.INSTANCE)),
                leaf("none", ArrowType.Null.INSTANCE)));
        fields.add(
                map("map_of_structs", required("key", INT32), struct("value", leaf("x", DOUBLE), leaf("y", DOUBLE))));
        fields.add(nested(
                "fixed_size_list_of_struct",
                new ArrowType.FixedSizeList(2),
                struct("item", leaf("flag", ArrowType.Bool.INSTANCE))));
        fields.add(nested(
                "list_view_of_list",
                ArrowType.ListView.INSTANCE,
                nested("item", ArrowType.List.INSTANCE, leaf("item", UTF8))));
        fields.add(struct("struct_of_runs", runs("runs", 32, leaf("values", INT32))));
    }

    /** Those whose values are in a dictionary, at the top or further down. */
    public static List<Field> dictionaryEncoded() {
        List<Field> fields = new ArrayList<>();
        fields.add(encoded("dictionary_utf8", UTF8, 1, 32));
        fields.add(encoded("dictionary_utf8_int8", UTF8, 2, 8));
        fields.add(encoded("dictionary_int64", new ArrowType.Int(64, true), 3, 16));
        fields.add(encoded("dictionary_utf8_int64", UTF8, 4, 64));
        fields.add(nested("list_of_dictionary", ArrowType.List.INSTANCE, encoded("item", UTF8, 5, 32)));
        fields.add(struct("struct_of_dictionary", encoded("text", UTF8, 6, 32), leaf("number", INT32)));
        return fields;
    }

    /** All, and those that Arrow's own readers lose children of. */
    public static List<Field> allAndDuplicateNames() {
        List<Field> fields = new ArrayList<>(all());
        fields.addAll(withDuplicateNames());
        return fields;
    }

    /** Nested ones with children of the same name, which pyarrow writes and many other programs refuse. */
    public static List<Field> withDuplicateNames() {
        Field struct =
                struct("duplicates", leaf("same", INT32), leaf("same", UTF8), leaf("other", INT32), leaf("same", UTF8));
        return List.of(
                struct,
                nested("list_of_duplicates", ArrowType.List.INSTANCE, struct),
                struct("struct_of_duplicates", leaf("x", INT32), struct),
                map("map_of_duplicates", required("key", INT32), struct),
                nested("fixed_size_list_of_duplicates", new ArrowType.FixedSizeList(2), struct));
    }

    /** A nullable field without children. */
    public static Field leaf(String name, ArrowType type) {
        return new Field(name, FieldType.nullable(type), null);
    }

    /** A field without children and without nulls. */
    public static Field required(String name, ArrowType type) {
        return new Field(name, FieldType.notNullable(type), null);
    }

    /** A nullable field with children. */
    public static Field nested(String name, ArrowType type, Field... children) {
        return new Field(name, FieldType.nullable(type), List.of(children));
    }

    public static Field struct(String name, Field... children) {
        return nested(name, ArrowType.Struct.INSTANCE, children);
    }

    public static Field map(String name, Field key, Field value) {
        Field entries = new Field("entries", FieldType.notNullable(ArrowType.Struct.INSTANCE), List.of(key, value));
        return nested(name, new ArrowType.Map(false), entries);
    }

    /** A run-end encoded field. */
    public static Field runs(String name, int runEndBits, Field values) {
        return nested(
                name,
                ArrowType.RunEndEncoded.INSTANCE,
                required("run_ends", new ArrowType.Int(runEndBits, true)),
                values);
    }

    /** A dictionary-encoded field, in the format of messages. */
    public static Field encoded(String name, ArrowType valueType, long id, int indexBits) {
        DictionaryEncoding encoding = new DictionaryEncoding(id, false, new ArrowType.Int(indexBits, true));
        return new Field(name, new FieldType(true, valueType, encoding, Map.of()), null);
    }
}
