package dev.arrowshare.parquet.page;

import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * A nested column: a struct, or a list of any kind, maps among them, whose one child is what it holds.
 *
 * @param field as files have it, with those of the children
 */
public record GroupColumn(Field field, boolean optional, Levels levels, List<ColumnNode> children)
        implements ColumnNode {
    static GroupColumn of(String name, FieldType type, boolean optional, Levels levels, List<ColumnNode> children) {
        Field field =
                new Field(name, type, children.stream().map(ColumnNode::field).toList());
        return new GroupColumn(field, optional, levels, children);
    }

    public boolean isStruct() {
        return storageType() instanceof ArrowType.Struct;
    }

    @Override
    public Field vectorField() {
        List<Field> fields = children.stream().map(ColumnNode::vectorField).toList();
        return new Field(field.getName(), field.getFieldType(), fields);
    }

    @Override
    public List<LeafColumn> leaves() {
        return children.stream().flatMap(GroupColumn::leaves).toList();
    }

    private static Stream<LeafColumn> leaves(ColumnNode node) {
        return node.leaves().stream();
    }

    @Override
    public GroupColumn required() {
        FieldType type = field.getFieldType();
        return of(
                field.getName(),
                new FieldType(false, type.getType(), type.getDictionary(), type.getMetadata()),
                optional,
                levels,
                children);
    }
}
