package io.peerage.runtime.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LifecycleTest {
  @Test
  void taskGoesOnAfterAStepThatThrew() throws Exception {
    CountDownLatch thrice = new CountDownLatch(3);
    try (PeriodicTask task =
        PeriodicTask.start(
            "test",
            Duration.ofMillis(1),
            () -> {
              thrice.countDown();
              throw new IllegalStateException("on purpose");
            })) {
      assertThat(task).isNotNull();
      assertThat(thrice.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void wakingUpEndsThePause() throws Exception {
    CountDownLatch twice = new CountDownLatch(2);
    CountDownLatch once = new CountDownLatch(1);
    try (PeriodicTask task =
        PeriodicTask.start(
            "test",
            Duration.ofHours(1),
            () -> {
              twice.countDown();
              once.countDown();
            })) {
      assertThat(once.await(10, TimeUnit.SECONDS)).isTrue();
      task.wakeUp();
      assertThat(twice.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void nothingRunsAfterClose() {
    AtomicInteger steps = new AtomicInteger();
    PeriodicTask task = PeriodicTask.start("test", Duration.ofNanos(1), steps::incrementAndGet);
    task.close();
    int atClose = steps.get();
    task.wakeUp();
    assertThat(steps).hasValue(atClose);
  }

  @Test
  void readyOnlyWithoutComplaintsAndBeforeDraining() {
    Readiness readiness = new Readiness();
    AtomicInteger complaints = new AtomicInteger(1);
    readiness.require("store", Optional::empty);
    readiness.require(
        "tracker", () -> complaints.get() > 0 ? Optional.of("not reached yet") : Optional.empty());
    assertThat(readiness.report().ready()).isFalse();
    assertThat(readiness.report().conditions())
        .containsEntry("tracker", "not reached yet")
        .containsEntry("store", "ok");
    complaints.set(0);
    assertThat(readiness.report().ready()).isTrue();
    readiness.startDraining();
    assertThat(readiness.report().ready()).isFalse();
    assertThat(readiness.isDraining()).isTrue();
  }
}
