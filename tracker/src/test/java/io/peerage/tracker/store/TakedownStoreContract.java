package io.peerage.tracker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.message.TakedownList;
import io.peerage.protocol.site.SiteName;
import io.peerage.tracker.takedowns.TakedownChange;
import io.peerage.tracker.takedowns.TakedownChange.Action;
import io.peerage.tracker.takedowns.TakedownOrder;
import io.peerage.tracker.takedowns.TakedownStore;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What every {@link TakedownStore} does. */
public abstract class TakedownStoreContract extends StoreContract {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00.123Z");
  private static final String BY = "Ada O'Hara at 10.0.0.9";
  private static final TakedownList.Entry CONTENT =
      TakedownList.Entry.ofRoot(
          "case-1", "copyright", new ContentRoot(Sha256Hash.hash(new byte[] {1})));
  private static final TakedownList.Entry PATH =
      TakedownList.Entry.ofPath(
          "case '2'", "court-order", new SiteName("media.example"), "/vod/a;'\"/");

  private static TakedownChange ordered(long version, TakedownList.Entry entry) {
    return new TakedownChange(version, NOW, BY, Action.ORDERED, entry.reason(), version, entry);
  }

  private static TakedownChange lifted(long version, long id, TakedownList.Entry entry) {
    return new TakedownChange(
        version, NOW.plusMillis(version), BY, Action.LIFTED, "won", id, entry);
  }

  protected void commitOne() {
    stores.takedowns().commit(ordered(7, CONTENT));
  }

  @Test
  void newStoreHasNoOrders() {
    assertThat(stores.takedowns().version()).isZero();
    assertThat(stores.takedowns().orders()).isEmpty();
    assertThat(stores.takedowns().log(Long.MAX_VALUE, 10)).isEmpty();
  }

  @Test
  void ordersOfBothKindsSurviveAnAbruptEndWithTheirVersionAndTheirLog() throws Exception {
    stores.takedowns().commit(ordered(7, CONTENT));
    stores.takedowns().commit(ordered(9, PATH));
    stores.restartAfterAbruptEnd();
    assertThat(stores.takedowns().version()).isEqualTo(9);
    assertThat(stores.takedowns().orders())
        .containsExactly(
            new TakedownOrder(7, NOW, BY, CONTENT), new TakedownOrder(9, NOW, BY, PATH));
    assertThat(stores.takedowns().log(Long.MAX_VALUE, 10))
        .containsExactly(ordered(9, PATH), ordered(7, CONTENT));
  }

  @Test
  void liftedOrderIsGoneAndItsLogStays() throws Exception {
    stores.takedowns().commit(ordered(7, CONTENT));
    stores.takedowns().commit(ordered(8, PATH));
    stores.takedowns().commit(lifted(9, 7, CONTENT));
    stores.restart();
    assertThat(stores.takedowns().version()).isEqualTo(9);
    assertThat(stores.takedowns().orders()).containsExactly(new TakedownOrder(8, NOW, BY, PATH));
    assertThat(stores.takedowns().log(Long.MAX_VALUE, 2))
        .containsExactly(lifted(9, 7, CONTENT), ordered(8, PATH));
    assertThat(stores.takedowns().log(8, 2)).containsExactly(ordered(7, CONTENT));
  }

  @Test
  void changeWhoseVersionWasGivenLeavesNothing() {
    stores.takedowns().commit(ordered(7, CONTENT));
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> stores.takedowns().commit(lifted(7, 7, CONTENT)));
    assertThat(stores.takedowns().orders()).hasSize(1);
    assertThat(stores.takedowns().log(Long.MAX_VALUE, 10)).containsExactly(ordered(7, CONTENT));
  }
}
