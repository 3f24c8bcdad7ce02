package dev.arrowshare.dataset.work;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.ipc.publish.RunFolder;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import net.jpountz.xxhash.XXHashFactory;

/**
 * Our classes in the form in which a JVM starts fastest, as a file that the JVM maps. It holds only our jars' classes, is made once for
 * these jars and this JDK, and is never needed: a JVM that finds it unfit goes on without.
 *
 * <p>But a JVM looks only at the head of its archive, and dies of what is missing or wrong behind it. So a stamp of the contents is a part
 * of the file's name, and a file that does not bear it out is deleted rather than used.
 *
 * <p><b>Threads:</b> safe, also between processes: each makes a file of its own and renames it.
 */
final class ClassDataArchive {
    private static final long MAKING_SECONDS = 60;

    /** Keys of those that this JVM makes or has made: many short runs must not make it beside each other. */
    private static final Set<String> BEGUN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final String key;

    private ClassDataArchive(Path folder, String key) {
        this.folder = folder;
        this.key = key;
    }

    /**
     * The archive of this JVM's jars; empty when our classes lie in folders, which JVMs make no archives of.
     *
     * @param folder of the user's own, since a JVM trusts what it maps
     */
    static Optional<ClassDataArchive> in(Path folder) {
        if (!OwnClasses.areJars()) {
            return Optional.empty();
        }
        return Optional.of(new ClassDataArchive(folder, "classes-" + key() + "-"));
    }

    /**
     * Makes the archive now, unless it is there: for an installation, whose runs may be too short to make it in the background.
     *
     * @param arguments none
     * @throws ArrowShareException if none can be made
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Optional<ClassDataArchive> archive = in(RunFolder.home());
        if (archive.isPresent()) {
            archive.get().makeOnce();
        }
    }

    /** Makes the file now, unless it is there; and this JVM makes none in the background. */
    private void makeOnce() throws IOException, InterruptedException {
        BEGUN.add(key);
        if (made().isEmpty()) {
            make();
        }
    }

    /** Whatever the archive depends on, in two parts: JVM, flags and where the jars lie; which jars lie there now. */
    private static String key() {
        StringBuilder place = new StringBuilder(System.getProperty("java.home"));
        place.append(Runtime.version()).append(System.getProperty("java.vm.name"));
        place.append(WorkerCommand.jvmFlags());
        StringBuilder jars = new StringBuilder();
        try {
            for (String entry : OwnClasses.path()) {
                Path jar = Path.of(entry);
                place.append('\n').append(jar);
                jars.append('\n').append(Files.size(jar)).append(Files.getLastModifiedTime(jar));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read our own jars", e);
        }
        return hash(place) + "-" + hash(jars);
    }

    private static String hash(CharSequence text) {
        ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of()
                .toHexDigits(XXHashFactory.fastestJavaInstance().hash64().hash(bytes, 0));
    }

    /** The file, if it has been made and is whole; noted as used, so that it is not taken for an old one. */
    Optional<Path> made() {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, key + "*.jsa")) {
            for (Path file : files) {
                if (isWhole(file) && OldArchives.noteUse(file)) {
                    return Optional.of(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Workers start without it, more slowly.
        }
        return Optional.empty();
    }

    private static boolean isWhole(Path file) throws IOException {
        String name = file.getFileName().toString();
        if (name.endsWith("-" + ContentStamp.of(file) + ".jsa")) {
            return true;
        }
        Files.deleteIfExists(file);
        return false;
    }

    /** Makes the file in the background, once a JVM. An unfinished one ends with this JVM. */
    void makeInBackground() {
        if (!BEGUN.add(key)) {
            return;
        }
        Thread maker = new Thread(this::makeQuietly, "arrow-share class-data archive");
        maker.setDaemon(true);
        maker.start();
    }

    private void makeQuietly() {
        try {
            make();
        } catch (IOException | ArrowShareException | IllegalStateException e) {
            // No space, say, or this JVM is ending. Workers start more slowly without it, and the next run tries again:
            // nothing that a user must hear of.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Makes the file and waits for it. The folder in which that happens is this process's, not the maker's, so that it goes when this JVM
     * ends and kills the maker.
     */
    void make() throws IOException, InterruptedException {
        try (RunFolder own = RunFolder.createIn(folder)) {
            makeIn(own.path());
        }
    }

    private void makeIn(Path own) throws IOException, InterruptedException {
        Path unfinished = own.resolve("classes.jsa");
        Path said = own.resolve("said");
        Process maker = new ProcessBuilder(command(unfinished, own))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        Thread ending = new Thread(maker::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(ending);
        try {
            if (!maker.waitFor(MAKING_SECONDS, TimeUnit.SECONDS)) {
                throw failed("is still running after " + MAKING_SECONDS + " s", said);
            }
            if (maker.exitValue() != 0 || !Files.exists(unfinished)) {
                throw failed("ended with exit code " + maker.exitValue(), said);
            }
            publish(unfinished);
        } finally {
            maker.destroyForcibly().waitFor();
            Runtime.getRuntime().removeShutdownHook(ending);
        }
    }

    private static ArrowShareException failed(String how, Path said) throws IOException {
        String words = new String(Files.readAllBytes(said), StandardCharsets.UTF_8).strip();
        return new ArrowShareException("cannot make the class-data archive of workers: the JVM that makes it " + how
                + (words.isEmpty() ? "" : ", and said:\n" + words));
    }

    private void publish(Path unfinished) throws IOException {
        Path file = folder.resolve(key + ContentStamp.of(unfinished) + ".jsa");
        sync(unfinished);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        new OldArchives(file).delete();
    }

    /** Else the stamp could outlive the contents when the power goes. Opened for reading, since JDK 17 makes read-only archives. */
    private static void sync(Path archive) throws IOException {
        try (FileChannel channel = FileChannel.open(archive)) {
            channel.force(true);
        }
    }

    private static List<String> command(Path target, Path folder) {
        List<String> command = new ArrayList<>();
        command.add(WorkerCommand.java().toString());
        command.addAll(WorkerCommand.jvmFlags());
        command.add("-XX:ArchiveClassesAtExit=" + target);
        command.add("-cp");
        command.add(String.join(File.pathSeparator, OwnClasses.path()));
        command.add(WorkerRehearsal.class.getName());
        command.add(folder.toString());
        return command;
    }
}
