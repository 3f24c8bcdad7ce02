package dev.arrowshare.dataset.work;

/**
 * The workers of one run. The coordinator has one thread a worker, which deals it its tasks; a crew knows how to get a task to a worker
 * and the answer back, and nothing about order, windows, limits or sinks.
 *
 * <pre>{@code
 * crew.start(plan, agreement);
 * crew.send(0, task);                                // worker 0
 * try (Answer answer = crew.receive(0)) { … }        // blocks
 * CrewReport report = crew.finish();
 * crew.close();
 * }</pre>
 *
 * <p>What happens inside of a worker is {@link TaskRunner}'s, in a thread as in a process: a process has its own runner, its own {@link
 * dev.arrowshare.dataset.share.MappedInput} on the plan's input, and an agreement that asks the coordinator's.
 *
 * <p><b>Threads:</b> {@link #send} and {@link #receive} are called by one thread a worker, {@link #cancel} by any, the rest by one thread
 * before and after.
 *
 * <p><b>Errors:</b> {@link #receive} throws {@link dev.arrowshare.error.MapperException} with the user's exception as cause, {@link
 * dev.arrowshare.error.WorkerFailedException} when a worker died too often, {@link CancelledRunException} after {@link #cancel}.
 */
public interface WorkerCrew extends Watched, AutoCloseable {
    /** How many workers there are, numbered from 0. */
    @Override
    int size();

    /**
     * Makes workers ready, or begins to: {@link #receive} waits for its own. What can not be done (a function that cannot travel) is thrown
     * here, before any worker starts.
     */
    void start(RunPlan plan, SchemaAgreement agreement);

    /** How many tasks a worker may be sent before it has answered the first of them; 1 before its first answer. */
    int tasksAtOnce();

    /** Gives that worker a task, behind those that it has. */
    void send(int worker, Task task);

    /** The answer to the oldest task of that worker, waited for. A failure is the end of the worker's other tasks too. */
    Answer receive(int worker);

    /** Makes running tasks end soon, by {@link CancelledRunException}, and further ones at once. Again is harmless. */
    void cancel();

    /** Ends workers that do not {@link #finish}, where that is possible. */
    default void kill() {}

    /**
     * After a worker's last task, on the thread that called {@link #receive} for it, whether the run succeeds or not. The place to close
     * what belongs to that thread.
     *
     * @throws dev.arrowshare.error.MapperException when closing a resource failed
     */
    default void leave(int worker) {}

    /**
     * After the last answer, when all workers have left: ends the workers in good order and tells what the run was like.
     *
     * @throws dev.arrowshare.error.MapperException when closing a resource failed
     */
    CrewReport finish();

    /** Ends the workers, whatever they do, and leaves nothing behind. After {@link #finish} or instead of it. */
    @Override
    void close();
}
