package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.VectorBuffers;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;

/** Compares one row of an Arrow column of any depth with a record of parquet-java's. */
final class NestedOracle {
    private final Batch batch;

    NestedOracle(Batch batch) {
        this.batch = batch;
    }

    /** A field of a record, which may be missing, or be there several times. */
    void assertField(String where, Group record, Field field, FieldVector vector, int row) {
        int index = record.getType().getFieldIndex(field.getName());
        int count = record.getFieldRepetitionCount(index);
        if (record.getType().getType(index).isRepetition(Type.Repetition.REPEATED)) {
            assertTrue(!vector.isNull(row), where + " is null");
            Items items = Items.of(vector, row);
            assertEquals(count, items.count(), where + ": values");
            for (int i = 0; i < count; i++) {
                assertValue(
                        where + "[" + i + "]", record, index, i, child(field, 0), items.vector(), items.begin() + i);
            }
        } else if (count == 0) {
            assertTrue(vector.isNull(row), where + " is not null");
        } else {
            assertValue(where, record, index, 0, field, vector, row);
        }
    }

    private void assertValue(String where, Group parent, int index, int i, Field field, FieldVector any, int row) {
        FieldVector vector = VectorBuffers.storage(any);
        Type type = parent.getType().getType(index);
        if (type.isPrimitive()) {
            assertLeaf(where, parent, index, i, field, any, row);
            return;
        }
        assertTrue(!vector.isNull(row), where + " is null");
        Group group = parent.getGroup(index, i);
        if (vector instanceof StructVector) {
            for (int child = 0; child < field.getChildren().size(); child++) {
                Field part = child(field, child);
                FieldVector values = vector.getChildrenFromFields().get(child);
                assertField(where + "." + part.getName(), group, part, values, row);
            }
        } else {
            assertList(where, group, field, vector, row);
        }
    }

    private void assertList(String where, Group list, Field field, FieldVector vector, int row) {
        Items items = Items.of(vector, row);
        Type repeated = list.getType().getType(0);
        Field item = child(field, 0);
        assertEquals(list.getFieldRepetitionCount(0), items.count(), where + ": values");
        for (int i = 0; i < items.count(); i++) {
            String place = where + "[" + i + "]";
            if (repeated.isPrimitive() || !isLayer(repeated.asGroupType(), item)) {
                assertValue(place, list, 0, i, item, items.vector(), items.begin() + i);
            } else {
                assertField(place, list.getGroup(0, i), item, items.vector(), items.begin() + i);
            }
        }
    }

    /** Whether the repeated group is one that Arrow does not have: its only field is the item. */
    private static boolean isLayer(GroupType repeated, Field item) {
        return repeated.getFieldCount() == 1 && !repeated.getName().equals(item.getName());
    }

    private void assertLeaf(String where, Group parent, int index, int i, Field field, FieldVector vector, int row) {
        DictionaryEncoding encoding = field.getDictionary();
        FieldVector values = encoding == null ? vector : batch.dictionary(encoding.getId());
        if (values instanceof NullVector) {
            return;
        }
        assertTrue(!vector.isNull(row), where + " is null");
        int place = encoding == null ? row : (int) ((BaseIntVector) vector).getValueAsLong(row);
        Type type = parent.getType().getType(index);
        assertEquals(
                GroupOracle.expected(type.asPrimitiveType(), parent, index, i),
                GroupOracle.actual(type.asPrimitiveType(), values, place),
                where);
    }

    private static Field child(Field field, int index) {
        return field.getChildren().get(index);
    }

    private record Items(FieldVector vector, int begin, int count) {
        static Items of(FieldVector list, int row) {
            FieldVector values = list.getChildrenFromFields().get(0);
            if (list instanceof ListVector usual) {
                int begin = usual.getElementStartIndex(row);
                return new Items(values, begin, usual.getElementEndIndex(row) - begin);
            }
            if (list instanceof LargeListVector large) {
                int begin = (int) large.getElementStartIndex(row);
                return new Items(values, begin, (int) large.getElementEndIndex(row) - begin);
            }
            if (list instanceof FixedSizeListVector fixed) {
                return new Items(values, row * fixed.getListSize(), fixed.getListSize());
            }
            if (list instanceof ListViewVector view) {
                return new Items(
                        values,
                        view.getOffsetBuffer().getInt(4L * row),
                        view.getSizeBuffer().getInt(4L * row));
            }
            LargeListViewVector view = (LargeListViewVector) list;
            return new Items(values, (int) view.getOffsetBuffer().getLong(8L * row), (int)
                    view.getSizeBuffer().getLong(8L * row));
        }
    }
}
