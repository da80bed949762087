package io.peerage.runtime.lifecycle;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a step again and again on one virtual thread, with a pause between that is asked for each
 * time. A step that throws is logged and does not end the task. Thread-safe.
 */
public final class PeriodicTask implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PeriodicTask.class);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final Runnable step;
  private final Supplier<Duration> pause;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  // Under lock.
  private boolean wakeUp;
  private boolean stopped;

  private PeriodicTask(String name, Supplier<Duration> pause, Runnable step) {
    this.step = step;
    this.pause = pause;
    this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
  }

  /** Starts a task whose first step comes at once. */
  public static PeriodicTask start(String name, Supplier<Duration> pause, Runnable step) {
    PeriodicTask task = new PeriodicTask(name, pause, step);
    task.thread.start();
    return task;
  }

  /** Starts a task with a pause that is always the same. */
  public static PeriodicTask start(String name, Duration pause, Runnable step) {
    return start(name, () -> pause, step);
  }

  /** Ends the present pause. */
  public void wakeUp() {
    lock.lock();
    try {
      wakeUp = true;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (true) {
      try {
        step.run();
      } catch (RuntimeException e) {
        log.error("{} failed; it goes on", thread.getName(), e);
      }
      if (!pauseUnlessStopped()) {
        return;
      }
    }
  }

  private boolean pauseUnlessStopped() {
    lock.lock();
    try {
      long nanos = pause.get().toNanos();
      while (!stopped && !wakeUp && nanos > 0) {
        nanos = woken.awaitNanos(nanos);
      }
      wakeUp = false;
      return !stopped;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Stops the task and waits for its present step, at most five seconds. */
  @Override
  public void close() {
    lock.lock();
    try {
      stopped = true;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (!thread.join(STOP_LIMIT)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
