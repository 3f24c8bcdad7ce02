package dev.arrowshare.filter;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.RowSelection;
import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.schema.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * A {@link Filter} and the columns that it is for: every name is found, every value fits its column, and negations stand at the columns,
 * so that each part is true for a row or not.
 *
 * <pre>{@code
 * BoundFilter wanted = BoundFilter.of(filter, batch.messageSchema().getFields());
 * try (Batch kept = batch.take(wanted.select(batch))) { … }
 * }</pre>
 *
 * <p><b>Threads:</b> immutable.
 *
 * <p><b>Errors:</b> {@link dev.arrowshare.error.NoSuchColumnException}; IllegalArgumentException for a value that does not fit, with
 * column, type, value and what is allowed.
 */
public final class BoundFilter {
    private sealed interface Node {}

    private record Test(ColumnTest test) implements Node {}

    private record All(List<Node> parts) implements Node {}

    private record Any(List<Node> parts) implements Node {}

    /** The same for every row. */
    private record Known(boolean isTrue) implements Node {}

    private final List<Field> fields;
    private final Node root;

    private BoundFilter(Filter filter, List<Field> fields) {
        this.fields = fields;
        this.root = node(filter, false);
    }

    /**
     * Binds a filter to columns.
     *
     * @param fields as files and messages have them: a dictionary-encoded field has the type of its values
     */
    public static BoundFilter of(Filter filter, List<Field> fields) {
        return new BoundFilter(filter, List.copyOf(fields));
    }

    private BoundFilter(List<Field> fields, Node root) {
        this.fields = fields;
        this.root = root;
    }

    /**
     * The same filter for other columns, found by their names: some may be missing, and integers may be narrower.
     *
     * @param missing whether the test of a column that is missing is true, which it is for each row then
     */
    public BoundFilter to(List<Field> others, Predicate<ColumnTest> missing) {
        List<Field> all = List.copyOf(others);
        return new BoundFilter(all, moved(root, all, missing));
    }

    /** The same filter for other columns, none of which is missing. */
    public BoundFilter to(List<Field> others) {
        return to(others, test -> {
            throw new NoSuchColumnException(
                    "no column '" + test.column() + "'; columns are " + Schemas.describe(others));
        });
    }

    private Node moved(Node node, List<Field> others, Predicate<ColumnTest> missing) {
        if (node instanceof Test leaf) {
            List<Integer> path = pathIn(others, leaf.test());
            return path.isEmpty()
                    ? new Known(missing.test(leaf.test()))
                    : new Test(leaf.test().on(path, fieldAt(others, path)));
        }
        if (node instanceof Known) {
            return node;
        }
        boolean isAny = node instanceof Any;
        List<Node> left = new ArrayList<>();
        for (Node part : parts(node)) {
            Node moved = moved(part, others, missing);
            if (moved instanceof Known known && known.isTrue() == isAny) {
                return moved;
            }
            if (!(moved instanceof Known)) {
                left.add(moved);
            }
        }
        return left.isEmpty()
                ? new Known(!isAny)
                : left.size() == 1 ? left.get(0) : isAny ? new Any(left) : new All(left);
    }

    /** Where a test's column is among others; empty if it is not. */
    private List<Integer> pathIn(List<Field> others, ColumnTest test) {
        List<Integer> path = new ArrayList<>();
        List<Field> from = fields;
        List<Field> to = others;
        for (int index : test.path()) {
            String name = from.get(index).getName();
            int found = 0;
            while (found < to.size() && !to.get(found).getName().equals(name)) {
                found++;
            }
            if (found == to.size()) {
                return List.of();
            }
            path.add(found);
            from = from.get(index).getChildren();
            to = to.get(found).getChildren();
        }
        return path;
    }

    private static Field fieldAt(List<Field> fields, List<Integer> path) {
        Field field = fields.get(path.get(0));
        for (int child : path.subList(1, path.size())) {
            field = field.getChildren().get(child);
        }
        return field;
    }

    /** Whether it is true for every row, whatever its values. */
    public boolean isAlways() {
        return root instanceof Known known && known.isTrue();
    }

    /** Whether it is true for no row, whatever its values. */
    public boolean isNever() {
        return root instanceof Known known && !known.isTrue();
    }

    private Node node(Filter filter, boolean negated) {
        if (filter instanceof Negation negation) {
            return node(negation.filter(), !negated);
        }
        if (filter instanceof AllOf all) {
            return joined(all.parts(), negated, negated);
        }
        if (filter instanceof AnyOf any) {
            return joined(any.parts(), negated, !negated);
        }
        return new Test(test(filter, negated));
    }

