package dev.arrowshare.parquet.encode;

import dev.arrowshare.error.UnsupportedFeatureException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.ListType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MapType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.VariantType;

/**
 * A field of the Arrow schema and its form in Parquet: a tree, whose leaves are the columns of the file.
 *
 * <p><b>Threads:</b> not changed after it is made.
 *
 * <p><b>Errors:</b> {@link UnsupportedFeatureException} from {@link #of} for a type that has no form in Parquet.
 */
public abstract sealed class ColumnNode {
    /** Where Arrow implementations keep the id that a field has in Parquet. */
    private static final String FIELD_ID = "PARQUET:field_id";

    private final Field field;
    private final Place place;

    private ColumnNode(Field field, Place place) {
        this.field = field;
        this.place = place;
    }

    /**
     * The form of a column at the top of a schema.
     *
     * @param field with the type of its values, also when it is dictionary-encoded
     */
    public static ColumnNode of(Field field) {
        return ColumnNodes.at(Place.ROOT, field.getName(), field);
    }

    /** The file's columns below this node, in order. */
    public final List<ColumnType> leaves() {
        List<ColumnType> leaves = new ArrayList<>();
        forEachLeaf(leaf -> leaves.add(leaf.type));
        return leaves;
    }

    final void forEachLeaf(Consumer<Leaf> visitor) {
        if (this instanceof Leaf leaf) {
            visitor.accept(leaf);
        } else {
            children().forEach(child -> child.forEachLeaf(visitor));
        }
    }

    /** The elements of this node and all below, as the footer lists them. */
    public abstract List<SchemaElement> elements();

    abstract List<ColumnNode> children();

    public final Field field() {
        return field;
    }

    final Place place() {
        return place;
    }

    final SchemaElement identified(SchemaElement element) {
        String id = field.getMetadata().get(FIELD_ID);
        if (id == null) {
            return element;
        }
        try {
            return element.setField_id(Integer.parseInt(id));
        } catch (NumberFormatException e) {
            throw new UnsupportedFeatureException("column '" + place + "' has the field id '" + id
                    + "' in its metadata, which is not an integer of 32 bits");
        }
    }

    final SchemaElement group(int children) {
        return identified(new SchemaElement(place.name())
                .setRepetition_type(place.isOptional() ? FieldRepetitionType.OPTIONAL : FieldRepetitionType.REQUIRED)
                .setNum_children(children));
    }

    final List<SchemaElement> withChildren(SchemaElement... own) {
        List<SchemaElement> elements = new ArrayList<>(List.of(own));
        children().forEach(child -> elements.addAll(child.elements()));
        return elements;
    }

    /** A column of the file. */
    static final class Leaf extends ColumnNode {
        private final ColumnType type;

        Leaf(Field field, Place place, ColumnType type) {
            super(field, place);
            this.type = type;
        }

        ColumnType type() {
            return type;
        }

        @Override
        public List<SchemaElement> elements() {
            return List.of(identified(type.element()));
        }

        @Override
        List<ColumnNode> children() {
            return List.of();
        }
    }

    /** A struct; also the key-value pairs of a map, whose element is the map's. */
    static final class Struct extends ColumnNode {
        private static final VariantType VERSION_1 = new VariantType().setSpecification_version((byte) 1);

        private final List<ColumnNode> children;
        private final boolean isEntries;

        private Struct(Field field, Place place, List<ColumnNode> children, boolean isEntries) {
            super(field, place);
            this.children = children;
            this.isEntries = isEntries;
        }

        static Struct of(Field field, Place place, List<ColumnNode> children) {
            return new Struct(field, place, children, false);
        }

        static Struct entries(Field field, Place place, List<ColumnNode> children) {
            return new Struct(field, place, children, true);
        }

        @Override
        public List<SchemaElement> elements() {
            return isEntries ? withChildren() : withChildren(annotated(group(children.size())));
        }

        private SchemaElement annotated(SchemaElement group) {
            boolean isVariant = ExtensionAnnotation.name(field()).equals(ExtensionAnnotation.VARIANT);
            return isVariant ? group.setLogicalType(LogicalType.VARIANT(VERSION_1)) : group;
        }

        @Override
        List<ColumnNode> children() {
            return children;
        }
    }

    /** A list of any layout, or a map. */
    static final class Repeated extends ColumnNode {
        private final Place repeated;
        private final ColumnNode element;

        Repeated(Field field, Place place, Place repeated, ColumnNode element) {
            super(field, place);
            this.repeated = repeated;
            this.element = element;
        }

        /** Where the repeated group stands. */
        Place repeated() {
            return repeated;
        }

        @Override
        public List<SchemaElement> elements() {
            boolean isMap = element instanceof Struct struct && struct.isEntries;
            SchemaElement outer = isMap
                    ? group(1).setLogicalType(LogicalType.MAP(new MapType())).setConverted_type(ConvertedType.MAP)
                    : group(1).setLogicalType(LogicalType.LIST(new ListType())).setConverted_type(ConvertedType.LIST);
            SchemaElement inner = new SchemaElement(repeated.name())
                    .setRepetition_type(FieldRepetitionType.REPEATED)
                    .setNum_children(isMap ? element.children().size() : 1);
            return withChildren(outer, inner);
        }

        @Override
        List<ColumnNode> children() {
            return List.of(element);
        }
    }
}
