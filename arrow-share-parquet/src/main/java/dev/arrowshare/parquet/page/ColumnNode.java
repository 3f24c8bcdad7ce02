package dev.arrowshare.parquet.page;

import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** A column that is read, or a part of a nested one. */
public sealed interface ColumnNode permits LeafColumn, GroupColumn {
    /** As files have it: of a dictionary-encoded column, with the type of its values. */
    Field field();

    /** The field of the column's vectors: of a dictionary-encoded one, with the type of its indices. */
    Field vectorField();

    /** The columns of the file that it is made of, in the file's order. */
    List<LeafColumn> leaves();

    Levels levels();

    /** Whether the file may have nulls there. */
    boolean optional();

    /** The same, but with a field that has no nulls, whatever the file declares. */
    ColumnNode required();

    /** How Arrow stores a value: an extension type's storage. */
    default ArrowType storageType() {
        ArrowType type = field().getType();
        return type instanceof ArrowType.ExtensionType extension ? extension.storageType() : type;
    }
}
