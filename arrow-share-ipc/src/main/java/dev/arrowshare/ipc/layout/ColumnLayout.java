package dev.arrowshare.ipc.layout;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * One column of a batch, or a child of one: its shape, and where its first node and buffer stand among those of the batch, so that
 * a column is found without reading the ones in front of it.
 *
 * <p>The field is in memory format: that of a dictionary-encoded column has the type of the indices.
 */
public final class ColumnLayout {
    private final Field field;
    private final TypeShapes.Sized sized;
    private final int firstNode;
    private final int firstBuffer;
    private final int firstVariadic;
    private final int bufferCount;
    private final int variadicCount;
    private final List<ColumnLayout> children = new ArrayList<>();

    private ColumnLayout(Field field, Counts next) {
        this.field = field;
        this.sized = TypeShapes.of(field.getType());
        this.firstNode = next.nodes++;
        this.firstBuffer = next.buffers;
        this.firstVariadic = next.variadic;
        next.buffers += sized.shape().buffers();
        next.variadic += sized.shape() == Shape.VIEW ? 1 : 0;
        for (Field child : field.getChildren()) {
            children.add(new ColumnLayout(child, next));
        }
        this.bufferCount = next.buffers - firstBuffer;
        this.variadicCount = next.variadic - firstVariadic;
    }

    /** The columns of a batch with these fields, in memory format. */
    public static List<ColumnLayout> of(List<Field> fields) {
        Counts next = new Counts();
        List<ColumnLayout> columns = new ArrayList<>(fields.size());
        for (Field field : fields) {
            columns.add(new ColumnLayout(field, next));
        }
        return List.copyOf(columns);
    }

    public Field field() {
        return field;
    }

    public String name() {
        return field.getName();
    }

    public Shape shape() {
        return sized.shape();
    }

    /** Bits of a value, bytes of an offset, or the size of a list: whichever the shape has. */
    public int width() {
        return sized.width();
    }

    public int firstNode() {
        return firstNode;
    }

    /** Not counting the data buffers of view columns in front of this one. */
    public int firstBuffer() {
        return firstBuffer;
    }

    /** How many view columns stand in front of this one. */
    public int firstVariadic() {
        return firstVariadic;
    }

    /** Buffers of this column and its children, not counting the data buffers of views. */
    public int bufferCount() {
        return bufferCount;
    }

    /** View columns among this one and its children. */
    public int variadicCount() {
        return variadicCount;
    }

    public List<ColumnLayout> children() {
        return children;
    }

    public @Nullable DictionaryEncoding dictionary() {
        return field.getDictionary();
    }

    /** Type ids of a union, in the order of its children. */
    public int[] typeIds() {
        ArrowType type = field.getType();
        int[] ids = type instanceof ArrowType.Union union ? union.getTypeIds() : null;
        if (ids == null) {
            ids = new int[children.size()];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = i;
            }
        }
        return ids;
    }

    private static final class Counts {
        private int nodes;
        private int buffers;
        private int variadic;
    }
}
