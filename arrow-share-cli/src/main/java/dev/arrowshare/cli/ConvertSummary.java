package dev.arrowshare.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.arrowshare.parquet.SkippedFile;
import dev.arrowshare.parquet.SkippedRows;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code convert} says when it is done: as text only what was left out, since all else is in the file.
 *
 * @param rows that were written
 */
record ConvertSummary(Path in, Path out, long rows, SkippedRows skipped, List<SkippedFile> skippedFiles) {
    void print(PrintWriter to, boolean json) {
        if (json) {
            to.println(json());
            return;
        }
        if (!skipped.equals(SkippedRows.NONE)) {
            to.println("skipped: " + skipped.describe());
        }
        skippedFiles.forEach(file -> to.println("skipped " + file.describe()));
    }

    private String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeStringField("input", in.toString());
            json.writeStringField("output", out.toString());
            json.writeNumberField("rows", rows);
            json.writeObjectFieldStart("skipped");
            json.writeNumberField("rows", skipped.rows());
            json.writeNumberField("files", skipped.files());
            json.writeNumberField("row groups", skipped.rowGroups());
            json.writeNumberField("pages", skipped.pages());
            json.writeEndObject();
            json.writeArrayFieldStart("skipped files");
            for (SkippedFile file : skippedFiles) {
                json.writeStartObject();
                json.writeStringField("path", file.path().toString());
                json.writeStringField("cause", file.cause());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
