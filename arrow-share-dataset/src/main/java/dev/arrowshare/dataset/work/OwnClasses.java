package dev.arrowshare.dataset.work;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where this library's classes and those that it depends on came from: jars, one jar of everything, or folders. */
final class OwnClasses {
    /** A class of each jar that workers use; found as files, since loading them here would cost time for nothing. */
    private static final List<String> ONE_OF_EACH = List.of(
            "dev.arrowshare.dataset.work.WorkerMain",
            "dev.arrowshare.ipc.ArrowFile",
            "dev.arrowshare.parquet.ParquetSink",
            "dev.arrowshare.batch.Batch",
            "org.apache.arrow.vector.FieldVector",
            "org.apache.arrow.memory.BufferAllocator",
            "org.apache.arrow.memory.netty.DefaultAllocationManagerFactory",
            "org.apache.arrow.memory.patch.ArrowByteBufAllocator",
            "org.apache.arrow.flatbuf.Schema",
            "com.google.flatbuffers.FlatBufferBuilder",
            "io.netty.buffer.ByteBuf",
            "io.netty.util.ReferenceCounted",
            "org.slf4j.Logger",
            "com.fasterxml.jackson.databind.ObjectMapper",
            "com.fasterxml.jackson.core.JsonFactory",
            "com.fasterxml.jackson.annotation.JsonProperty",
            "com.fasterxml.jackson.datatype.jsr310.JavaTimeModule",
            "org.apache.commons.codec.binary.Hex",
            "org.apache.parquet.hadoop.ParquetFileWriter",
            "org.apache.parquet.column.ParquetProperties",
            "org.apache.parquet.bytes.BytesInput",
            "org.apache.parquet.format.FileMetaData",
            "net.jpountz.xxhash.XXHash64",
            "com.github.luben.zstd.Zstd",
            "org.xerial.snappy.Snappy");

    private OwnClasses() {}

    /** The entries for a class path, in an order that depends on nothing. */
    static List<String> path() {
        return Entries.FOUND;
    }

    /** Found once: some twenty jars are opened for it. */
    private static final class Entries {
        static final List<String> FOUND = List.copyOf(find());
    }

    private static List<String> find() {
        Set<String> entries = new LinkedHashSet<>();
        for (String name : ONE_OF_EACH) {
            Path location = location(name);
            if (location != null) {
                entries.add(location.toString());
            }
        }
        return new ArrayList<>(entries);
    }

    /** Whether all are jars: a JVM makes class-data archives of nothing else. */
    static boolean areJars() {
        return path().stream().map(Path::of).allMatch(Files::isRegularFile);
    }

    private static @Nullable Path location(String className) {
        String resource = className.replace('.', '/') + ".class";
        ClassLoader loader = OwnClasses.class.getClassLoader();
        URL url = loader == null ? ClassLoader.getSystemResource(resource) : loader.getResource(resource);
        return url == null ? null : container(url, resource);
    }

    /** {@code jar:file:/a/b.jar!/x/Y.class} or {@code file:/a/classes/x/Y.class}. */
    private static @Nullable Path container(URL url, String resource) {
        String text = url.toString();
        if (text.startsWith("jar:file:")) {
            return Path.of(URI.create(text.substring("jar:".length(), text.indexOf("!/"))));
        }
        if (text.startsWith("file:")) {
            return Path.of(URI.create(text.substring(0, text.length() - resource.length())));
        }
        return null;
    }

    /** The file or folder that a class loader's URL names. */
    static Path file(URL url) {
        try {
            return Path.of(url.toURI()).toAbsolutePath();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not the URL of a file: " + url, e);
        }
    }
}