    private Node joined(List<Filter> filters, boolean negated, boolean isAny) {
        List<Node> parts = new ArrayList<>();
        filters.forEach(part -> parts.add(node(part, negated)));
        return isAny ? new Any(parts) : new All(parts);
    }

    private ColumnTest test(Filter filter, boolean negated) {
        if (filter instanceof NullTest test) {
            boolean isNull = (test.wanted() == NullTest.Wanted.NULL) != negated;
            return ColumnTest.ofNulls(
                    nullablePath(test.column()), isNull ? ColumnTest.Kind.NULL : ColumnTest.Kind.NOT_NULL);
        }
        if (filter instanceof Comparison comparison) {
            FieldPath path = path(comparison.column());
            ColumnRanges column = new ColumnRanges(path.name(), path.field());
            boolean isNegated = negated != (comparison.operator() == Operator.NOT_EQUAL);
            return ColumnTest.ofValues(
                    path, isNegated, column.of(comparison.operator(), comparison.value()), column.inDomain());
        }
        if (filter instanceof OneOf one) {
            FieldPath path = path(one.column());
            ColumnRanges column = new ColumnRanges(path.name(), path.field());
            return ColumnTest.ofValues(path, negated, column.oneOf(one.values()), column.inDomain());
        }
        Prefix prefix = (Prefix) filter;
        FieldPath path = path(prefix.column());
        ColumnRanges column = new ColumnRanges(path.name(), path.field());
        return ColumnTest.ofValues(path, negated, column.startingWith(prefix.value()), column.inDomain());
    }

    private FieldPath nullablePath(String name) {
        FieldPath path = path(name);
        if (path.field().getType() instanceof ArrowType.Union) {
            throw new IllegalArgumentException("column '" + name + "' is a union, which has no nulls of its own");
        }
        return path;
    }

    /** Run-end encoding is a layout; the values count. */
    private FieldPath path(String name) {
        FieldPath path = FieldPath.of(name, fields);
        return path.field().getType() instanceof ArrowType.RunEndEncoded
                ? new FieldPath(name, path.indices(), path.field().getChildren().get(1))
                : path;
    }

    /** The rows of the batch for which the filter is true. The batch must have the columns that the filter was bound to. */
    public RowSelection select(Batch batch) {
        if (root instanceof Known known) {
            int rows = Math.toIntExact(batch.rows());
            return RowSelection.of(known.isTrue() ? Words.ones(rows) : Words.zeros(rows), rows);
        }
        requireChecked(batch);
        return fold(test -> BatchScan.select(batch, test), RowSelection::and, RowSelection::or);
    }

    /** What is read without looking must have been looked at. */
    private void requireChecked(Batch batch) {
        List<String> names = tests().stream()
                .map(test -> fields.get(test.path().get(0)).getName())
                .distinct()
                .toList();
        try (Batch needed = batch.select(names)) {
            needed.requireCheckedContents();
        }
    }

    /** Every column's test, in the order in which they were written. */
    public List<ColumnTest> tests() {
        List<ColumnTest> tests = new ArrayList<>();
        collect(root, tests);
        return tests;
    }

    private static void collect(Node node, List<ColumnTest> tests) {
        if (node instanceof Test leaf) {
            tests.add(leaf.test());
        } else if (!(node instanceof Known)) {
            parts(node).forEach(part -> collect(part, tests));
        }
    }

    private static List<Node> parts(Node node) {
        return node instanceof All all ? all.parts() : ((Any) node).parts();
    }

    /** What the columns' tests come to together, where there are any: not where it is always true, or never. */
    public <T> T fold(Function<ColumnTest, T> leaf, BinaryOperator<T> and, BinaryOperator<T> or) {
        return fold(root, leaf, and, or);
    }

    private static <T> T fold(Node node, Function<ColumnTest, T> leaf, BinaryOperator<T> and, BinaryOperator<T> or) {
        if (node instanceof Test test) {
            return leaf.apply(test.test());
        }
        if (node instanceof Known) {
            throw new IllegalStateException("no column is tested");
        }
        BinaryOperator<T> join = node instanceof All ? and : or;
        List<Node> parts = parts(node);
        T result = fold(parts.get(0), leaf, and, or);
        for (Node part : parts.subList(1, parts.size())) {
            result = join.apply(result, fold(part, leaf, and, or));
        }
        return result;
    }
}
