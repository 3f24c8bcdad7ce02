package dev.arrowshare.dataset;

import dev.arrowshare.batch.Batch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Functions that are the end of their worker process, or try to be. */
final class Deaths {
    private Deaths() {}

    /** How a process may end. */
    enum Death {
        EXIT,
        EXIT_137,
        HALT,
        KILL,
        TERMINATE;

        void die() throws IOException, InterruptedException {
            System.err.println("dying by " + this);
            switch (this) {
                case EXIT -> System.exit(3);
                case EXIT_137 -> System.exit(137);
                case HALT -> Runtime.getRuntime().halt(4);
                case KILL -> signal("-9");
                case TERMINATE -> signal("-15");
            }
        }

        private static void signal(String signal) throws IOException, InterruptedException {
            String pid = Long.toString(ProcessHandle.current().pid());
            new ProcessBuilder("kill", signal, pid).start().waitFor();
            TimeUnit.SECONDS.sleep(60);
        }
    }

    /** Ends its process at the batch that begins with that id. */
    record DieAt(long id, Death death) implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws Exception {
            if (Mappers.firstId(batch) == id) {
                death.die();
            }
            return batch;
        }
    }

    /** Ends its process at the batches that begin with those ids, once at each: it leaves a note in the folder. */
    record DieOnce(Path folder, List<Long> ids, Death death) implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws Exception {
            long id = Mappers.firstId(batch);
            Path note = folder.resolve("died-" + id);
            if (ids.contains(id) && !Files.exists(note)) {
                Files.createFile(note);
                death.die();
            }
            return batch;
        }
    }

    /** Wants more than the worker's heap has. */
    record Hoard() implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            List<long[]> hoard = new ArrayList<>();
            for (long wanted = 0; wanted <= Runtime.getRuntime().maxMemory(); wanted += 8L << 30) {
                hoard.add(new long[1 << 30]);
            }
            return batch.slice(0, Math.min(hoard.size(), batch.rows()));
        }
    }

    /** Prints ten megabytes to each stream. */
    record Chatter() implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            String line = "chatter ".repeat(128);
            for (int i = 0; i < 10 << 10; i++) {
                System.out.println(line);
                System.err.println(line);
            }
            return batch;
        }
    }

    /** Reads standard input, which must not be the coordinator's line to the worker. */
    record ReadInput() implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws IOException {
            if (System.in.read() >= 0) {
                throw new IllegalStateException("there was something to read");
            }
            return batch;
        }
    }

    /** Interrupts its own thread. */
    record InterruptSelf() implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            Thread.currentThread().interrupt();
            return batch;
        }
    }

    /** Notes its process's number in a folder, and ignores interrupts for a minute. */
    record Hang(Path folder) implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws IOException {
            Files.createFile(
                    folder.resolve(Long.toString(ProcessHandle.current().pid())));
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            while (System.nanoTime() < end) {
                LockSupport.parkNanos(1_000_000);
            }
            return batch;
        }
    }

    /** Throws what cannot travel. */
    record ThrowUnserializable() implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws Exception {
            throw new Unserializable();
        }
    }

    static final class Unserializable extends Exception {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        final Object culprit = new Object();

        Unserializable() {
            super("cannot go home");
        }
    }
}
