package dev.arrowshare.parquet.page;

import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.parquet.ParquetReadOptions;
import dev.arrowshare.parquet.TextShape;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.ArrowType.ExtensionType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.parquet.schema.MessageType;

/** Which shape the text and bytes of each column were asked to have. */
final class TextShapes {
    private static final ArrowType.Int INDEX = new ArrowType.Int(32, true);

    private final TextShape usual;
    private final Map<Integer, TextShape> named;

    private TextShapes(TextShape usual, Map<Integer, TextShape> named) {
        this.usual = usual;
        this.named = named;
    }

    /** @param unknown what to throw for a name that no column has */
    static TextShapes of(
            MessageType schema, ParquetReadOptions options, Function<String, NoSuchColumnException> unknown) {
        Map<Integer, TextShape> named = new HashMap<>();
        options.textColumns().forEach((column, shape) -> {
            BitSet leaves = ColumnPaths.leaves(schema, column);
            if (leaves.isEmpty()) {
                throw unknown.apply(column);
            }
            leaves.stream().forEach(leaf -> named.put(leaf, shape));
        });
        return new TextShapes(options.text(), named);
    }

    Shape of(int leaf) {
        return new Shape(named.getOrDefault(leaf, usual));
    }

    /** What becomes of a column's type. */
    record Shape(TextShape shape) {
        /** @param dictionaryId for the case that the column gets a dictionary */
        FieldType apply(FieldType type, long dictionaryId) {
            boolean isExtension = type.getType() instanceof ExtensionType
                    || type.getMetadata().containsKey(ExtensionType.EXTENSION_METADATA_KEY_NAME);
            return shape == TextShape.AS_STORED || isExtension || !isText(type.getType())
                    ? type
                    : shaped(type, dictionaryId);
        }

        private FieldType shaped(FieldType type, long dictionaryId) {
            DictionaryEncoding encoding = null;
            if (shape == TextShape.DICTIONARY) {
                DictionaryEncoding stored = type.getDictionary();
                encoding = stored == null ? new DictionaryEncoding(dictionaryId, false, INDEX) : stored;
            }
            return new FieldType(type.isNullable(), valueType(type.getType()), encoding, type.getMetadata());
        }

        private ArrowType valueType(ArrowType type) {
            boolean isUtf8 = isUtf8(type);
            return switch (shape) {
                case VIEWS -> isUtf8 ? ArrowType.Utf8View.INSTANCE : ArrowType.BinaryView.INSTANCE;
                case LARGE -> isUtf8 ? ArrowType.LargeUtf8.INSTANCE : ArrowType.LargeBinary.INSTANCE;
                default -> isUtf8 ? ArrowType.Utf8.INSTANCE : ArrowType.Binary.INSTANCE;
            };
        }

        private static boolean isText(ArrowType type) {
            return isUtf8(type)
                    || type instanceof ArrowType.Binary
                    || type instanceof ArrowType.LargeBinary
                    || type instanceof ArrowType.BinaryView;
        }

        private static boolean isUtf8(ArrowType type) {
            return type instanceof ArrowType.Utf8
                    || type instanceof ArrowType.LargeUtf8
                    || type instanceof ArrowType.Utf8View;
        }
    }
}
