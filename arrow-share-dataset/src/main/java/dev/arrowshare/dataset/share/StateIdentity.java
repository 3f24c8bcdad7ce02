package dev.arrowshare.dataset.share;

import dev.arrowshare.dataset.SharedDataset;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Objects as bytes that are the same in each JVM, where {@link TravelOutput}'s need not be: sets and maps without an order of their own are
 * written by their elements' hashes, since they lie as the JVM has drawn, and shared datasets by what they were made of.
 */
final class StateIdentity extends ObjectOutputStream {
    private final Set<Class<?>> classes = new LinkedHashSet<>();
    private final Set<String> names = new TreeSet<>();

    StateIdentity(OutputStream out) throws IOException {
        super(out);
        enableReplaceObject(true);
    }

    /** The classes of the objects. */
    Set<Class<?>> classes() {
        return classes;
    }

    /** Those in which method references and lambdas are written. */
    Set<String> names() {
        return names;
    }

    @Override
    protected void annotateClass(Class<?> type) {
        classes.add(type);
    }

    @Override
    protected @Nullable Object replaceObject(@Nullable Object value) throws IOException {
        if (value instanceof SerializedLambda lambda) {
            names.add(lambda.getImplClass().replace('/', '.'));
            return lambda;
        }
        if (value instanceof SharedDataset dataset) {
            return new Unordered("dataset", List.of(dataset.ticket().fingerprint()));
        }
        Object seen = value == null ? null : unsealed(value);
        if (seen instanceof Map<?, ?> map && !(map instanceof SortedMap) && !(map instanceof LinkedHashMap)) {
            return unordered(
                    map,
                    map.entrySet().stream()
                            .map(entry -> new Object[] {entry.getKey(), entry.getValue()})
                            .toList());
        }
        if (seen instanceof Set<?> set && !(set instanceof SortedSet) && !(set instanceof LinkedHashSet)) {
            return unordered(set, set);
        }
        return value == null ? null : Forms.replace(value);
    }

    /** {@code Set.of} and its like show themselves to a stream in another form, whose order is that of this JVM. */
    private static Object unsealed(Object value) throws IOException {
        if (!value.getClass().getName().equals("java.util.CollSer")) {
            return value;
        }
        Travel.Packed packed = Travel.pack(value);
        ClassLoader loader = packed.classes().stream()
                .map(Class::getClassLoader)
                .filter(found -> found != null && found != ClassLoader.getPlatformClassLoader())
                .findFirst()
                .orElse(ClassLoader.getSystemClassLoader());
        try {
            return Travel.unpack(packed.bytes(), loader);
        } catch (ClassNotFoundException e) {
            throw new IOException(e);
        }
    }

    private Object unordered(Object holder, Collection<?> elements) throws IOException {
        if (!holder.getClass().getName().startsWith("java.util.")) {
            return Forms.replace(holder);
        }
        Set<String> hashes = new TreeSet<>();
        for (Object element : elements) {
            FunctionIdentity part = FunctionIdentity.of(element);
            classes.addAll(part.classes());
            names.addAll(part.names());
            hashes.add(part.state());
        }
        return new Unordered(holder.getClass().getName(), List.copyOf(hashes));
    }

    /** What stands for a set or a map. */
    private record Unordered(String type, List<String> hashes) implements Serializable {}
}
