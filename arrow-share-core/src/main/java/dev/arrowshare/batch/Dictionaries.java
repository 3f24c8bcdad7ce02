package dev.arrowshare.batch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

/** A batch's dictionaries as Arrow's interface for them. */
final class Dictionaries implements DictionaryProvider {
    private final Map<Long, Dictionary> byId;

    Dictionaries(Map<Long, Dictionary> byId) {
        this.byId = byId;
    }

    /** The dictionary encodings of all fields, nested ones and those within dictionaries too, by id. */
    static Map<Long, DictionaryEncoding> encodings(List<Field> fields, Map<Long, Column> dictionaries) {
        Map<Long, DictionaryEncoding> found = new LinkedHashMap<>();
        fields.forEach(field -> collect(field, dictionaries, found));
        return found;
    }

    private static void collect(Field field, Map<Long, Column> dictionaries, Map<Long, DictionaryEncoding> found) {
        DictionaryEncoding encoding = field.getDictionary();
        if (encoding != null && found.putIfAbsent(encoding.getId(), encoding) == null) {
            Column dictionary = dictionaries.get(encoding.getId());
            if (dictionary != null) {
                collect(dictionary.field(), dictionaries, found);
            }
        }
        field.getChildren().forEach(child -> collect(child, dictionaries, found));
    }

    /** A field as files and messages have it: a dictionary-encoded one has the type of its values. */
    static Field messageField(Field field, Map<Long, Column> dictionaries) {
        DictionaryEncoding encoding = field.getDictionary();
        Column dictionary = encoding == null ? null : dictionaries.get(encoding.getId());
        Field values = dictionary == null ? field : dictionary.field();
        if (dictionary == null && field.getChildren().isEmpty()) {
            return field;
        }
        List<Field> children = values.getChildren().stream()
                .map(child -> messageField(child, dictionaries))
                .toList();
        FieldType type = new FieldType(field.isNullable(), values.getType(), encoding, field.getMetadata());
        return new Field(field.getName(), type, children);
    }

    @Override
    public @Nullable Dictionary lookup(long id) {
        return byId.get(id);
    }

    @Override
    public Set<Long> getDictionaryIds() {
        return byId.keySet();
    }
}
