package dev.arrowshare.dataset.share;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.BatchMapper;
import dev.arrowshare.dataset.InMemoryClasses;
import dev.arrowshare.testing.ChildJvm;
import java.io.IOException;
import java.io.Serializable;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionIdentityTest {
    @TempDir
    Path folder;

    /** What a function may hold, in whatever order the JVM has it. */
    record Holding(Set<TimeUnit> units, Map<TimeUnit, Set<String>> map, Optional<Path> path, List<Object> more)
            implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            return batch;
        }
    }

    private interface Named extends BatchMapper, Serializable {}

    private static Named lambda(Map<String, Integer> captured) {
        return batch -> batch.slice(0, captured.size());
    }

    private static List<Object> functions() {
        Set<TimeUnit> units = new HashSet<>(List.of(TimeUnit.values()));
        Map<TimeUnit, Set<String>> map = new HashMap<>();
        units.forEach(unit -> map.put(unit, Set.of("a", "b", "c", unit.name())));
        List<Object> more =
                new ArrayList<>(List.of(new EnumMap<>(map), new TreeMap<>(Map.of("k", Map.of(1, 2, 3, 4)))));
        Named methodReference = FunctionIdentityTest::same;
        return List.of(
                new Holding(units, map, Optional.of(Path.of("model.bin")), more),
                lambda(Map.of("one", 1, "two", 2, "three", 3, "four", 4)),
                methodReference);
    }

    private static Batch same(Batch batch) {
        return batch;
    }

    /** What another JVM prints. */
    static final class Main {
        public static void main(String[] arguments) throws IOException {
            for (Object function : functions()) {
                System.out.println(FunctionIdentity.of(function).withCode());
            }
        }
    }

    @Test
    void aFunctionIsTheSameInAnotherJvm() throws IOException, InterruptedException {
        List<String> here = new ArrayList<>();
        for (Object function : functions()) {
            here.add(FunctionIdentity.of(function).withCode());
        }
        ChildJvm.Result other = ChildJvm.run(Main.class);
        assertEquals(String.join("\n", here), other.stdout().strip(), other.stderr());
        assertEquals(3, Set.copyOf(here).size());
    }

    @Test
    void whatItHasCapturedCounts() throws IOException {
        assertEquals(
                FunctionIdentity.of(lambda(Map.of("a", 1))).withCode(),
                FunctionIdentity.of(lambda(Map.of("a", 1))).withCode());
        assertNotEquals(
                FunctionIdentity.of(lambda(Map.of("a", 1))).withCode(),
                FunctionIdentity.of(lambda(Map.of("a", 2))).withCode());
        assertNotEquals(
                FunctionIdentity.of(Set.of("a")).state(),
                FunctionIdentity.of(Set.of("b")).state());
        assertNotEquals(
                FunctionIdentity.of(List.of("a", "b")).state(),
                FunctionIdentity.of(List.of("b", "a")).state());
    }

    @Test
    void whatCannotBeSerialisedHasNone() {
        Thread captured = Thread.currentThread();
        Named function = batch -> captured.isAlive() ? batch : batch.slice(0, 0);
        IOException refused = assertThrows(IOException.class, () -> FunctionIdentity.of(function));
        assertTrue(refused.toString().contains("java.lang.Thread"), refused.toString());
    }

    /** A function whose helper is another class, in a folder and in memory. */
    @Test
    void itsCodeCountsAndThatOfClassesThatItUses() throws Exception {
        List<String> folders = new ArrayList<>();
        List<String> memories = new ArrayList<>();
        for (String factor : List.of("2", "2", "3")) {
            Map<String, byte[]> classes = compiled(factor);
            memories.add(FunctionIdentity.of(function(new Memory(classes))).withCode());
        }
        assertEquals(memories.get(0), memories.get(1));
        assertNotEquals(memories.get(0), memories.get(2));
        for (String factor : List.of("2", "2", "3")) {
            compiled(factor);
            try (URLClassLoader loader = new URLClassLoader(
                    new URL[] {folder.toUri().toURL()}, FunctionIdentityTest.class.getClassLoader())) {
                folders.add(FunctionIdentity.of(function(loader)).withCode());
            }
        }
        assertEquals(folders.get(0), folders.get(1));
        assertNotEquals(folders.get(0), folders.get(2));
    }

    private static Object function(ClassLoader loader) throws ReflectiveOperationException {
        return loader.loadClass("Scale").getDeclaredConstructor().newInstance();
    }

    private Map<String, byte[]> compiled(String factor) throws IOException {
        Path source = folder.resolve("Scale.java");
        Files.writeString(source, """
                public class Scale implements java.io.Serializable {
                    private static final long serialVersionUID = 1L;
                    public int apply(int value) { return Factor.times(value); }
                }
                class Factor {
                    static int times(int value) { return value * %s; }
                }
                """.formatted(factor), StandardCharsets.UTF_8);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertEquals(0, compiler.run(null, null, null, "-d", folder.toString(), source.toString()));
        Map<String, byte[]> classes = new HashMap<>();
        for (String name : List.of("Scale", "Factor")) {
            classes.put(name, Files.readAllBytes(folder.resolve(name + ".class")));
        }
        return classes;
    }

    private static final class Memory extends ClassLoader implements InMemoryClasses {
        private final Map<String, byte[]> classes;

        Memory(Map<String, byte[]> classes) {
            super(FunctionIdentityTest.class.getClassLoader());
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

    @Test
    void allClassesOfAConstantPoolAreFound() throws IOException {
        String own = FunctionIdentityTest.class.getName();
        try (var in = FunctionIdentityTest.class.getResourceAsStream("FunctionIdentityTest.class")) {
            Set<String> names = ReferredClasses.of(in.readAllBytes());
            assertTrue(names.containsAll(List.of(own, own + "$Holding", "java.util.EnumMap")), names.toString());
            assertTrue(
                    Stream.of("[", "/", ";").noneMatch(part -> names.toString().contains(part + "L")),
                    names.toString());
        }
    }
}
