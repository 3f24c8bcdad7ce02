package dev.arrowshare.filter;

import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.schema.Schemas;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Where a column is that a filter names. */
record FieldPath(String name, List<Integer> indices, Field field) {
    static FieldPath of(String name, List<Field> fields) {
        FieldPath found = find(name, name, fields, List.of());
        if (found == null) {
            throw new NoSuchColumnException("no column '" + name + "'; columns are " + Schemas.describe(fields));
        }
        return found;
    }

    private static @Nullable FieldPath find(String name, String rest, List<Field> fields, List<Integer> before) {
        int index = indexOf(name, rest, fields);
        if (index >= 0) {
            return new FieldPath(name, longer(before, index), fields.get(index));
        }
        for (int dot = rest.indexOf('.'); dot >= 0; dot = rest.indexOf('.', dot + 1)) {
            int parent = indexOf(name, rest.substring(0, dot), fields);
            if (parent >= 0 && fields.get(parent).getType() instanceof ArrowType.Struct) {
                List<Field> children = fields.get(parent).getChildren();
                FieldPath found = find(name, rest.substring(dot + 1), children, longer(before, parent));
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static List<Integer> longer(List<Integer> before, int index) {
        List<Integer> path = new ArrayList<>(before);
        path.add(index);
        return List.copyOf(path);
    }

    private static int indexOf(String name, String part, List<Field> fields) {
        int found = -1;
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).getName().equals(part)) {
                if (found >= 0) {
                    throw new NoSuchColumnException("column '" + name + "' is ambiguous: " + found + " and " + i
                            + " of " + Schemas.describe(fields) + " have the name '" + part + "'");
                }
                found = i;
            }
        }
        return found;
    }
}
