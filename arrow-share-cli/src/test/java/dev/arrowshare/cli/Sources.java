package dev.arrowshare.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Worker functions as source files, for {@code --map}. */
final class Sources {
    private static final String IMPORTS = """
            import dev.arrowshare.batch.*;
            import dev.arrowshare.dataset.*;
            import java.nio.file.Path;
            import org.apache.arrow.vector.*;

            """;

    private Sources() {}

    /** Writes {@code NAME.java}: a record with those components, whose map method has that body and gets {@code batch}. */
    static Path record(Path folder, String name, String components, String body) {
        return write(folder, name, """
                record %s(%s) implements BatchMapper {
                    @Override
                    public Batch map(Batch batch) throws Exception {
                        %s
                    }
                }
                """.formatted(name, components, body));
    }

    static Path write(Path folder, String name, String text) {
        try {
            return Files.writeString(folder.resolve(name + ".java"), IMPORTS + text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
