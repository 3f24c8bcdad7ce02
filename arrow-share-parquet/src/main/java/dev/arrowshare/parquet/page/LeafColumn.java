package dev.arrowshare.parquet.page;

import java.util.List;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * A column of the file, and the Arrow field that it becomes.
 *
 * @param leaf its position among the column chunks of a row group
 * @param typeLength bytes of a value of {@link PhysicalType#FIXED_LEN_BYTE_ARRAY}, otherwise 0
 * @param optional whether it may be null itself
 * @param field as files have it: with the type of its values, also when it is dictionary-encoded
 * @param path of names from the root on
 */
public record LeafColumn(
        int leaf,
        PhysicalType physical,
        int typeLength,
        boolean optional,
        Field field,
        List<String> path,
        Levels levels)
        implements ColumnNode {
    /** Its path with dots, for messages. */
    public String name() {
        return String.join(".", path);
    }

    /** The encoding of the column's vectors, if they hold indices of a dictionary. */
    public @Nullable DictionaryEncoding dictionary() {
        return field.getDictionary();
    }

    @Override
    public Field vectorField() {
        DictionaryEncoding dictionary = dictionary();
        return dictionary == null
                ? field
                : new Field(
                        field.getName(),
                        new FieldType(field.isNullable(), dictionary.getIndexType(), dictionary, field.getMetadata()),
                        null);
    }

    @Override
    public List<LeafColumn> leaves() {
        return List.of(this);
    }

    @Override
    public LeafColumn required() {
        FieldType type = new FieldType(false, field.getType(), field.getDictionary(), field.getMetadata());
        Field strict = new Field(field.getName(), type, null);
        return new LeafColumn(leaf, physical, typeLength, optional, strict, path, levels);
    }

    /** The field of a dictionary's values, of which none is null. */
    public Field dictionaryField(DictionaryEncoding dictionary) {
        return new Field("DICT" + dictionary.getId(), FieldType.notNullable(field.getType()), null);
    }
}
