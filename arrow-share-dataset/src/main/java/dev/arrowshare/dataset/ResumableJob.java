package dev.arrowshare.dataset;

import dev.arrowshare.dataset.resume.JobIdentity;
import dev.arrowshare.dataset.resume.Keep;
import dev.arrowshare.dataset.resume.Resumption;
import dev.arrowshare.dataset.share.FunctionIdentity;
import dev.arrowshare.dataset.share.RunInput;
import dev.arrowshare.dataset.work.RunRequest;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.memory.MemoryBudget;
import dev.arrowshare.parquet.ParquetSink;
import dev.arrowshare.parquet.ParquetWriteOptions;
import dev.arrowshare.parquet.WrittenRowGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A pipeline that writes a Parquet file, as the job that a later run may be the same as. */
final class ResumableJob {
    private final Recipe recipe;
    private final Path target;
    private final ParquetWriteOptions options;

    ResumableJob(Recipe recipe, Path target, ParquetWriteOptions options) {
        this.recipe = recipe;
        this.target = target;
        this.options = options;
    }

    /** What a run has of it: the record that it goes on with, or why there is none. */
    record Begun(Optional<Resumption> resumption, String note) {
        static final Begun NOTHING = new Begun(Optional.empty(), "");

        /** Why nothing of an earlier run is used, or why this one is not recorded; as known by now. */
        @Override
        public String note() {
            return resumption.map(Resumption::note).orElse(note);
        }

        RunRequest after(RunRequest request) {
            return resumption
                    .map(Resumption::before)
                    .map(before -> request.after(before.doneTasks(), before.schema()))
                    .orElse(request);
        }
    }

    /** Looks for what an earlier run has left. What it takes to know the job is found when it is needed. */
    Begun begin(RunInput input, RunRequest request) {
        if (keep() == Keep.NEVER) {
            Resumption.forget(target);
            return Begun.NOTHING;
        }
        String obstacle = obstacle();
        if (obstacle != null) {
            return without(obstacle);
        }
        try {
            return new Begun(Optional.of(Resumption.begin(target, keep(), identity(input, request))), "");
        } catch (IOException e) {
            return without("its function cannot be told from another one: " + e.getMessage());
        }
    }

    /** A function whose calls change its state is known by what it was before: worker processes change copies of theirs. */
    private JobIdentity.Source identity(RunInput input, RunRequest request) throws IOException {
        if (recipe.workers() instanceof Workers.Processes) {
            return () -> identity(input, request, functions());
        }
        FunctionIdentity now = functions();
        return () -> identity(input, request, now);
    }

    private FunctionIdentity functions() throws IOException {
        return FunctionIdentity.of(new ArrayList<>(recipe.steps()));
    }

    private Keep keep() {
        if (recipe.keep().isPresent()) {
            return recipe.keep().get();
        }
        return recipe.workers() instanceof Workers.Processes ? Keep.WHEN_KILLED : Keep.NEVER;
    }

    private Begun without(String obstacle) {
        if (keep() == Keep.ALWAYS) {
            throw new ArrowShareException(target + ": the job is not resumable: " + obstacle);
        }
        Resumption.forget(target);
        return new Begun(Optional.empty(), "not resumable: " + obstacle);
    }

    private @Nullable String obstacle() {
        if (!Resumption.isPossible(target)) {
            return "the output is not in the default file system";
        }
        if (!ParquetSink.isRepeatable(options)) {
            return "an encrypted file is another one each time";
        }
        if (recipe.failing().rules().goesOn()) {
            return "what failed, which onError and deadLetter tell, is known to the run alone";
        }
        return recipe.limitsOutput() ? "which rows limit(n) takes is known at the end" : null;
    }

    private JobIdentity identity(RunInput input, RunRequest request, FunctionIdentity functions) throws IOException {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("the version", WrittenRowGroup.writer());
        parts.put("the input", input.identity());
        parts.put("the function", functions.withCode());
        parts.put("the options", FunctionIdentity.of(new ArrayList<>(choices())).state());
        parts.put(
                "how the input is divided",
                "tasks of " + request.taskRows() + " rows or "
                        + request.taskBytes(input.schema().getFields().size()) + " bytes, of " + request.inputLimit()
                        + " rows");
        return new JobIdentity(parts);
    }

    /** What does not change the file is the same for all. */
    private List<Object> choices() {
        ParquetWriteOptions bytes = options.threads(1)
                .durability(ParquetWriteOptions.Durability.SYSTEM)
                .memoryBudget(MemoryBudget.LEAST_BYTES);
        return List.of(bytes, recipe.order(), recipe.attach(), recipe.declared());
    }
}
