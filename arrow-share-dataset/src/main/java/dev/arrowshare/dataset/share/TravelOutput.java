package dev.arrowshare.dataset.share;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Java serialisation, with {@linkplain Forms other forms} for what it refuses; notes the classes that it writes. */
final class TravelOutput extends ObjectOutputStream {
    private final Set<Class<?>> classes = new LinkedHashSet<>();

    TravelOutput(OutputStream out) throws IOException {
        super(out);
        enableReplaceObject(true);
    }

    /** The classes that the other side must be able to load. */
    Set<Class<?>> classes() {
        return Collections.unmodifiableSet(classes);
    }

    @Override
    protected @Nullable Object replaceObject(@Nullable Object value) throws IOException {
        return value == null ? null : Forms.replace(value);
    }

    @Override
    protected void annotateClass(Class<?> type) {
        classes.add(type);
    }
}
