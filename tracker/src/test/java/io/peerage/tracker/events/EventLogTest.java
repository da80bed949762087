package io.peerage.tracker.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class EventLogTest {
  private static final Duration NOW = Duration.ZERO;
  private final FakeClock clock = new FakeClock(Instant.parse("2026-11-21T09:00:00Z"));
  private final EventLog log = new EventLog(clock, 2, 5);

  @Test
  void followerHearsWhatComesAfterIt() throws Exception {
    log.add(EventType.AUDIT, null, "before");
    try (EventStream stream = log.follow(null).orElseThrow()) {
      log.add(EventType.STATE, null, "after");
      assertThat(texts(stream)).containsExactly("after");
    }
    assertThat(log.followers()).isZero();
  }

  @Test
  void whoComesBackHearsWhatItMissed() throws Exception {
    List<Long> ids = new ArrayList<>();
    try (EventStream stream = log.follow(null).orElseThrow()) {
      log.add(EventType.AUDIT, null, "one");
      ids.add(stream.next(NOW).orElseThrow().id());
    }
    log.add(EventType.AUDIT, null, "two");
    log.add(EventType.AUDIT, null, "three");
    try (EventStream stream = log.follow(ids.getFirst()).orElseThrow()) {
      log.add(EventType.AUDIT, null, "four");
      assertThat(texts(stream)).containsExactly("two", "three", "four");
    }
  }

  @Test
  void lastThousandAreKept() throws Exception {
    for (int i = 0; i < 1500; i++) {
      log.add(EventType.AUDIT, null, "event " + i);
    }
    try (EventStream stream = log.follow(0L).orElseThrow()) {
      assertThat(texts(stream)).hasSize(1000).startsWith("event 500").endsWith("event 1499");
    }
  }

  @Test
  void idsGrowOverARestart() throws Exception {
    try (EventStream before = log.follow(null).orElseThrow()) {
      log.add(EventType.AUDIT, null, "one");
      clock.advance(Duration.ofSeconds(1));
      EventLog restarted = new EventLog(clock, 2, 5);
      restarted.add(EventType.AUDIT, null, "two");
      long last = before.next(NOW).orElseThrow().id();
      try (EventStream after = restarted.follow(last).orElseThrow()) {
        assertThat(texts(after)).containsExactly("two");
      }
    }
  }

  @Test
  void slowFollowerIsDroppedAndTheOthersGoOn() throws Exception {
    try (EventStream slow = log.follow(null).orElseThrow();
        EventStream quick = log.follow(null).orElseThrow()) {
      for (int i = 0; i < 6; i++) {
        log.add(EventType.AUDIT, null, "event " + i);
        assertThat(quick.next(NOW)).isPresent();
      }
      assertThat(slow.isOpen()).isFalse();
      assertThat(slow.next(NOW)).isEmpty();
      assertThat(quick.isOpen()).isTrue();
      assertThat(log.followers()).isEqualTo(1);
    }
  }

  @Test
  void followersAreLimited() {
    EventStream first = log.follow(null).orElseThrow();
    EventStream second = log.follow(null).orElseThrow();
    assertThat(log.follow(null)).isEmpty();
    first.close();
    try (EventStream third = log.follow(null).orElseThrow()) {
      assertThat(third.isOpen()).isTrue();
    }
    second.close();
  }

  @Test
  void closingTheLogWakesItsFollowers() throws Exception {
    EventStream stream = log.follow(null).orElseThrow();
    AtomicReference<Optional<Event>> result = new AtomicReference<>();
    Thread waiting =
        Thread.ofVirtual()
            .start(() -> {
              try {
                result.set(stream.next(Duration.ofHours(1)));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    log.close();
    assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
    assertThat(result.get()).isEmpty();
    assertThat(stream.isOpen()).isFalse();
    assertThat(log.follow(null)).isEmpty();
  }

  private static List<String> texts(EventStream stream) throws InterruptedException {
    List<String> texts = new ArrayList<>();
    for (Optional<Event> event = stream.next(NOW); event.isPresent(); event = stream.next(NOW)) {
      texts.add(event.get().text());
    }
    return texts;
  }
}
