package dev.arrowshare.dataset.share;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * The other end of {@link TravelOutput}. Any class may come out, so it reads only what a process of our own run has written: the
 * caller has checked its token.
 */
final class TravelInput extends ObjectInputStream {
    private static final long DEPTH = 2_000;

    private final ClassLoader loader;

    TravelInput(InputStream in, ClassLoader loader, long bytes) throws IOException {
        super(in);
        this.loader = loader;
        enableResolveObject(true);
        // No array can be larger than the message that holds it: a damaged length fails here, not in the allocator.
        setObjectInputFilter(ObjectInputFilter.Config.createFilter(
                "maxdepth=" + DEPTH + ";maxarray=" + bytes + ";maxbytes=" + bytes));
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
        try {
            return Class.forName(description.getName(), false, loader);
        } catch (ClassNotFoundException e) {
            return super.resolveClass(description);
        }
    }

    @Override
    protected Class<?> resolveProxyClass(String[] names) throws ClassNotFoundException {
        Class<?>[] interfaces = new Class<?>[names.length];
        for (int i = 0; i < names.length; i++) {
            interfaces[i] = Class.forName(names[i], false, loader);
        }
        return Proxy.newProxyInstance(loader, interfaces, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.toString());
                })
                .getClass();
    }

    @Override
    protected @Nullable Object resolveObject(@Nullable Object value) throws IOException {
        return value instanceof Forms.Form form ? form.restore() : value;
    }
}
