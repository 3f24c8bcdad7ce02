package dev.arrowshare.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.arrowshare.dataset.event.RunAdvice;
import dev.arrowshare.parquet.SkippedFile;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/** A {@link RunSummary} as programs read it: one object, its names those of the records, times in seconds. */
final class SummaryJson {
    private final JsonGenerator json;

    private SummaryJson(JsonGenerator json) {
        this.json = json;
    }

    static String of(RunSummary run) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            new SummaryJson(json).write(run);
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot be written to", e);
        }
        return text.toString();
    }

    private void write(RunSummary run) throws IOException {
        json.writeStartObject();
        json.writeStringField("workers", run.workers().toString());
        flow("rows", run.rows());
        flow("batches", run.batches());
        bytes(run.bytes());
        memory(run.memory());
        times(run.times());
        skipped(run);
        resumed(run.resumed());
        files(run);
        failures(run.failures());
        advice(run.advice());
        json.writeEndObject();
    }

    private void advice(Optional<RunAdvice> advice) throws IOException {
        if (advice.isEmpty()) {
            json.writeNullField("advice");
            return;
        }
        json.writeObjectFieldStart("advice");
        json.writeStringField("cause", advice.get().cause().name());
        seconds("elapsedSeconds", advice.get().elapsed());
        seconds("inlineSeconds", advice.get().inline());
        json.writeStringField("text", advice.get().text());
        json.writeEndObject();
    }

    private void flow(String name, RunSummary.Flow flow) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("in", flow.in());
        json.writeNumberField("out", flow.out());
        json.writeEndObject();
    }

    private void bytes(RunSummary.Bytes bytes) throws IOException {
        json.writeObjectFieldStart("bytes");
        json.writeNumberField("mapped", bytes.mapped());
        json.writeNumberField("copied", bytes.copied());
        json.writeNumberField("decoded", bytes.decoded());
        json.writeNumberField("written", bytes.written());
        json.writeNumberField("shared", bytes.shared());
        json.writeNumberField("notCopied", bytes.notCopied());
        json.writeStringField("basis", bytes.basis().name());
        json.writeEndObject();
    }

    private void memory(RunSummary.Memory memory) throws IOException {
        if (memory.equals(RunSummary.Memory.NOT_MEASURED)) {
            json.writeNullField("memory");
            return;
        }
        json.writeObjectFieldStart("memory");
        json.writeNumberField("pssBytes", memory.pssBytes());
        json.writeNumberField("privateBytes", memory.privateBytes());
        json.writeEndObject();
    }

    private void times(RunSummary.Times times) throws IOException {
        json.writeObjectFieldStart("seconds");
        seconds("start", times.start());
        seconds("convert", times.convert());
        seconds("attach", times.attach());
        seconds("work", times.work());
        seconds("write", times.write());
        seconds("elapsed", times.elapsed());
        json.writeEndObject();
    }

    private void seconds(String name, Duration duration) throws IOException {
        json.writeNumberField(name, duration.toNanos() / 1e9);
    }

    private void skipped(RunSummary run) throws IOException {
        json.writeObjectFieldStart("skipped");
        json.writeNumberField("rows", run.skipped().rows());
        json.writeNumberField("files", run.skipped().files());
        json.writeNumberField("rowGroups", run.skipped().rowGroups());
        json.writeNumberField("pages", run.skipped().pages());
        json.writeEndObject();
        json.writeArrayFieldStart("skippedFiles");
        for (SkippedFile file : run.skippedFiles()) {
            json.writeStartObject();
            json.writeStringField("path", file.path().toString());
            json.writeStringField("cause", file.cause());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void failures(RunSummary.Failures failures) throws IOException {
        json.writeObjectFieldStart("failures");
        json.writeNumberField("batches", failures.batches());
        json.writeNumberField("rows", failures.rows());
        json.writeNumberField("retries", failures.retries());
        if (failures.first().isPresent()) {
            RunSummary.Failure first = failures.first().get();
            json.writeObjectFieldStart("first");
            json.writeStringField("message", first.message());
            json.writeNumberField("batch", first.batch());
            json.writeNumberField("row", first.row());
            json.writeNumberField("rows", first.rows());
            json.writeNumberField("attempts", first.attempts());
            json.writeEndObject();
        } else {
            json.writeNullField("first");
        }
        json.writeEndObject();
    }

    private void resumed(RunSummary.Resumed resumed) throws IOException {
        json.writeObjectFieldStart("resumed");
        json.writeNumberField("tasks", resumed.tasks());
        flow("rows", resumed.rows());
        flow("batches", resumed.batches());
        json.writeStringField("note", resumed.note());
        json.writeEndObject();
    }

    private void files(RunSummary run) throws IOException {
        json.writeArrayFieldStart("files");
        for (RunSummary.OutputFile file : run.files()) {
            json.writeStartObject();
            json.writeStringField("path", file.path().toString());
            json.writeNumberField("rows", file.rows());
            json.writeNumberField("bytes", file.bytes());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
