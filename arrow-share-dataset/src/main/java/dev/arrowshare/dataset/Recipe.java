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
import java.util.function.LongConsumer;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * All that was set on a pipeline.
 *
 * @param inputLimit rows of the source to read at all
 * @param outputLimit rows of the result to take at all; said after a function
 * @param budget of memory, if one was set
 * @param declared the output's schema, if the user said it
 * @param progress told how many rows of the input each answer stands for
 * @param rules what becomes of workers that die or take too long
 * @param failing what to do about functions that fail
 * @param keep when to keep what is finished, if that was said
 */
record Recipe(
        Source source,
        List<Step> steps,
        long inputLimit,
        long outputLimit,
        Workers workers,
        Order order,
        Attach attach,
        Optional<MemoryBudget> budget,
        Optional<Schema> declared,
        LongConsumer progress,
        RunRules rules,
        FailureRecipe failing,
        Optional<Keep> keep) {
    static final long NO_LIMIT = Long.MAX_VALUE;

    static Recipe of(Source source) {
        return new Recipe(
                source,
                List.of(),
                NO_LIMIT,
                NO_LIMIT,
                Workers.threads(Runtime.getRuntime().availableProcessors()),
                Order.ORDERED,
                Attach.ANY,
                Optional.empty(),
                Optional.empty(),
                rows -> {},
                RunRules.usual(),
                FailureRecipe.STOP,
                Optional.empty());
    }

    boolean hasMapper() {
        return steps.stream().anyMatch(step -> step instanceof Step.Map || step instanceof Step.MapWith<?>);
    }

    /** Whether the result has as many rows as the source, and the same. */
    boolean keepsRows() {
        return !hasMapper() && steps.stream().noneMatch(step -> step instanceof Step.Where);
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

    boolean limitsOutput() {
        return outputLimit != NO_LIMIT;
    }

    Recipe step(Step step) {
        List<Step> more = new ArrayList<>(steps);
        more.add(step);
        return new Recipe(
                source,
                List.copyOf(more),
                inputLimit,
                outputLimit,
                workers,
                order,
                attach,
                budget,
                declared,
                progress,
                rules,
                failing,
                keep);
    }

    Recipe inputLimit(long rows) {
        return new Recipe(
                source,
                steps,
                Math.min(inputLimit, rows),
                outputLimit,
                workers,
                order,
                attach,
                budget,
                declared,
                progress,
                rules,
                failing,
                keep);
    }

    Recipe outputLimit(long rows) {
        return new Recipe(
                source,
                steps,
                inputLimit,
                Math.min(outputLimit, rows),
                workers,
                order,
                attach,
                budget,
                declared,
                progress,
                rules,
                failing,
                keep);
    }

    Recipe workers(Workers who) {
        return new Recipe(
                source,
                steps,
                inputLimit,
                outputLimit,
                who,
                order,
                attach,
                budget,
                declared,
                progress,
                rules,
                failing,
                keep);
    }

    Recipe order(Order which) {
        return new Recipe(
                source,
                steps,
                inputLimit,
                outputLimit,
                workers,
                which,
                attach,
                budget,
                declared,
                progress,
                rules,
                failing,
                keep);
    }

    Recipe attach(Attach how) {
        return new Recipe(
                source,
                steps,
                inputLimit,
                outputLimit,
                workers,
                order,
                how,
                budget,
                declared,
                progress,
                rules,
                failing,
                keep);
    }

    Recipe declared(Schema schema) {
        return new Recipe(
                source,
                steps,
                inputLimit,
                outputLimit,
                workers,
                order,
                attach,
                budget,
                Optional.of(schema),
                progress,
                rules,
                failing,
                keep);
    }

    Recipe memoryBudget(MemoryBudget bytes) {
        return new Recipe(
                source,
                steps,
                inputLimit,
                outputLimit,
                workers,
                order,
                attach,
                Optional.of(bytes),
                declared,
                progress,
                rules,
                failing,
                keep);
    }

    Recipe progress(LongConsumer rowsDone) {
        return new Recipe(
                source,
                steps,
                inputLimit,
                outputLimit,
                workers,
                order,
                attach,
                budget,
                declared,
                rowsDone,
                rules,
                failing,
                keep);
    }

    Recipe rules(RunRules which) {
        return new Recipe(
                source,
                steps,
                inputLimit,
                outputLimit,
                workers,
                order,
                attach,
                budget,
                declared,
                progress,
                which,
                failing,
                keep);
    }

    Recipe keep(Keep when) {
        return new Recipe(
                source,
                steps,
                inputLimit,
                outputLimit,
                workers,
                order,
                attach,
                budget,
                declared,
                progress,
                rules,
                failing,
                Optional.of(when));
    }

    Recipe failing(FailureRecipe how) {
        return new Recipe(
                source,
                steps,
                inputLimit,
                outputLimit,
                workers,
                order,
                attach,
                budget,
                declared,
                progress,
                rules,
                how,
                keep);
    }

    /** The steps before the first function. */
    List<Step> stepsBeforeFunctions() {
        int function = 0;
        while (function < steps.size() && !steps.get(function).isFunction()) {
            function++;
        }
        return steps.subList(0, function);
    }

    /** The same workers, order and rules over another source, with nothing to do yet. */
    Recipe over(Source other) {
        return new Recipe(
                other,
                List.of(),
                NO_LIMIT,
                NO_LIMIT,
                workers,
                order,
                attach,
                budget,
                Optional.empty(),
                progress,
                rules,
                failing,
                Optional.empty());
    }
}
