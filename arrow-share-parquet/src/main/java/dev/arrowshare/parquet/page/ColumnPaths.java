package dev.arrowshare.parquet.page;

import java.util.BitSet;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapKeyValueTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.Type;

/**
 * Finds what a dotted path names. The names are those of the file's schema, and the repeated group within a list or a map, which Arrow
 * does not have, may be left out: {@code points.list.element.x} and {@code points.element.x} are the same. Names may have dots
 * themselves; a field with the whole name comes first.
 */
final class ColumnPaths {
    private ColumnPaths() {}

    /** The leaves that a path selects, counted from the group's first; empty when there is no such path. */
    static BitSet leaves(GroupType group, String path) {
        BitSet found = new BitSet();
        find(group, path, 0, found);
        return found;
    }

    private static boolean find(GroupType group, String path, int firstLeaf, BitSet found) {
        return isField(group, path, firstLeaf, found)
                || isBelow(group, path, firstLeaf, found)
                || (hasHiddenLayer(group) && find(group.getType(0).asGroupType(), path, firstLeaf, found));
    }

    private static boolean isField(GroupType group, String name, int firstLeaf, BitSet found) {
        int leaf = firstLeaf;
        for (Type field : group.getFields()) {
            if (field.getName().equals(name)) {
                found.set(leaf, leaf + count(field));
                return true;
            }
            leaf += count(field);
        }
        return false;
    }

    private static boolean isBelow(GroupType group, String path, int firstLeaf, BitSet found) {
        int leaf = firstLeaf;
        for (Type field : group.getFields()) {
            String name = field.getName();
            boolean isAbove = !field.isPrimitive() && path.startsWith(name + ".");
            if (isAbove && find(field.asGroupType(), path.substring(name.length() + 1), leaf, found)) {
                return true;
            }
            leaf += count(field);
        }
        return false;
    }

    private static boolean hasHiddenLayer(GroupType group) {
        LogicalTypeAnnotation logical = group.getLogicalTypeAnnotation();
        boolean isList = logical instanceof ListLogicalTypeAnnotation
                || logical instanceof MapLogicalTypeAnnotation
                || logical instanceof MapKeyValueTypeAnnotation;
        return isList && group.getFieldCount() == 1 && !group.getType(0).isPrimitive();
    }

    /** How many columns of the file a field is made of. */
    static int count(Type type) {
        return type.isPrimitive()
                ? 1
                : type.asGroupType().getFields().stream()
                        .mapToInt(ColumnPaths::count)
                        .sum();
    }
}
