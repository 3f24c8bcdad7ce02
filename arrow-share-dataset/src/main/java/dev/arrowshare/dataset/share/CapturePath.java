package dev.arrowshare.dataset.share;

import java.io.Serializable;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The way from a function to what it holds that cannot travel: {@code TipShare.cache → java.lang.Thread}. Follows, from the function
 * down, whichever part fails on its own, until something is not serializable itself.
 */
final class CapturePath {
    private final Predicate<Object> travels;
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private CapturePath(Predicate<Object> travels) {
        this.travels = travels;
    }

    static String of(Object root, Predicate<Object> travels) {
        return new CapturePath(travels).from(root);
    }

    private String from(Object root) {
        StringBuilder path = new StringBuilder(name(root));
        Object at = root;
        Part next = culprit(at);
        while (next != null) {
            path.append(next.step());
            at = next.value();
            next = culprit(at);
        }
        return at == root ? path.toString() : path + " → " + typeName(at);
    }

    private @Nullable Part culprit(Object holder) {
        seen.add(holder);
        // Whatever its parts, it is not made to travel: the user will not look further.
        boolean madeToTravel = holder instanceof Serializable || holder instanceof Optional;
        if (!madeToTravel) {
            return null;
        }
        for (Map.Entry<String, Object> part : parts(holder).entrySet()) {
            Object value = part.getValue();
            if (!seen.contains(value) && !travels.test(value)) {
                return new Part(part.getKey(), value);
            }
        }
        return null;
    }

    private static Map<String, Object> parts(Object holder) {
        Map<String, Object> parts = new LinkedHashMap<>();
        if (holder instanceof Object[]) {
            for (int i = 0; i < Array.getLength(holder); i++) {
                put(parts, "[" + i + "]", Array.get(holder, i));
            }
        } else if (holder instanceof Collection<?> elements) {
            int i = 0;
            for (Object element : elements) {
                put(parts, "[" + i++ + "]", element);
            }
        } else if (holder instanceof Map<?, ?> entries) {
            entries.forEach((key, value) -> put(parts, "[" + key + "]", value));
            entries.keySet().forEach(key -> put(parts, ".keySet(" + key + ")", key));
        } else if (holder instanceof Optional<?> optional) {
            optional.ifPresent(value -> put(parts, ".get()", value));
        } else {
            fields(holder, parts);
        }
        return parts;
    }

    private static void fields(Object holder, Map<String, Object> parts) {
        for (Class<?> type = holder.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                int modifiers = field.getModifiers();
                boolean carried = !Modifier.isStatic(modifiers) && !Modifier.isTransient(modifiers);
                // What may not be looked into is the JDK's own: its fields tell a user nothing.
                if (carried && !field.getType().isPrimitive() && field.trySetAccessible()) {
                    put(parts, "." + field.getName(), read(field, holder));
                }
            }
        }
    }

    private static @Nullable Object read(Field field, Object holder) {
        try {
            return field.get(holder);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("field " + field + " was made accessible and is not", e);
        }
    }

    private static void put(Map<String, Object> parts, String step, @Nullable Object value) {
        if (value != null) {
            parts.putIfAbsent(step, value);
        }
    }

    private static String name(Object root) {
        String name = root.getClass().getName();
        String simple = name.substring(name.lastIndexOf('.') + 1);
        return isLambda(name) ? "lambda of " + simple.substring(0, simple.indexOf("$$Lambda")) : simple;
    }

    private static String typeName(Object value) {
        String name = value.getClass().getTypeName();
        return isLambda(name) ? "lambda of " + name.substring(0, name.indexOf("$$Lambda")) : name;
    }

    private static boolean isLambda(String className) {
        return className.contains("$$Lambda");
    }

    private record Part(String step, Object value) {}
}
