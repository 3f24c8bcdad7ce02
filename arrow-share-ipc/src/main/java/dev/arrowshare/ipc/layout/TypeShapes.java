package dev.arrowshare.ipc.layout;

import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** The shape of each type, and the width that goes with it: bits of a value, bytes of an offset, or the size of a list. */
final class TypeShapes implements ArrowType.ArrowTypeVisitor<TypeShapes.Sized> {
    private static final TypeShapes VISITOR = new TypeShapes();

    record Sized(Shape shape, int width) {}

    private TypeShapes() {}

    static Sized of(ArrowType type) {
        return type.accept(VISITOR);
    }

    private static Sized bits(int width) {
        return new Sized(Shape.FIXED, width);
    }

    @Override
    public Sized visit(ArrowType.Null type) {
        return new Sized(Shape.NULL, 0);
    }

    @Override
    public Sized visit(ArrowType.Struct type) {
        return new Sized(Shape.STRUCT, 0);
    }

    @Override
    public Sized visit(ArrowType.List type) {
        return new Sized(Shape.LIST, Integer.BYTES);
    }

    @Override
    public Sized visit(ArrowType.LargeList type) {
        return new Sized(Shape.LIST, Long.BYTES);
    }

    @Override
    public Sized visit(ArrowType.Map type) {
        return new Sized(Shape.LIST, Integer.BYTES);
    }

    @Override
    public Sized visit(ArrowType.FixedSizeList type) {
        return new Sized(Shape.FIXED_LIST, type.getListSize());
    }

    @Override
    public Sized visit(ArrowType.ListView type) {
        return new Sized(Shape.LIST_VIEW, Integer.BYTES);
    }

    @Override
    public Sized visit(ArrowType.LargeListView type) {
        return new Sized(Shape.LIST_VIEW, Long.BYTES);
    }

    @Override
    public Sized visit(ArrowType.Union type) {
        return new Sized(type.getMode() == UnionMode.Dense ? Shape.DENSE_UNION : Shape.SPARSE_UNION, 0);
    }

    @Override
    public Sized visit(ArrowType.RunEndEncoded type) {
        return new Sized(Shape.RUN_END, 0);
    }

    @Override
    public Sized visit(ArrowType.Int type) {
        return bits(type.getBitWidth());
    }

    @Override
    public Sized visit(ArrowType.FloatingPoint type) {
        return bits(
                switch (type.getPrecision()) {
                    case HALF -> Short.SIZE;
                    case SINGLE -> Float.SIZE;
                    case DOUBLE -> Double.SIZE;
                });
    }

    @Override
    public Sized visit(ArrowType.Utf8 type) {
        return new Sized(Shape.VARIABLE, Integer.BYTES);
    }

    @Override
    public Sized visit(ArrowType.Binary type) {
        return new Sized(Shape.VARIABLE, Integer.BYTES);
    }

    @Override
    public Sized visit(ArrowType.LargeUtf8 type) {
        return new Sized(Shape.VARIABLE, Long.BYTES);
    }

    @Override
    public Sized visit(ArrowType.LargeBinary type) {
        return new Sized(Shape.VARIABLE, Long.BYTES);
    }

    @Override
    public Sized visit(ArrowType.Utf8View type) {
        return new Sized(Shape.VIEW, 0);
    }

    @Override
    public Sized visit(ArrowType.BinaryView type) {
        return new Sized(Shape.VIEW, 0);
    }

    @Override
    public Sized visit(ArrowType.FixedSizeBinary type) {
        return bits(Math.multiplyExact(type.getByteWidth(), Byte.SIZE));
    }

    @Override
    public Sized visit(ArrowType.Bool type) {
        return bits(1);
    }

    @Override
    public Sized visit(ArrowType.Decimal type) {
        return bits(type.getBitWidth());
    }

    @Override
    public Sized visit(ArrowType.Date type) {
        return bits(
                switch (type.getUnit()) {
                    case DAY -> Integer.SIZE;
                    case MILLISECOND -> Long.SIZE;
                });
    }

    @Override
    public Sized visit(ArrowType.Time type) {
        return bits(type.getBitWidth());
    }

    @Override
    public Sized visit(ArrowType.Timestamp type) {
        return bits(Long.SIZE);
    }

    @Override
    public Sized visit(ArrowType.Duration type) {
        return bits(Long.SIZE);
    }

    @Override
    public Sized visit(ArrowType.Interval type) {
        if (type.getUnit() == IntervalUnit.MONTH_DAY_NANO) {
            return bits(2 * Long.SIZE);
        }
        return bits(type.getUnit() == IntervalUnit.DAY_TIME ? Long.SIZE : Integer.SIZE);
    }

    @Override
    public Sized visit(ArrowType.ExtensionType type) {
        return of(type.storageType());
    }
}
