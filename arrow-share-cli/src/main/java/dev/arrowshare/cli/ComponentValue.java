package dev.arrowshare.cli;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;

/** The text of {@code --set name=text} as a value of the record component's type. */
final class ComponentValue {
    private static final Map<Class<?>, Function<String, Object>> PARSERS = Map.ofEntries(
            Map.entry(int.class, Integer::valueOf),
            Map.entry(Integer.class, Integer::valueOf),
            Map.entry(long.class, Long::valueOf),
            Map.entry(Long.class, Long::valueOf),
            Map.entry(float.class, Float::valueOf),
            Map.entry(Float.class, Float::valueOf),
            Map.entry(double.class, Double::valueOf),
            Map.entry(Double.class, Double::valueOf),
            Map.entry(boolean.class, ComponentValue::truth),
            Map.entry(Boolean.class, ComponentValue::truth),
            Map.entry(String.class, text -> text),
            Map.entry(Path.class, text -> Path.of(text).toAbsolutePath()));

    private ComponentValue() {}

    static Object parse(RecordComponent component, String text) {
        Class<?> type = component.getType();
        if (type.isEnum()) {
            return constant(component, text);
        }
        Function<String, Object> parser = PARSERS.get(type);
        if (parser == null) {
            throw new IllegalArgumentException("--set " + component.getName() + ": a " + type.getSimpleName()
                    + " cannot be given on a command line; int, long, float, double, boolean, String, Path, an enum and"
                    + " SharedDataset can");
        }
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "--set " + component.getName() + "=" + text + ": not a value of type " + type.getSimpleName(), e);
        }
    }

    private static Object truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static Object constant(RecordComponent component, String text) {
        Object[] constants = component.getType().getEnumConstants();
        return Arrays.stream(constants)
                .filter(constant -> ((Enum<?>) constant).name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "--set " + component.getName() + "=" + text + ": not one of " + Arrays.toString(constants)));
    }
}
