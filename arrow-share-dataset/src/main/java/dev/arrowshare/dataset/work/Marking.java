package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.Columns;
import dev.arrowshare.batch.NullVectors;
import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.schema.SchemaFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * Results of a run in which rows that fail keep their place: with two columns that say why, null in rows that went well.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class Marking {
    static final String TYPE = "error_type";
    static final String MESSAGE = "error_message";

    private final SchemaFields functions;
    private final SchemaFields output;
    private final BatchLayout layout;
    private final BufferAllocator allocator;

    /**
     * @param functions what the functions return, as the run has agreed on
     * @param layout of a result, whose dictionaries rows that failed refer to
     */
    Marking(SchemaFields functions, BatchLayout layout, BufferAllocator allocator) {
        this.functions = functions;
        this.output = output(functions);
        this.layout = layout;
        this.allocator = allocator;
    }

    SchemaFields output() {
        return output;
    }

    /** The output's schema: every column of the functions may be null, and there are two more. */
    static SchemaFields output(SchemaFields functions) {
        List<Field> fields = new ArrayList<>();
        for (Field field : functions.fields()) {
            if (field.getName().equals(TYPE) || field.getName().equals(MESSAGE)) {
                throw new SchemaMismatchException("the function returns a column '" + field.getName()
                        + "', which is the name of one that OnError.mark() adds; rename it");
            }
            FieldType type = new FieldType(true, field.getType(), field.getDictionary(), field.getMetadata());
            fields.add(new Field(field.getName(), type, field.getChildren()));
        }
        fields.add(Field.nullable(TYPE, ArrowType.Utf8.INSTANCE));
        fields.add(Field.nullable(MESSAGE, ArrowType.Utf8.INSTANCE));
        return SchemaFields.of(fields, functions.metadata());
    }

    /** That outcome, which stays the caller's, as rows of the output, which are the caller's too. */
    Batch marked(BatchOutcome outcome) {
        return outcome instanceof BatchOutcome.Mark mark ? failed(mark) : well(((BatchOutcome.Result) outcome).batch());
    }

    private Batch well(Batch result) {
        int rows = Math.toIntExact(result.rows());
        List<Field> fields = output.fields();
        try (Batch typed = result.with(NullVectors.of(fields.get(fields.size() - 2), rows, result.allocator()))) {
            return typed.with(NullVectors.of(fields.get(fields.size() - 1), rows, result.allocator()));
        }
    }

    private Batch failed(BatchOutcome.Mark mark) {
        try (Batch nulls = nulls(Math.toIntExact(mark.rows()));
                Batch typed = nulls.with(Columns.utf8(TYPE, nulls, row -> mark.type()))) {
            return typed.with(Columns.utf8(MESSAGE, typed, row -> mark.message()));
        }
    }

    private Batch nulls(int rows) {
        List<FieldVector> columns = new ArrayList<>();
        Map<Long, FieldVector> dictionaries = new TreeMap<>();
        try {
            List<Field> fields = output.fields().subList(0, functions.fields().size());
            for (Field field : fields) {
                columns.add(NullVectors.of(field, rows, allocator));
            }
            addDictionaries(dictionaries);
            return Batch.of(SchemaFields.of(fields, output.metadata()), rows, columns, dictionaries, allocator);
        } catch (RuntimeException | Error e) {
            columns.forEach(FieldVector::close);
            dictionaries.values().forEach(FieldVector::close);
            throw e;
        }
    }

    /** Without a value: all indices are null. */
    private void addDictionaries(Map<Long, FieldVector> dictionaries) {
        for (int i = 0; i < layout.dictionaryIds().size(); i++) {
            Field values = layout.dictionaries().fields().get(i);
            dictionaries.put(layout.dictionaryIds().get(i), NullVectors.of(values, 0, allocator));
        }
        functions.fields().forEach(field -> requireDictionaries(field, dictionaries));
    }

    private static void requireDictionaries(Field field, Map<Long, FieldVector> dictionaries) {
        DictionaryEncoding encoding = field.getDictionary();
        if (encoding != null && !dictionaries.containsKey(encoding.getId())) {
            throw new SchemaMismatchException("column '" + field.getName() + "' is declared with the dictionary "
                    + encoding.getId() + ", which no batch has come with before the first one that failed; let"
                    + " the first result say what the columns are, rather than returning(schema)");
        }
        field.getChildren().forEach(child -> requireDictionaries(child, dictionaries));
    }
}
