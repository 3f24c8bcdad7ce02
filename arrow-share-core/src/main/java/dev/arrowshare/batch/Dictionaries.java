package dev.arrowshare.batch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** A batch's dictionaries as Arrow's interface for them. */
final class Dictionaries implements DictionaryProvider {
    private final Map<Long, Dictionary> byId;

    Dictionaries(Map<Long, Dictionary> byId) {
        this.byId = byId;
    }

    /** The dictionary encodings of all fields, nested ones too, by id. */
    static Map<Long, DictionaryEncoding> encodings(List<Field> fields) {
        Map<Long, DictionaryEncoding> found = new LinkedHashMap<>();
        fields.forEach(field -> collect(field, found));
        return found;
    }

    private static void collect(Field field, Map<Long, DictionaryEncoding> found) {
        DictionaryEncoding encoding = field.getDictionary();
        if (encoding != null) {
            found.put(encoding.getId(), encoding);
        }
        field.getChildren().forEach(child -> collect(child, found));
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
