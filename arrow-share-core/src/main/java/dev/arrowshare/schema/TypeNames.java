package dev.arrowshare.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;

/** The names that Arrow's implementations print for types: {@code int64}, {@code timestamp[us, UTC]}, {@code list<item: utf8>}. */
final class TypeNames {
    private TypeNames() {}

    static String of(Field field) {
        DictionaryEncoding dictionary = field.getDictionary();
        String type = of(field.getType(), field);
        return dictionary == null ? type : "dictionary<" + of(dictionary.getIndexType(), field) + ", " + type + ">";
    }

    private static String of(ArrowType type, Field field) {
        return type.accept(new Namer(field));
    }

    private static String unit(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> "s";
            case MILLISECOND -> "ms";
            case MICROSECOND -> "us";
            case NANOSECOND -> "ns";
        };
    }

    private static final class Namer implements ArrowType.ArrowTypeVisitor<String> {
        private final Field field;

        Namer(Field field) {
            this.field = field;
        }

        private String children(String name) {
            return field.getChildren().stream().map(Namer::child).collect(Collectors.joining(", ", name + "<", ">"));
        }

        private static String child(Field child) {
            return child.getName() + ": " + TypeNames.of(child) + (child.isNullable() ? "" : " not null");
        }

        @Override
        public String visit(ArrowType.Null type) {
            return "null";
        }

        @Override
        public String visit(ArrowType.Struct type) {
            return children("struct");
        }

        @Override
        public String visit(ArrowType.List type) {
            return children("list");
        }

        @Override
        public String visit(ArrowType.LargeList type) {
            return children("large_list");
        }

        @Override
        public String visit(ArrowType.FixedSizeList type) {
            return children("fixed_size_list") + "[" + type.getListSize() + "]";
        }

        @Override
        public String visit(ArrowType.ListView type) {
            return children("list_view");
        }

        @Override
        public String visit(ArrowType.LargeListView type) {
            return children("large_list_view");
        }

        @Override
        public String visit(ArrowType.Union type) {
            List<String> children = new ArrayList<>();
            for (int i = 0; i < field.getChildren().size(); i++) {
                int[] ids = type.getTypeIds();
                children.add(child(field.getChildren().get(i)) + "=" + (ids == null ? i : ids[i]));
            }
            return type.getMode().name().toLowerCase(Locale.ROOT) + "_union<" + String.join(", ", children) + ">";
        }

        @Override
        public String visit(ArrowType.RunEndEncoded type) {
            return children("run_end_encoded");
        }

        @Override
        public String visit(ArrowType.Map type) {
            return children("map");
        }

        @Override
        public String visit(ArrowType.Int type) {
            return (type.getIsSigned() ? "int" : "uint") + type.getBitWidth();
        }

        @Override
        public String visit(ArrowType.FloatingPoint type) {
            return switch (type.getPrecision()) {
                case HALF -> "halffloat";
                case SINGLE -> "float";
                case DOUBLE -> "double";
            };
        }

        @Override
        public String visit(ArrowType.Utf8 type) {
            return "utf8";
        }

        @Override
        public String visit(ArrowType.Utf8View type) {
            return "utf8_view";
        }

        @Override
        public String visit(ArrowType.LargeUtf8 type) {
            return "large_utf8";
        }

        @Override
        public String visit(ArrowType.Binary type) {
            return "binary";
        }

        @Override
        public String visit(ArrowType.BinaryView type) {
            return "binary_view";
        }

        @Override
        public String visit(ArrowType.LargeBinary type) {
            return "large_binary";
        }

        @Override
        public String visit(ArrowType.FixedSizeBinary type) {
            return "fixed_size_binary[" + type.getByteWidth() + "]";
        }

        @Override
        public String visit(ArrowType.Bool type) {
            return "bool";
        }

        @Override
        public String visit(ArrowType.Decimal type) {
            return "decimal" + type.getBitWidth() + "(" + type.getPrecision() + ", " + type.getScale() + ")";
        }

        @Override
        public String visit(ArrowType.Date type) {
            return type.getUnit() == DateUnit.DAY ? "date32[day]" : "date64[ms]";
        }

        @Override
        public String visit(ArrowType.Time type) {
            return "time" + type.getBitWidth() + "[" + unit(type.getUnit()) + "]";
        }

        @Override
        public String visit(ArrowType.Timestamp type) {
            String zone = type.getTimezone();
            return "timestamp[" + unit(type.getUnit()) + (zone == null ? "" : ", " + zone) + "]";
        }

        @Override
        public String visit(ArrowType.Interval type) {
            return switch (type.getUnit()) {
                case YEAR_MONTH -> "month_interval";
                case DAY_TIME -> "day_time_interval";
                case MONTH_DAY_NANO -> "month_day_nano_interval";
            };
        }

        @Override
        public String visit(ArrowType.Duration type) {
            return "duration[" + unit(type.getUnit()) + "]";
        }

        @Override
        public String visit(ArrowType.ExtensionType type) {
            return "extension<" + type.extensionName() + ">";
        }
    }
}
