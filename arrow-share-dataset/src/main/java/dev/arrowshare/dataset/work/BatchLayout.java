package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.schema.SchemaFields;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.complex.UnionVector;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * All of a batch but its rows: the same for most batches of a run, and sent once.
 *
 * @param columns as Java's Arrow has them: a dictionary-encoded one has the type of its indices
 * @param dictionaries the values of those, in the order of their ids
 */
public record BatchLayout(SchemaFields columns, SchemaFields dictionaries, List<Long> dictionaryIds) {
    private static final SchemaFields NO_FIELDS = SchemaFields.of(List.of(), Map.of());
    static final BatchLayout NONE = new BatchLayout(NO_FIELDS, NO_FIELDS, List.of(-1L));

    static BatchLayout of(Batch batch) {
        List<Long> ids = new ArrayList<>();
        List<Field> fields = new ArrayList<>();
        for (long id : new TreeSet<>(batch.dictionaries().getDictionaryIds())) {
            ids.add(id);
            fields.add(dictionary(batch, id).getField());
        }
        return new BatchLayout(batch.schemaFields(), SchemaFields.of(fields, Map.of()), ids);
    }

    /** Whether it is known at once to be that of the batch: the fields of batches of one file are the same object. */
    boolean isOf(Batch batch) {
        return dictionaryIds.isEmpty() && batch.schemaFields().equals(columns);
    }

    static FieldVector dictionary(Batch batch, long id) {
        return Objects.requireNonNull(batch.dictionary(id), () -> "the batch has no dictionary " + id);
    }

    /** Whether a vector's first buffer says which values are null. */
    static boolean hasValidity(FieldVector vector) {
        return !(vector instanceof NullVector
                || vector instanceof UnionVector
                || vector instanceof DenseUnionVector
                || vector instanceof RunEndEncodedVector);
    }

    void write(FrameBuilder to) {
        to.putBytes(columns.bytes()).putBytes(dictionaries.bytes());
        to.putInt(dictionaryIds.size());
        dictionaryIds.forEach(to::putLong);
    }

    static BatchLayout read(ByteBuffer from) {
        SchemaFields columns = SchemaFields.read(ByteBuffer.wrap(Frame.bytes(from)));
        SchemaFields dictionaries = SchemaFields.read(ByteBuffer.wrap(Frame.bytes(from)));
        Long[] ids = new Long[from.getInt()];
        Arrays.setAll(ids, i -> from.getLong());
        return new BatchLayout(columns, dictionaries, List.of(ids));
    }
}
