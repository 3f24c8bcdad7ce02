package dev.arrowshare.cli;

import dev.arrowshare.dataset.BatchMapper;
import dev.arrowshare.dataset.SharedDataset;
import dev.arrowshare.error.ArrowShareException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A worker function whose components were set from the command line.
 *
 * @param datasets what was opened for it, closed with it
 */
record MapperRecord(BatchMapper mapper, List<SharedDataset> datasets) implements AutoCloseable {

    /** Makes an instance; {@code values} must name each component of the record, and nothing else. */
    static MapperRecord create(Class<? extends BatchMapper> type, Map<String, String> values, CommandSpec spec) {
        RecordComponent[] components = type.isRecord() ? type.getRecordComponents() : new RecordComponent[0];
        WrongUse.in(spec, () -> requireNames(type, components, values));
        List<SharedDataset> datasets = new ArrayList<>();
        try {
            Object[] arguments = new Object[components.length];
            for (int i = 0; i < components.length; i++) {
                arguments[i] =
                        value(components[i], String.valueOf(values.get(components[i].getName())), spec, datasets);
            }
            return new MapperRecord(construct(type, components, arguments), datasets);
        } catch (RuntimeException e) {
            datasets.forEach(SharedDataset::close);
            throw e;
        }
    }

    private static Object value(
            RecordComponent component, String text, CommandSpec spec, List<SharedDataset> datasets) {
        if (component.getType() == SharedDataset.class) {
            SharedDataset dataset = open(Path.of(text));
            datasets.add(dataset);
            return dataset;
        }
        Object[] parsed = new Object[1];
        WrongUse.in(spec, () -> parsed[0] = ComponentValue.parse(component, text));
        return parsed[0];
    }

    private static SharedDataset open(Path file) {
        return FileKind.of(file) == FileKind.ARROW ? SharedDataset.open(file) : SharedDataset.fromParquet(file);
    }

    private static void requireNames(Class<?> type, RecordComponent[] components, Map<String, String> values) {
        List<String> names =
                Arrays.stream(components).map(RecordComponent::getName).toList();
        String described = type.getSimpleName() + " has "
                + (components.length == 0 ? "no components" : "the components " + describe(components));
        for (String given : values.keySet()) {
            if (!names.contains(given)) {
                throw new IllegalArgumentException("--set " + given + ": " + described);
            }
        }
        for (String name : names) {
            if (!values.containsKey(name)) {
                throw new IllegalArgumentException("--set " + name + "=… is missing: " + described);
            }
        }
    }

    private static String describe(RecordComponent[] components) {
        return Arrays.stream(components)
                .map(component -> component.getType().getSimpleName() + " " + component.getName())
                .collect(Collectors.joining(", "));
    }

    private static BatchMapper construct(
            Class<? extends BatchMapper> type, RecordComponent[] components, Object[] arguments) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<? extends BatchMapper> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ArrowShareException("cannot make a " + type.getSimpleName() + ": " + cause.getMessage(), cause);
        } catch (ReflectiveOperationException e) {
            throw new ArrowShareException(
                    "--map " + type.getName() + ": neither a record nor a class with a constructor without arguments",
                    e);
        }
    }

    @Override
    public void close() {
        datasets.forEach(SharedDataset::close);
    }
}
