package dev.arrowshare.parquet;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A file system as a cloud's: reading takes a while before the first byte comes, channels have a position each and are for one thread,
 * nothing is renamed in one step, and there are no permissions or locks. It notes each request, and may fail.
 */
final class FarFiles extends FileSystem {
    /** One read of a channel. */
    record Request(long position, int bytes) {}

    private final FileSystem near = Jimfs.newFileSystem(
            Configuration.unix().toBuilder().setAttributeViews("basic").build());
    private final Provider provider = new Provider();
    private final List<Request> requests = new ArrayList<>();
    private final AtomicInteger running = new AtomicInteger();
    private final Duration delay;
    private int mostAtOnce;
    private int channels;
    private volatile int failingReads = Integer.MAX_VALUE;
    private volatile long failingWrites = Long.MAX_VALUE;

    FarFiles(Duration delay) {
        this.delay = delay;
    }

    synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    synchronized void forgetRequests() {
        requests.clear();
        mostAtOnce = 0;
        channels = 0;
    }

    synchronized int mostAtOnce() {
        return mostAtOnce;
    }

    synchronized int channels() {
        return channels;
    }

    /** All reads but so many first ones fail from now on. */
    void failReadsAfter(int count) {
        failingReads = requests().size() + count;
    }

    /** Writes fail once a file has so many bytes. */
    void failWritesAfter(long bytes) {
        failingWrites = bytes;
    }

    private synchronized void note(Request request) throws IOException {
        if (requests.size() >= failingReads) {
            throw new IOException("connection reset");
        }
        requests.add(request);
        mostAtOnce = Math.max(mostAtOnce, running.get());
    }

    private synchronized void noteChannel() {
        channels++;
    }

    private final class FarChannel implements SeekableByteChannel {
        private final SeekableByteChannel channel;
        private final AtomicInteger users = new AtomicInteger();

        FarChannel(SeekableByteChannel channel) {
            this.channel = channel;
            noteChannel();
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            if (users.getAndIncrement() != 0) {
                throw new IllegalStateException("two threads read from one channel");
            }
            running.incrementAndGet();
            try {
                note(new Request(channel.position(), target.remaining()));
                Thread.sleep(delay.toMillis());
                return channel.read(target);
            } catch (InterruptedException e) {
                throw new IOException(e);
            } finally {
                running.decrementAndGet();
                users.decrementAndGet();
            }
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (channel.position() + source.remaining() > failingWrites) {
                throw new IOException("quota of the bucket");
            }
            return channel.write(source);
        }

        @Override
        public long position() throws IOException {
            return channel.position();
        }

        @Override
        public SeekableByteChannel position(long newPosition) throws IOException {
            channel.position(newPosition);
            return this;
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public SeekableByteChannel truncate(long size) {
            throw new UnsupportedOperationException("truncate");
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** A path of the file system within, which says that it is of this one. */
    private Path far(Path path) {
        return (Path)
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Path.class}, new FarPath(path));
    }

    private static Path near(Object path) {
        return ((FarPath) Proxy.getInvocationHandler(path)).path;
    }

    private final class FarPath implements InvocationHandler {
        private final Path path;

        FarPath(Path path) {
            this.path = path;
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            return switch (method.getName()) {
                case "getFileSystem" -> FarFiles.this;
                case "equals" ->
                    arguments[0] != null
                            && Proxy.isProxyClass(arguments[0].getClass())
                            && path.equals(near(arguments[0]));
                case "iterator" -> {
                    List<Path> names = new ArrayList<>();
                    path.forEach(name -> names.add(far(name)));
                    yield names.iterator();
                }
                case "toFile" -> throw new UnsupportedOperationException("toFile");
                default -> delegate(method, arguments);
            };
        }

        private Object delegate(Method method, Object[] arguments) throws Throwable {
            Object[] within = arguments == null
                    ? null
                    : Arrays.stream(arguments)
                            .map(any -> any instanceof Path given ? near(given) : any)
                            .toArray();
            try {
                Object result = method.invoke(path, within);
                return result instanceof Path given ? far(given) : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }

    private final class Provider extends FileSystemProvider {
        @Override
        public String getScheme() {
            return "far";
        }

        @Override
        public SeekableByteChannel newByteChannel(
                Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
            if (options.contains(StandardOpenOption.READ) && options.contains(StandardOpenOption.WRITE)) {
                throw new UnsupportedOperationException("an object is read or written");
            }
            return new FarChannel(Files.newByteChannel(near(path), options, attributes));
        }

        @Override
        public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter)
                throws IOException {
            List<Path> paths = new ArrayList<>();
            try (Stream<Path> found = Files.list(near(folder))) {
                for (Path path : found.map(FarFiles.this::far).toList()) {
                    if (filter.accept(path)) {
                        paths.add(path);
                    }
                }
            }
            return new DirectoryStream<>() {
                @Override
                public Iterator<Path> iterator() {
                    return paths.iterator();
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void move(Path source, Path target, CopyOption... options) throws IOException {
            List<CopyOption> asked = List.of(options);
            if (asked.contains(StandardCopyOption.ATOMIC_MOVE)) {
                throw new AtomicMoveNotSupportedException(source.toString(), target.toString(), "objects are copied");
            }
            Files.move(near(source), near(target), options);
        }

        @Override
        public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
            Files.createDirectory(near(folder), attributes);
        }

        @Override
        public void delete(Path path) throws IOException {
            Files.delete(near(path));
        }

        @Override
        public void copy(Path source, Path target, CopyOption... options) throws IOException {
            Files.copy(near(source), near(target), options);
        }

        @Override
        public boolean isSameFile(Path one, Path other) throws IOException {
            return Files.isSameFile(near(one), near(other));
        }

        @Override
        public boolean isHidden(Path path) throws IOException {
            return Files.isHidden(near(path));
        }

        @Override
        public void checkAccess(Path path, AccessMode... modes) throws IOException {
            near.provider().checkAccess(near(path), modes);
        }

        @Override
        public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
            return Files.getFileAttributeView(near(path), type, options);
        }

        @Override
        public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
                throws IOException {
            return Files.readAttributes(near(path), type, options);
        }

        @Override
        public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
                throws IOException {
            return Files.readAttributes(near(path), attributes, options);
        }

        @Override
        public FileStore getFileStore(Path path) {
            throw new UnsupportedOperationException("getFileStore");
        }

        @Override
        public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
            throw new UnsupportedOperationException("setAttribute");
        }

        @Override
        public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
            throw new UnsupportedOperationException("newFileSystem");
        }

        @Override
        public FileSystem getFileSystem(URI uri) {
            throw new UnsupportedOperationException("getFileSystem");
        }

        @Override
        public Path getPath(URI uri) {
            throw new UnsupportedOperationException("getPath");
        }
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() throws IOException {
        near.close();
    }

    @Override
    public boolean isOpen() {
        return near.isOpen();
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        List<Path> roots = new ArrayList<>();
        near.getRootDirectories().forEach(root -> roots.add(far(root)));
        return roots;
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic");
    }

    @Override
    public Path getPath(String first, String... more) {
        return far(near.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        PathMatcher matcher = near.getPathMatcher(syntaxAndPattern);
        return path -> matcher.matches(near(path));
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException("getUserPrincipalLookupService");
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException("newWatchService");
    }
}
