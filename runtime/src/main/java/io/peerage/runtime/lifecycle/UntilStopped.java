package io.peerage.runtime.lifecycle;

import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a started process until the system asks it to stop (SIGTERM, SIGINT), and then closes it:
 * the virtual machine exits when that is done.
 */
public final class UntilStopped {
  private static final Logger log = LoggerFactory.getLogger(UntilStopped.class);

  private UntilStopped() {}

  /** Blocks for the rest of the process's life. */
  public static void run(AutoCloseable process) {
    CountDownLatch never = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  log.info("stopping");
                  try {
                    process.close();
                    log.info("stopped");
                  } catch (Exception e) {
                    log.error("the process did not stop cleanly", e);
                  }
                },
                "stop"));
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
