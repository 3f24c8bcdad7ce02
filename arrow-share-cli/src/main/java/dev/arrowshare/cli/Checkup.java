package dev.arrowshare.cli;

import dev.arrowshare.dataset.Workers;
import dev.arrowshare.ipc.publish.RunFolder;
import dev.arrowshare.memory.Allocators;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code doctor} looks at. */
final class Checkup {
    private static final long LITTLE_SPACE_BYTES = 1L << 30;
    private static final long FEW_OPEN_FILES = 1024;

    private final List<Finding> findings = new ArrayList<>();

    private Checkup() {}

    static List<Finding> ofThisMachine() {
        Checkup checkup = new Checkup();
        checkup.java();
        checkup.memory();
        checkup.openedPackage();
        checkup.folder("temporary files", RunFolder.home());
        checkup.folder("worker sockets", Path.of(System.getProperty("java.io.tmpdir")));
        checkup.workers();
        checkup.limits();
        checkup.platform();
        return checkup.findings;
    }

    private void java() {
        String state =
                Runtime.version() + ", " + System.getProperty("java.vm.name") + ", " + System.getProperty("java.home");
        boolean hasCompiler = javax.tools.ToolProvider.getSystemJavaCompiler() != null;
        findings.add(
                new Finding("Java", state, hasCompiler ? "" : "use a JDK: this Java has no compiler for --map X.java"));
    }

    private void memory() {
        try {
            Allocators.root().buffer(1).close();
            findings.add(Finding.well(
                    "Arrow memory",
                    "works; heap at most " + Figures.size(Runtime.getRuntime().maxMemory())
                            + " (column data lies outside of it)"));
        } catch (RuntimeException e) {
            findings.add(new Finding("Arrow memory", "does not work", String.valueOf(e.getMessage())));
        }
    }

    private void openedPackage() {
        boolean open = Object.class.getModule().isOpen("java.nio", Allocators.class.getModule());
        findings.add(Finding.well(
                "java.nio opened",
                open ? "yes" : "no; only the C Data Interface needs it: --add-opens=java.base/java.nio=ALL-UNNAMED"));
    }

    private void folder(String what, Path folder) {
        Path existing = folder;
        while (!Files.isDirectory(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        try {
            FileStore store = Files.getFileStore(existing);
            long free = store.getUsableSpace();
            String state = folder + " on " + store.type() + ", " + Figures.size(free) + " free";
            findings.add(new Finding(what, state, folderFix(existing, free)));
        } catch (IOException e) {
            findings.add(new Finding(
                    what, folder + ": " + e.getMessage(), "set ARROW_SHARE_DIR to a folder on a local disk"));
        }
    }

    private static String folderFix(Path folder, long free) {
        if (!Files.isWritable(folder)) {
            return folder + " is not writable: set ARROW_SHARE_DIR to a folder that is";
        }
        return free >= LITTLE_SPACE_BYTES
                ? ""
                : folder + " has little space: set ARROW_SHARE_DIR to a folder on a larger disk";
    }

    private void workers() {
        for (Workers.Support kind : Workers.supported()) {
            String state = kind.works() ? "works" : "does not work";
            String limits = kind.limits().isEmpty() ? "" : ", but " + String.join("; ", kind.limits());
            findings.add(new Finding(kind.kind(), state + limits, kind.whyNot().orElse("")));
        }
    }

    private void limits() {
        limit("Max open files")
                .ifPresent(value -> findings.add(new Finding(
                        "open files",
                        "at most " + value,
                        value < FEW_OPEN_FILES ? "raise the limit of open files: ulimit -n 4096" : "")));
        limit("Max address space")
                .ifPresent(value -> findings.add(new Finding(
                        "address space",
                        "at most " + Figures.size(value),
                        "files are mapped into address space: lift its limit with ulimit -v unlimited")));
    }

    /** A soft limit of this process on Linux, when there is one. */
    private static Optional<Long> limit(String name) {
        try {
            return Files.readAllLines(Path.of("/proc/self/limits")).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(name.length()).strip().split(" +", 2)[0])
                    .filter(soft -> !soft.equals("unlimited"))
                    .map(Long::valueOf)
                    .findFirst();
        } catch (IOException noLinux) {
            return Optional.empty();
        }
    }

    private void platform() {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        long cores = Runtime.getRuntime().availableProcessors();
        findings.add(Finding.well(
                "machine",
                system + ", " + Figures.count(cores, "core", "cores") + ", process "
                        + ManagementFactory.getRuntimeMXBean().getPid()));
    }
}
