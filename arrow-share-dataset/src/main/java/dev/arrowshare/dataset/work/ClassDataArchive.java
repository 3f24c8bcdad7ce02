package dev.arrowshare.dataset.work;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.ipc.publish.RunFolder;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import net.jpountz.xxhash.XXHashFactory;

/**
 * Our classes in the form in which a JVM starts fastest, as a file that the JVM maps. It holds only our jars' classes, is made once for
 * these jars and this JDK, and is never needed: a JVM that finds it unfit goes on without.
 *
 * <p><b>Threads:</b> safe, also between processes: each makes a file of its own and renames it.
 */
final class ClassDataArchive {
    private static final long MAKING_SECONDS = 60;

    private final Path file;

    private ClassDataArchive(Path file) {
        this.file = file;
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
        return Optional.of(new ClassDataArchive(folder.resolve("classes-" + key() + ".jsa")));
    }

    /**
     * Makes the archive now, unless it is there: for an installation, whose runs may be too short to make it in the background.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Optional<ClassDataArchive> archive = in(RunFolder.home());
        if (archive.isPresent() && archive.get().made().isEmpty()) {
            archive.get().make();
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

    /** The file, if it has been made; noted as used, so that it is not taken for an old one. */
    Optional<Path> made() {
        return Files.isRegularFile(file) && OldArchives.noteUse(file) ? Optional.of(file) : Optional.empty();
    }

    /** Makes the file in the background, unless it is there. An unfinished one ends with this JVM. */
    void makeInBackground() {
        if (made().isEmpty()) {
            Thread maker = new Thread(this::makeQuietly, "arrow-share class-data archive");
            maker.setDaemon(true);
            maker.start();
        }
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
        try (RunFolder folder = RunFolder.createIn(Objects.requireNonNull(file.getParent()))) {
            make(folder.path());
        }
    }

    private void make(Path folder) throws IOException, InterruptedException {
        Path unfinished = folder.resolve("classes.jsa");
        Process maker = new ProcessBuilder(command(unfinished, folder))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Thread ending = new Thread(maker::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(ending);
        try {
            if (maker.waitFor(MAKING_SECONDS, TimeUnit.SECONDS) && maker.exitValue() == 0 && Files.exists(unfinished)) {
                sync(unfinished);
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                new OldArchives(file).delete();
            }
        } finally {
            maker.destroyForcibly().waitFor();
            Runtime.getRuntime().removeShutdownHook(ending);
        }
    }

    /** A JVM reads only the head of its archive before it maps the rest: one that lost its end with the power would kill each worker. */
    private static void sync(Path archive) throws IOException {
        try (FileChannel channel = FileChannel.open(archive, StandardOpenOption.WRITE)) {
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
