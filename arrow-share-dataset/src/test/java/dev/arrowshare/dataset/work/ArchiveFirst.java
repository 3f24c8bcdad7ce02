package dev.arrowshare.dataset.work;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Makes the workers' class-data archive before the first test of this JVM, where our classes lie in jars. Else a run would make it in the
 * background, and its test would take thread and process for something left behind.
 */
public final class ArchiveFirst implements BeforeAllCallback {
    private static final AtomicBoolean MADE = new AtomicBoolean();

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        if (MADE.compareAndSet(false, true)) {
            ClassDataArchive.main(new String[0]);
        }
    }
}
