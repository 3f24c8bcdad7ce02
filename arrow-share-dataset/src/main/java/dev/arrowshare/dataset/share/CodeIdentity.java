package dev.arrowshare.dataset.share;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.InMemoryClasses;
import dev.arrowshare.dataset.SharedDataset;
import dev.arrowshare.parquet.ParquetSink;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The code that some classes stand for: their class files, and those of the classes that these refer to, as far as they lie in folders or
 * in memory, as code does that is being worked on. Of a jar, which is made anew when its code changes, name, length and time.
 *
 * <p>The JDK's code is not looked at, nor this library's, whose version counts. No lambdas here: a young JVM takes longer to make one than
 * for all the rest.
 *
 * <p><b>Threads:</b> one.
 */
final class CodeIdentity {
    private static final String JAR = "jar:";

    private final List<String> own = new ArrayList<>();
    private final Map<String, byte[]> found = new TreeMap<>();
    private final Set<String> seen = new HashSet<>();
    private final Queue<Reference> open = new ArrayDeque<>();

    /** @param isNeeded a class that another one names may be missing, if it is not used */
    private record Reference(String className, ClassLoader loader, boolean isNeeded) {}

    private CodeIdentity() {
        for (Class<?> type : new Class<?>[] {SharedDataset.class, Batch.class, ParquetSink.class}) {
            addOwn(type);
        }
    }

    /** What the URLs of all classes beside that one begin with. */
    private void addOwn(Class<?> type) {
        String resource = resource(type.getName());
        URL url = type.getClassLoader().getResource(resource);
        if (url != null && url.toString().endsWith(resource)) {
            own.add(url.toString().substring(0, url.toString().length() - resource.length()));
        }
    }

    /**
     * What is found, by names that are the same in each JVM.
     *
     * @param names of further classes, which one of those refers to by name
     * @throws IOException for a class whose code cannot be read
     */
    static Map<String, byte[]> of(Set<Class<?>> classes, Collection<String> names) throws IOException {
        CodeIdentity identity = new CodeIdentity();
        for (Class<?> type : classes) {
            identity.add(type, names);
        }
        for (Reference next = identity.open.poll(); next != null; next = identity.open.poll()) {
            identity.look(next);
        }
        return identity.found;
    }

    private void add(Class<?> type, Collection<String> names) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        ClassLoader loader = element.getClassLoader();
        if (loader != null && loader != ClassLoader.getPlatformClassLoader()) {
            add(new Reference(element.getName(), loader, true));
            for (String name : names) {
                add(new Reference(name, loader, true));
            }
        }
    }

    private void add(Reference reference) {
        if (seen.add(reference.className)) {
            open.add(reference);
        }
    }

    private void look(Reference reference) throws IOException {
        byte[] inMemory = inMemory(reference);
        if (inMemory != null) {
            follow(reference, inMemory);
            return;
        }
        URL url = reference.loader.getResource(resource(reference.className));
        if (url != null) {
            look(reference, url);
        } else if (reference.isNeeded) {
            throw new IOException("the code of " + reference.className + " is not to be found");
        }
    }

    private void look(Reference reference, URL url) throws IOException {
        if (url.getProtocol().equals("jrt") || isOwn(url.toString())) {
            return;
        }
        if (url.toString().startsWith(JAR)) {
            addJar(url.toString());
            return;
        }
        try (InputStream in = url.openStream()) {
            follow(reference, in.readAllBytes());
        }
    }

    private boolean isOwn(String url) {
        for (String place : own) {
            if (url.startsWith(place)) {
                return true;
            }
        }
        return false;
    }

    private static byte @Nullable [] inMemory(Reference reference) {
        for (ClassLoader loader = reference.loader; loader != null; loader = loader.getParent()) {
            if (loader instanceof InMemoryClasses classes) {
                byte[] bytes = classes.classBytes().get(reference.className);
                if (bytes != null) {
                    return bytes;
                }
            }
        }
        return null;
    }

    private void follow(Reference reference, byte[] classFile) throws IOException {
        found.put(reference.className, classFile);
        for (String name : ReferredClasses.of(classFile)) {
            if (!name.startsWith("java.")) {
                add(new Reference(name, reference.loader, false));
            }
        }
    }

    /** @param url {@code jar:file:/lib/model.jar!/model/Score.class} */
    private void addJar(String url) throws IOException {
        String file = url.substring(JAR.length(), url.indexOf("!/"));
        if (!seen.add(file)) {
            return;
        }
        if (!file.startsWith("file:")) {
            throw new IOException("the jar " + file + " is no file");
        }
        Path path = Path.of(URI.create(file));
        String facts = Files.size(path) + " bytes, " + Files.getLastModifiedTime(path);
        found.put("jar " + path.getFileName(), facts.getBytes(StandardCharsets.UTF_8));
    }

    private static String resource(String className) {
        return className.replace('.', '/') + ".class";
    }
}
