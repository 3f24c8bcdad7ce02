package dev.arrowshare.ipc;

import dev.arrowshare.error.UnsupportedFeatureException;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.UnionVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Arrow's vector of a sparse union does not know the type ids of its own type, and names others in its field. A column's are in its
 * batch's schema; a dictionary's values have no other field than that of their vector, and would be written with ids that nothing has.
 */
final class UnionTypeIds {
    private UnionTypeIds() {}

    /** Refuses dictionary values with a type id that their declaration does not have. */
    static void require(String column, Field declared, FieldVector values) {
        if (declared.getType() instanceof ArrowType.Union type && values instanceof UnionVector union) {
            require(column, type.getTypeIds(), union);
        }
        List<Field> fields = declared.getChildren();
        for (int i = 0; i < fields.size(); i++) {
            require(column, fields.get(i), values.getChildrenFromFields().get(i));
        }
    }

    private static void require(String column, int[] ids, UnionVector union) {
        for (int i = 0; i < union.getValueCount(); i++) {
            int id = union.getTypeValue(i);
            if (Arrays.stream(ids).noneMatch(known -> known == id)) {
                throw new UnsupportedFeatureException("column '" + column
                        + "': its dictionary has sparse unions with the type id " + id + ", and arrow-java knows only "
                        + Arrays.toString(ids) + " of their type; declare the values' type in the schema of the file");
            }
        }
    }
}
