package dev.arrowshare.ipc;

import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.ipc.layout.ColumnLayout;
import dev.arrowshare.ipc.layout.DeclaredSchema;
import dev.arrowshare.schema.SchemaFields;
import dev.arrowshare.schema.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;

/** Columns that a batch is to have, and the dictionaries that go with them. */
record Selection(SchemaFields schema, List<ColumnLayout> columns, Set<Long> dictionaries) {

    static Selection all(DeclaredSchema schema) {
        return of(schema, schema.memory(), schema.columns());
    }

    /** The columns of those names, in that order. */
    static Selection named(DeclaredSchema schema, List<String> names) {
        List<ColumnLayout> columns = new ArrayList<>(names.size());
        for (String name : names) {
            columns.add(find(schema, name));
        }
        List<Field> fields = columns.stream().map(ColumnLayout::field).toList();
        return of(schema, SchemaFields.of(fields, schema.memory().metadata()), columns);
    }

    private static ColumnLayout find(DeclaredSchema schema, String name) {
        List<ColumnLayout> found = schema.columns().stream()
                .filter(column -> column.name().equals(name))
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        throw new NoSuchColumnException(
                (found.isEmpty() ? "no column '" + name + "'" : found.size() + " columns are named '" + name + "'")
                        + "; columns are " + Schemas.describe(schema.memory().fields()));
    }

    private static Selection of(DeclaredSchema schema, SchemaFields selected, List<ColumnLayout> columns) {
        Set<Long> ids = new TreeSet<>();
        columns.forEach(column -> collect(column.field(), schema, ids));
        return new Selection(selected, columns, ids);
    }

    private static void collect(Field field, DeclaredSchema schema, Set<Long> ids) {
        DictionaryEncoding encoding = field.getDictionary();
        if (encoding != null && ids.add(encoding.getId())) {
            ColumnLayout values = schema.dictionaries().get(encoding.getId());
            if (values != null) {
                collect(values.field(), schema, ids);
            }
        }
        field.getChildren().forEach(child -> collect(child, schema, ids));
    }
}
