package dev.arrowshare.parquet;

import dev.arrowshare.testing.ArrowTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** Nested fields of everything that Parquet has a form for, the same for the same seed. */
final class RandomSchemas {
    private static final List<Field> LEAVES = ArrowTypes.flat().stream()
            .filter(field -> !field.getName().equals("interval_month_day_nano"))
            .toList();

    private final Random random;
    private int dictionaries;

    RandomSchemas(long seed) {
        random = new Random(seed);
    }

    /** Some columns, each up to that deep. */
    List<Field> columns(int depth) {
        List<Field> columns = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            columns.add(field("c" + i, depth));
        }
        return columns;
    }

    private Field field(String name, int depth) {
        boolean nullable = random.nextInt(4) > 0;
        if (depth == 1 || random.nextInt(5) == 0) {
            return leaf(name, nullable);
        }
        return switch (random.nextInt(9)) {
            case 0, 1 -> struct(name, nullable, depth);
            case 2, 3 -> list(name, nullable, ArrowType.List.INSTANCE, depth);
            case 4 -> list(name, nullable, ArrowType.LargeList.INSTANCE, depth);
            case 5 -> list(name, nullable, new ArrowType.FixedSizeList(random.nextInt(4)), depth);
            case 6 -> list(name, nullable, ArrowType.ListView.INSTANCE, depth);
            case 7 -> list(name, nullable, ArrowType.LargeListView.INSTANCE, depth);
            default -> map(name, nullable, depth);
        };
    }

    private Field leaf(String name, boolean nullable) {
        Field type = LEAVES.get(random.nextInt(LEAVES.size()));
        return switch (random.nextInt(6)) {
            case 0 -> ArrowTypes.encoded(name, ArrowType.Utf8.INSTANCE, ++dictionaries, 16);
            case 1 -> ArrowTypes.runs(name, 32, ArrowTypes.leaf("values", type.getType()));
            default -> new Field(name, new FieldType(nullable, type.getType(), null), null);
        };
    }

    private Field struct(String name, boolean nullable, int depth) {
        List<Field> members = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            members.add(field("m" + i, depth - 1));
        }
        return new Field(name, new FieldType(nullable, ArrowType.Struct.INSTANCE, null), members);
    }

    private Field list(String name, boolean nullable, ArrowType type, int depth) {
        return new Field(name, new FieldType(nullable, type, null), List.of(field("item", depth - 1)));
    }

    private Field map(String name, boolean nullable, int depth) {
        Field key = ArrowTypes.required("key", ArrowType.Utf8.INSTANCE);
        Field map = ArrowTypes.map(name, key, field("value", depth - 1));
        return new Field(name, new FieldType(nullable, map.getType(), null), map.getChildren());
    }
}
