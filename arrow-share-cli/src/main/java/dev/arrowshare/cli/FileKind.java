package dev.arrowshare.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a file holds, by the end of its name. */
enum FileKind {
    PARQUET("Parquet", ".parquet"),
    ARROW("an Arrow file", ".arrow", ".feather"),
    STREAM("an Arrow stream", ".arrows");

    /** What pyarrow's examples, and others, put behind the name of an encrypted Parquet file. */
    private static final String ENCRYPTED = ".encrypted";

    private final String title;
    private final String extensions;

    FileKind(String title, String... extensions) {
        this.title = title;
        this.extensions = String.join(" or ", extensions);
    }

    static FileKind of(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        name = name.endsWith(".parquet" + ENCRYPTED) ? name.substring(0, name.length() - ENCRYPTED.length()) : name;
        String extension = name.substring(Math.max(name.lastIndexOf('.'), 0));
        for (FileKind kind : values()) {
            if (Arrays.asList(kind.extensions.split(" or ", -1)).contains(extension)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("cannot tell what '" + file + "' is by its name; names end in " + choice());
    }

    private static String choice() {
        return Arrays.stream(values())
                .map(kind -> kind.extensions + " for " + kind.title)
                .collect(Collectors.joining(", "));
    }
}
