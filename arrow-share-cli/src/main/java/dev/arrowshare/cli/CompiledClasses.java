package dev.arrowshare.cli;

import dev.arrowshare.dataset.InMemoryClasses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Classes that exist only in memory, and travel to worker processes as bytes. */
final class CompiledClasses extends ClassLoader implements InMemoryClasses {
    private final Map<String, byte[]> classes;

    CompiledClasses(Map<String, byte[]> classes, ClassLoader parent) {
        super("compiled", parent);
        this.classes = classes;
    }

    @Override
    public Map<String, byte[]> classBytes() {
        return classes;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = classes.get(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    <T> List<Class<? extends T>> assignableTo(Class<T> type) {
        List<Class<? extends T>> found = new ArrayList<>();
        for (String name : classes.keySet()) {
            try {
                Class<?> candidate = loadClass(name);
                if (type.isAssignableFrom(candidate)) {
                    found.add(candidate.asSubclass(type));
                }
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException("compiled, but not found: " + name, e);
            }
        }
        return found;
    }
}
