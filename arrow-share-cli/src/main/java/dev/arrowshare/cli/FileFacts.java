package dev.arrowshare.cli;

import dev.arrowshare.schema.Schemas;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** What {@code show} found out about a file, before it is printed as text or as JSON. */
final class FileFacts {
    private final Map<String, Object> facts = new LinkedHashMap<>();
    private final List<Map<String, Object>> columns = new ArrayList<>();
    private final Map<String, List<Map<String, Object>>> tables = new LinkedHashMap<>();
    private final List<List<Object>> rows = new ArrayList<>();

    /** One fact; numbers stay numbers in JSON. */
    FileFacts add(String name, Object value) {
        facts.put(name, value);
        return this;
    }

    FileFacts addColumns(Schema schema) {
        for (Field field : schema.getFields()) {
            Map<String, Object> column = new LinkedHashMap<>();
            column.put("name", field.getName());
            column.put("type", type(field));
            column.put("nullable", field.isNullable());
            columns.add(column);
        }
        return this;
    }

    /** One more property of each column that is named in the map. */
    FileFacts addToColumns(String property, Map<String, ?> byColumn) {
        for (Map<String, Object> column : columns) {
            Object value = byColumn.get(String.valueOf(column.get("name")));
            if (value != null) {
                column.put(property, value);
            }
        }
        return this;
    }

    /** A row more of a table, to be filled. */
    Map<String, Object> addTo(String table) {
        Map<String, Object> row = new LinkedHashMap<>();
        tables.computeIfAbsent(table, name -> new ArrayList<>()).add(row);
        return row;
    }

    Map<String, List<Map<String, Object>>> tables() {
        return tables;
    }

    void addRow(List<Object> values) {
        rows.add(values);
    }

    Map<String, Object> facts() {
        return facts;
    }

    List<Map<String, Object>> columns() {
        return columns;
    }

    List<List<Object>> rows() {
        return rows;
    }

    List<String> columnNames() {
        return columns.stream()
                .map(column -> String.valueOf(column.get("name")))
                .collect(Collectors.toList());
    }

    private static String type(Field field) {
        String described = Schemas.describe(field).substring(field.getName().length() + 1);
        return field.isNullable() ? described : described.substring(0, described.length() - " not null".length());
    }
}
