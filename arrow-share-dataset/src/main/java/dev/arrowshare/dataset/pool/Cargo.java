package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.work.ClassCargo;
import dev.arrowshare.dataset.work.Frame;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Set;

/** The classes of a function on their way to a process that runs already: jars by their path, those in memory as bytes. */
final class Cargo {
    private Cargo() {}

    static byte[] of(Set<Class<?>> classes) {
        ClassCargo cargo = ClassCargo.of(classes);
        String files =
                String.join("\n", cargo.files().stream().map(Path::toString).toList());
        ByteBuffer to = ByteBuffer.allocate(cargo.bytes() + Integer.BYTES + 3 * files.length())
                .order(java.nio.ByteOrder.LITTLE_ENDIAN);
        Frame.put(to, files.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        cargo.put(to);
        byte[] bytes = new byte[to.flip().remaining()];
        to.get(bytes);
        return bytes;
    }

    /** A loader of the classes that {@link #of} wrote; the given one when there are none. */
    static ClassLoader loader(ByteBuffer from, ClassLoader parent) throws MalformedURLException {
        String files = Frame.text(from);
        ClassLoader below = parent;
        if (!files.isEmpty()) {
            String[] paths = files.split("\n", -1);
            URL[] urls = new URL[paths.length];
            for (int i = 0; i < paths.length; i++) {
                urls[i] = Path.of(paths[i]).toUri().toURL();
            }
            below = new URLClassLoader("jars of a function", urls, parent);
        }
        return ClassCargo.loader(from, below);
    }
}
