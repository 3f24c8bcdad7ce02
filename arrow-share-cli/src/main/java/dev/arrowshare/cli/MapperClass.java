package dev.arrowshare.cli;

import dev.arrowshare.dataset.BatchMapper;
import dev.arrowshare.error.ArrowShareException;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The class that {@code --map} names.
 *
 * @param type a {@link BatchMapper}
 */
record MapperClass(Class<? extends BatchMapper> type) {

    static MapperClass load(String map, List<Path> jars) {
        ClassLoader libraries = loaderOf(jars);
        return new MapperClass(
                map.endsWith(".java") ? compiled(Path.of(map), jars, libraries) : named(map, jars, libraries));
    }

    private static ClassLoader loaderOf(List<Path> jars) {
        ClassLoader ours = MapperClass.class.getClassLoader();
        if (jars.isEmpty()) {
            return ours;
        }
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            if (!Files.exists(jar)) {
                throw new ArrowShareException("--jar " + jar + ": no such file");
            }
            try {
                urls.add(jar.toAbsolutePath().toUri().toURL());
            } catch (MalformedURLException e) {
                throw new ArrowShareException("--jar " + jar + " cannot be written as a URL", e);
            }
        }
        return new URLClassLoader("--jar", urls.toArray(URL[]::new), ours);
    }

    private static Class<? extends BatchMapper> named(String name, List<Path> jars, ClassLoader loader) {
        try {
            Class<?> type = Class.forName(name, true, loader);
            if (!BatchMapper.class.isAssignableFrom(type)) {
                throw new ArrowShareException("--map " + name + ": the class is no " + BatchMapper.class.getName());
            }
            return type.asSubclass(BatchMapper.class);
        } catch (ClassNotFoundException e) {
            String where = jars.isEmpty() ? "; name its jar with --jar, or give a .java file" : " in --jar " + jars;
            throw new ArrowShareException("--map " + name + ": no such class" + where, e);
        }
    }

    private static Class<? extends BatchMapper> compiled(Path source, List<Path> jars, ClassLoader loader) {
        String classPath = jars.stream()
                .map(Path::toString)
                .collect(Collectors.joining(
                        File.pathSeparator, System.getProperty("java.class.path") + File.pathSeparator, ""));
        CompiledClasses classes = SourceCompiler.compile(source, classPath, loader);
        List<Class<? extends BatchMapper>> mappers = classes.assignableTo(BatchMapper.class);
        String simpleName = String.valueOf(source.getFileName()).replaceFirst("\\.java$", "");
        return mappers.stream()
                .filter(type -> type.getSimpleName().equals(simpleName) || mappers.size() == 1)
                .findFirst()
                .orElseThrow(() -> new ArrowShareException(source + ": "
                        + (mappers.isEmpty()
                                ? "no class in it is a " + BatchMapper.class.getName()
                                : "several classes are BatchMappers " + names(mappers) + ", none is called "
                                        + simpleName)));
    }

    private static List<String> names(List<Class<? extends BatchMapper>> types) {
        return types.stream().map(Class::getSimpleName).toList();
    }
}
