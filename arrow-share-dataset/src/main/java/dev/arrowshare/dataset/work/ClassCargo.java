package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.InMemoryClasses;
import dev.arrowshare.error.MapperException;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The classes of a run's functions that a worker would not find on this JVM's class path: those in memory travel as bytes, jars of
 * other class loaders join the worker's class path.
 *
 * @param classBytes class files by binary name
 * @param files jars and folders
 */
public record ClassCargo(Map<String, byte[]> classBytes, Set<Path> files) {

    /** What a worker needs to load these classes and what they refer to. */
    public static ClassCargo of(Set<Class<?>> classes) {
        Set<ClassLoader> found = new HashSet<>();
        for (ClassLoader loader = ClassLoader.getSystemClassLoader(); loader != null; loader = loader.getParent()) {
            found.add(loader);
        }
        ClassCargo cargo = new ClassCargo(new TreeMap<>(), new LinkedHashSet<>());
        for (Class<?> type : classes) {
            cargo.add(type, found);
        }
        return cargo;
    }

    private void add(Class<?> type, Set<ClassLoader> found) {
        for (ClassLoader loader = type.getClassLoader();
                loader != null && found.add(loader);
                loader = loader.getParent()) {
            if (loader instanceof InMemoryClasses inMemory) {
                classBytes.putAll(inMemory.classBytes());
            } else if (loader instanceof URLClassLoader jars) {
                Arrays.stream(jars.getURLs()).map(OwnClasses::file).forEach(files::add);
            } else {
                throw new MapperException(
                        type.getName() + " cannot travel to a worker process: its class loader " + loader
                                + " is neither the class path's nor a URLClassLoader nor InMemoryClasses; use threads(n)");
            }
        }
    }

    public int bytes() {
        return Integer.BYTES
                + classBytes.entrySet().stream()
                        .mapToInt(
                                entry -> 2 * Integer.BYTES + 3 * entry.getKey().length() + entry.getValue().length)
                        .sum();
    }

    public void put(ByteBuffer to) {
        to.putInt(classBytes.size());
        classBytes.forEach((name, bytes) -> {
            Frame.put(to, name);
            Frame.put(to, bytes);
        });
    }

    /** A loader of the classes that {@link #put} wrote; the given one when there are none. */
    public static ClassLoader loader(ByteBuffer from, ClassLoader parent) {
        Map<String, byte[]> classes = new TreeMap<>();
        for (int left = from.getInt(); left > 0; left--) {
            classes.put(Frame.text(from), Frame.bytes(from));
        }
        return classes.isEmpty() ? parent : new CargoLoader(classes, parent);
    }

    private static final class CargoLoader extends ClassLoader implements InMemoryClasses {
        private final Map<String, byte[]> classes;

        CargoLoader(Map<String, byte[]> classes, ClassLoader parent) {
            super("in-memory classes", parent);
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }

        @Override
        public Map<String, byte[]> classBytes() {
            return classes;
        }
    }
}
