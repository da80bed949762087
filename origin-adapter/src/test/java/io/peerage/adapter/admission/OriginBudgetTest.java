package io.peerage.adapter.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.peerage.adapter.admission.OriginBudget.Place;
import io.peerage.adapter.metrics.AdapterMetrics;
import io.peerage.adapter.metrics.AdapterMetrics.Purpose;
import io.peerage.adapter.source.SourceException;
import io.peerage.adapter.source.SourceException.Kind;
import io.peerage.protocol.site.SiteName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class OriginBudgetTest {
  private static final SiteName A = new SiteName("a.example");
  private static final SiteName B = new SiteName("b.example");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void placesAreGivenUpToTheLimitAndAgainWhenTheyAreFree() throws Exception {
    OriginBudget budget = budget(2, 2, 2, 10, 20);
    Place first = budget.take(A, Purpose.SIGN);
    Place second = budget.take(A, Purpose.CHUNK);
    refused(budget, A, Purpose.SIGN, "2 of 2 are taken");
    assertThat(refusals(A, "waited")).isEqualTo(1);
    first.close();
    first.close();
    assertThat(budget.underWay()).isEqualTo(1);
    budget.take(A, Purpose.SIGN).close();
    second.close();
    assertThat(budget.underWay()).isZero();
    assertThat(budget.waiting()).isZero();
  }

  @Test
  void whatIsPassedThroughTakesOnlyAPart() throws Exception {
    OriginBudget budget = budget(3, 1, 3, 10, 20);
    Place passing = budget.take(A, Purpose.PASS);
    refused(budget, A, Purpose.PASS, "none was free");
    budget.take(A, Purpose.SIGN).close();
    passing.close();
    budget.take(A, Purpose.PASS).close();
  }

  @Test
  void oneSiteLeavesPlacesToTheOthers() throws Exception {
    OriginBudget budget = budget(4, 4, 3, 10, 20);
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      places.add(budget.take(A, Purpose.SIGN));
    }
    refused(budget, A, Purpose.SIGN, "3 by a.example");
    budget.take(B, Purpose.SIGN).close();
    places.forEach(Place::close);
  }

  @Test
  void tooManyWaitingAreRefusedAtOnce() throws Exception {
    OriginBudget budget = budget(1, 1, 1, 0, 60_000);
    try (Place _ = budget.take(A, Purpose.SIGN)) {
      refused(budget, B, Purpose.SIGN, "0 others wait");
      assertThat(refusals(B, "queue_full")).isEqualTo(1);
    }
  }

  @Test
  void freedPlaceGoesToTheSiteThatHoldsTheFewest() throws Exception {
    OriginBudget budget = budget(2, 2, 2, 100, 60_000);
    Place one = budget.take(A, Purpose.SIGN);
    Place two = budget.take(A, Purpose.SIGN);
    LinkedBlockingQueue<Granted> granted = new LinkedBlockingQueue<>();
    List<Future<Boolean>> waiters = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (SiteName site : List.of(A, A, A, B)) {
        int before = budget.waiting();
        waiters.add(
            threads.submit(() -> granted.add(new Granted(site, budget.take(site, Purpose.SIGN)))));
        await().until(() -> budget.waiting() == before + 1);
      }
      one.close();
      Granted first = next(granted);
      assertThat(first.site()).isEqualTo(B);
      two.close();
      Granted second = next(granted);
      assertThat(second.site()).isEqualTo(A);
      first.place().close();
      second.place().close();
      next(granted).place().close();
      next(granted).place().close();
      for (Future<Boolean> waiter : waiters) {
        assertThat(waiter.get()).isTrue();
      }
    }
    assertThat(budget.underWay()).isZero();
  }

  private record Granted(SiteName site, Place place) {}

  private static Granted next(LinkedBlockingQueue<Granted> granted) throws InterruptedException {
    Granted next = granted.poll(10, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  @Test
  void waiterThatIsInterruptedLeavesNothingBehind() throws Exception {
    OriginBudget budget = budget(1, 1, 1, 10, 60_000);
    Place held = budget.take(A, Purpose.SIGN);
    Thread waiter =
        Thread.ofVirtual()
            .start(() -> {
              try {
                budget.take(A, Purpose.SIGN).close();
              } catch (SourceException | InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    await().until(() -> budget.waiting() == 1);
    waiter.interrupt();
    waiter.join();
    assertThat(budget.waiting()).isZero();
    held.close();
    assertThat(budget.underWay()).isZero();
  }

  @Test
  void neverMoreThanTheLimitsUnderMuchContention() throws Exception {
    OriginBudget budget = budget(4, 2, 3, 1000, 60_000);
    AtomicInteger all = new AtomicInteger();
    AtomicInteger passing = new AtomicInteger();
    List<Future<?>> done = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 600; i++) {
        SiteName site = i % 3 == 0 ? B : A;
        Purpose purpose = i % 2 == 0 ? Purpose.PASS : Purpose.CHUNK;
        done.add(
            threads.submit(() -> {
              try (Place _ = budget.take(site, purpose)) {
                assertThat(all.incrementAndGet()).isLessThanOrEqualTo(4);
                if (purpose == Purpose.PASS) {
                  assertThat(passing.incrementAndGet()).isLessThanOrEqualTo(2);
                  LockSupport.parkNanos(1000);
                  passing.decrementAndGet();
                }
                LockSupport.parkNanos(1000);
                all.decrementAndGet();
              }
              return null;
            }));
      }
      for (Future<?> future : done) {
        future.get(30, TimeUnit.SECONDS);
      }
    }
    assertThat(budget.underWay()).isZero();
    assertThat(budget.waiting()).isZero();
  }

  private OriginBudget budget(int fetches, int passing, int perSite, int queue, long waitMillis) {
    return new OriginBudget(
        new OriginBudget.Limits(fetches, passing, perSite, queue, Duration.ofMillis(waitMillis)),
        new AdapterMetrics(registry));
  }

  private static void refused(OriginBudget budget, SiteName site, Purpose purpose, String words) {
    assertThatExceptionOfType(SourceException.class)
        .isThrownBy(() -> budget.take(site, purpose))
        .withMessageContaining(words)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.BUSY));
  }

  private double refusals(SiteName site, String reason) {
    return registry
        .counter("peerage.adapter.origin.refused", "site", site.value(), "reason", reason)
        .count();
  }
}
