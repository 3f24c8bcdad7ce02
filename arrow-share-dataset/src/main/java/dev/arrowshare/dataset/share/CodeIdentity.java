package dev.arrowshare.dataset.share;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.InMemoryClasses;
import dev.arrowshare.dataset.SharedDataset;
import dev.arrowshare.parquet.ParquetSink;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The code that some classes stand for: their class files, and those of the classes that these refer to, as far as they lie in folders or
 * in memory, as code does that is being worked on. Of a jar, which is made anew when its code changes, name, length and time.
 *
 * <p>The JDK's code is not looked at, nor this library's, whose version counts.
 *
 * <p><b>Threads:</b> one.
 */
final class CodeIdentity {
    private static final List<String> OWN = Stream.of(SharedDataset.class, Batch.class, ParquetSink.class)
            .map(CodeIdentity::location)
            .flatMap(Optional::stream)
            .toList();

    private final Map<String, byte[]> found = new TreeMap<>();
    private final Queue<Reference> open = new ArrayDeque<>();

    private record Reference(String className, ClassLoader loader) {}

    private CodeIdentity() {}

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
        if (loader != null && !isOfJdk(loader)) {
            open.add(new Reference(element.getName(), loader));
            names.forEach(name -> open.add(new Reference(name, loader)));
        }
    }

    private static boolean isOfJdk(ClassLoader loader) {
        return loader == ClassLoader.getPlatformClassLoader();
    }

    private void look(Reference reference) throws IOException {
        String name = reference.className;
        if (found.containsKey(name)) {
            return;
        }
        byte[] inMemory = inMemory(reference);
        if (inMemory != null) {
            follow(reference, inMemory);
            return;
        }
        URL url = reference.loader.getResource(resource(name));
        if (url == null) {
            throw new IOException("the code of " + name + " is not to be found");
        }
        if (url.getProtocol().equals("jrt") || OWN.stream().anyMatch(url.toString()::startsWith)) {
            return;
        }
        URLConnection connection = url.openConnection();
        if (connection instanceof JarURLConnection jar) {
            addJar(jar);
        } else {
            try (InputStream in = url.openStream()) {
                follow(reference, in.readAllBytes());
            }
        }
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
            if (!name.startsWith("java.") && !found.containsKey(name)) {
                ClassLoader loader = reference.loader;
                if (inMemory(new Reference(name, loader)) != null || loader.getResource(resource(name)) != null) {
                    open.add(new Reference(name, loader));
                }
            }
        }
    }

    private void addJar(JarURLConnection jar) throws IOException {
        URL file = jar.getJarFileURL();
        if (!file.getProtocol().equals("file")) {
            throw new IOException("the jar " + file + " is no file");
        }
        Path path = file(file);
        String facts = Files.size(path) + " bytes, " + Files.getLastModifiedTime(path);
        found.put("jar " + path.getFileName(), facts.getBytes(StandardCharsets.UTF_8));
    }

    private static Path file(URL url) throws IOException {
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IOException("the jar " + url + " has no path", e);
        }
    }

    private static String resource(String className) {
        return className.replace('.', '/') + ".class";
    }

    /** What the URLs of all classes beside that one begin with. */
    private static Optional<String> location(Class<?> type) {
        String resource = resource(type.getName());
        return Optional.ofNullable(type.getClassLoader().getResource(resource))
                .map(URL::toString)
                .filter(url -> url.endsWith(resource))
                .map(url -> url.substring(0, url.length() - resource.length()));
    }
}
