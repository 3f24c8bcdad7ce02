package dev.arrowshare.dataset.work;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.ipc.publish.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where worker processes that outlive a run have their folder and their socket: starts them one by one, at any time.
 *
 * <p><b>Threads:</b> safe.
 *
 * <p><b>Ownership:</b> closing it kills what still runs and deletes the folder.
 */
public final class WorkerHouse implements AutoCloseable {
    private final RunFolder folder;
    private final Token token = Token.random();
    private final Doorway doorway;
    private final WorkerCommand command;
    private final Optional<ClassDataArchive> archive;
    private final boolean hasArchive;
    private final Map<Integer, WorkerProcess> processes = new ConcurrentHashMap<>();
    private final AtomicInteger serial = new AtomicInteger();
    private final Thread atExit = new Thread(this::killAll, "arrow-share pool at exit");

    private WorkerHouse(RunFolder folder, WorkerJvm jvm, Set<Path> userClasses) throws IOException {
        this.folder = folder;
        this.archive = ClassDataArchive.in(RunFolder.home());
        Optional<Path> made = archive.flatMap(ClassDataArchive::made);
        this.hasArchive = made.isPresent();
        this.command = new WorkerCommand(folder.path(), jvm, userClasses, made);
        this.doorway = new Doorway(Greeting.socket(folder.path()), token, this::arrived);
    }

    /**
     * Makes the folder and the socket; no process is started yet.
     *
     * @param userClasses jars and folders behind those of this process's class path
     */
    public static WorkerHouse open(WorkerJvm jvm, Set<Path> userClasses) {
        RunFolder folder = RunFolder.create();
        try {
            WorkerHouse house = new WorkerHouse(folder, jvm, userClasses);
            Runtime.getRuntime().addShutdownHook(house.atExit);
            return house;
        } catch (IOException e) {
            folder.close();
            throw new ArrowShareException("cannot make the socket of worker processes: " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            folder.close();
            throw e;
        }
    }

    private void arrived(int worker, ControlChannel channel) {
        WorkerProcess process = processes.get(worker);
        if (process != null) {
            process.connected(channel);
        }
    }

    /**
     * A new worker process; its {@link WorkerProcess#channel} is waited for.
     *
     * @param before a command that the worker's becomes the arguments of
     */
    public WorkerProcess start(List<String> before) {
        int number = serial.getAndIncrement();
        try {
            long begun = System.nanoTime();
            WorkerProcess process = new WorkerProcess(number, command.start(before), begun);
            processes.put(number, process);
            greet(process);
            if (!hasArchive) {
                archive.ifPresent(ClassDataArchive::makeInBackground);
            }
            return process;
        } catch (IOException e) {
            throw new ArrowShareException("cannot start a worker process: " + e.getMessage(), e);
        }
    }

    private void greet(WorkerProcess process) {
        try {
            process.greet(new Greeting(token, process.number(), folder.path()));
        } catch (IOException e) {
            // It has ended already: who waits for its channel is told why.
        }
    }

    /** The house's own, which goes with it. */
    public Path folder() {
        return folder.path();
    }

    /** Forgets a process that has ended. */
    public void ended(WorkerProcess process) {
        processes.remove(process.number());
    }

    private void killAll() {
        processes.values().forEach(WorkerProcess::kill);
    }

    @Override
    public void close() {
        killAll();
        try {
            doorway.close();
        } catch (IOException e) {
            throw new ArrowShareException("cannot close the socket of worker processes: " + e.getMessage(), e);
        } finally {
            folder.close();
            forgetExit();
        }
    }

    private void forgetExit() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is ending: the hook runs, and finds nothing to do.
        }
    }
}
