package dev.arrowshare.parquet.page;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * A flat column of the file, and the Arrow field that it becomes.
 *
 * @param leaf its position among the column chunks of a row group
 * @param typeLength bytes of a value of {@link PhysicalType#FIXED_LEN_BYTE_ARRAY}, otherwise 0
 * @param optional whether it has definition levels
 * @param field as files have it: with the type of its values, also when it is dictionary-encoded
 */
public record LeafColumn(int leaf, PhysicalType physical, int typeLength, boolean optional, Field field) {
    public String name() {
        return field.getName();
    }

    /** How Arrow stores a value: an extension type's storage. */
    public ArrowType storageType() {
        ArrowType type = field.getType();
        return type instanceof ArrowType.ExtensionType extension ? extension.storageType() : type;
    }

    /** The encoding of the column's vectors, if they hold indices of a dictionary. */
    public @Nullable DictionaryEncoding dictionary() {
        return field.getDictionary();
    }

    /** The field of the column's vectors. */
    public Field vectorField() {
        DictionaryEncoding dictionary = dictionary();
        return dictionary == null
                ? field
                : new Field(
                        name(),
                        new FieldType(optional, dictionary.getIndexType(), dictionary, field.getMetadata()),
                        null);
    }

    /** The field of a dictionary's values, of which none is null. */
    public Field dictionaryField(DictionaryEncoding dictionary) {
        return new Field("DICT" + dictionary.getId(), FieldType.notNullable(field.getType()), null);
    }
}
