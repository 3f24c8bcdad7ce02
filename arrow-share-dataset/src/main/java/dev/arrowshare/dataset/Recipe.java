package dev.arrowshare.dataset;

import dev.arrowshare.dataset.resume.Keep;
import dev.arrowshare.dataset.rows.RowFunction;
import dev.arrowshare.dataset.work.Attach;
import dev.arrowshare.dataset.work.Order;
import dev.arrowshare.dataset.work.RunRules;
import dev.arrowshare.dataset.work.Step;
import dev.arrowshare.memory.MemoryBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** All that was set on a pipeline. Each method with an argument returns a changed recipe and leaves this one as it is. */
final class Recipe {
    static final long NO_LIMIT = Long.MAX_VALUE;

    private final Source source;
    private List<Step> steps = List.of();
    private long inputLimit = NO_LIMIT;
    private long outputLimit = NO_LIMIT;
    private Workers workers = Workers.threads(Runtime.getRuntime().availableProcessors());
    private Order order = Order.ORDERED;
    private Attach attach = Attach.ANY;
    private Optional<MemoryBudget> budget = Optional.empty();
    private Optional<Schema> declared = Optional.empty();
    private RunRules rules = RunRules.usual();
    private FailureRecipe failing = FailureRecipe.STOP;
    private Optional<Keep> keep = Optional.empty();

    private Recipe(Source source) {
        this.source = source;
    }

    static Recipe of(Source source) {
        return new Recipe(source);
    }

    private Recipe changed(Consumer<Recipe> change) {
        return copy(source, change);
    }

    private Recipe copy(Source from, Consumer<Recipe> change) {
        Recipe copy = new Recipe(from);
        copy.steps = steps;
        copy.inputLimit = inputLimit;
        copy.outputLimit = outputLimit;
        copy.workers = workers;
        copy.order = order;
        copy.attach = attach;
        copy.budget = budget;
        copy.declared = declared;
        copy.rules = rules;
        copy.failing = failing;
        copy.keep = keep;
        change.accept(copy);
        return copy;
    }

    /** The same workers, order and rules over another source, with nothing to do yet. */
    Recipe over(Source other) {
        return copy(other, recipe -> {
            recipe.steps = List.of();
            recipe.inputLimit = NO_LIMIT;
            recipe.outputLimit = NO_LIMIT;
            recipe.declared = Optional.empty();
        });
    }

    Recipe step(Step step) {
        List<Step> more = new ArrayList<>(steps);
        more.add(step);
        return changed(recipe -> recipe.steps = List.copyOf(more));
    }

    Recipe inputLimit(long rows) {
        return changed(recipe -> recipe.inputLimit = Math.min(inputLimit, rows));
    }

    Recipe outputLimit(long rows) {
        return changed(recipe -> recipe.outputLimit = Math.min(outputLimit, rows));
    }

    Recipe workers(Workers who) {
        return changed(recipe -> recipe.workers = who);
    }

    Recipe order(Order which) {
        return changed(recipe -> recipe.order = which);
    }

    Recipe attach(Attach how) {
        return changed(recipe -> recipe.attach = how);
    }

    Recipe memoryBudget(MemoryBudget bytes) {
        return changed(recipe -> recipe.budget = Optional.of(bytes));
    }

    Recipe declared(Schema schema) {
        return changed(recipe -> recipe.declared = Optional.of(schema));
    }

    Recipe rules(RunRules which) {
        return changed(recipe -> recipe.rules = which);
    }

    Recipe failing(FailureRecipe how) {
        return changed(recipe -> recipe.failing = how);
    }

    Recipe keep(Keep when) {
        return changed(recipe -> recipe.keep = Optional.of(when));
    }

    Source source() {
        return source;
    }

    List<Step> steps() {
        return steps;
    }

    /** Rows of the source to read at all. */
    long inputLimit() {
        return inputLimit;
    }

    /** Rows of the result to take at all; said after a function. */
    long outputLimit() {
        return outputLimit;
    }

    Workers workers() {
        return workers;
    }

    Order order() {
        return order;
    }

    Attach attach() {
        return attach;
    }

    /** Of memory, if one was set. */
    Optional<MemoryBudget> budget() {
        return budget;
    }

    /** The output's schema, if the user said it. */
    Optional<Schema> declared() {
        return declared;
    }

    /** What becomes of workers that die or take too long. */
    RunRules rules() {
        return rules;
    }

    /** What to do about functions that fail. */
    FailureRecipe failing() {
        return failing;
    }

    /** When to keep what is finished, if that was said. */
    Optional<Keep> keep() {
        return keep;
    }

    boolean hasMapper() {
        return steps.stream().anyMatch(step -> step instanceof Step.Map || step instanceof Step.MapWith<?>);
    }

    /** Whether the result has as many rows as the source, and the same. */
    boolean keepsRows() {
        return !hasMapper() && steps.stream().noneMatch(step -> step instanceof Step.Where);
    }

    boolean limitsOutput() {
        return outputLimit != NO_LIMIT;
    }

    /** The columns of the result, where they are known before a run. */
    Optional<Schema> columns() {
        Optional<Schema> known = source.schema();
        for (Step step : steps) {
            known = known.flatMap(schema -> after(step, schema));
        }
        return known;
    }

    private static Optional<Schema> after(Step step, Schema before) {
        if (step instanceof Step.Select select) {
            List<Field> fields =
                    select.columns().stream().map(before::findField).toList();
            return Optional.of(new Schema(fields, before.getCustomMetadata()));
        }
        if (step instanceof Step.Map map && map.mapper() instanceof RowFunction rows) {
            return Optional.of(new Schema(rows.result(before.getFields())));
        }
        return step instanceof Step.Map || step instanceof Step.MapWith<?> ? Optional.empty() : Optional.of(before);
    }

    /** The columns that are kept before anything else is done. */
    Optional<List<String>> firstSelect() {
        return !steps.isEmpty() && steps.get(0) instanceof Step.Select select
                ? Optional.of(select.columns())
                : Optional.empty();
    }

    /** The steps before the first function. */
    List<Step> stepsBeforeFunctions() {
        int function = 0;
        while (function < steps.size() && !steps.get(function).isFunction()) {
            function++;
        }
        return steps.subList(0, function);
    }
}
