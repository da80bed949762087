package io.peerage.protocol.site;

import static io.peerage.protocol.site.SiteFixture.NOW;
import static io.peerage.protocol.site.SiteFixture.SITE;
import static io.peerage.protocol.site.SiteFixture.key;
import static io.peerage.protocol.site.SiteFixture.root;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.protocol.site.UntrustedException.Reason;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TrustedRootTest {
  private final PrivateKey one = key(1);
  private final PrivateKey two = key(2);
  private final PrivateKey three = key(3);
  private final Envelope first = root(1, 2, List.of(one, two, three)).sign(List.of(one, two));

  @Test
  void startsOnlyAtThePinnedRoot() throws Exception {
    assertThat(TrustedRoot.first(SITE, RootPin.of(first), first).root().version()).isEqualTo(1);
    Envelope other = root(1, 1, List.of(key(9))).sign(List.of(key(9)));
    refuses(Reason.PIN, () -> TrustedRoot.first(SITE, RootPin.of(first), other));
  }

  @Test
  void firstRootNeedsItsOwnThreshold() {
    Envelope lone = root(1, 2, List.of(one, two, three)).sign(List.of(one));
    refuses(Reason.SIGNATURE, () -> TrustedRoot.first(SITE, RootPin.of(lone), lone));
    Envelope twice = root(1, 2, List.of(one, two, three)).sign(List.of(one, one));
    refuses(Reason.SIGNATURE, () -> TrustedRoot.first(SITE, RootPin.of(twice), twice));
  }

  @Test
  void rootOfAnotherSiteIsRefused() {
    refuses(
        Reason.MIX_UP,
        () -> TrustedRoot.first(new SiteName("other.example"), RootPin.of(first), first));
  }

  @Test
  void rotationNeedsTheThresholdsOfTheOldAndTheNewRoot() throws Exception {
    TrustedRoot chain = TrustedRoot.first(SITE, RootPin.of(first), first);
    SiteRoot next = root(2, 2, List.of(key(4), key(5)));
    refuses(Reason.SIGNATURE, () -> chain.next(next.sign(List.of(key(4), key(5)))));
    refuses(Reason.SIGNATURE, () -> chain.next(next.sign(List.of(one, two))));
    refuses(Reason.SIGNATURE, () -> chain.next(next.sign(List.of(one, key(4), key(5)))));
    TrustedRoot rotated = chain.next(next.sign(List.of(one, two, key(4), key(5))));
    assertThat(rotated.root().version()).isEqualTo(2);
  }

  @Test
  void oldKeysCountNoMoreAfterRotation() throws Exception {
    TrustedRoot rotated =
        TrustedRoot.first(SITE, RootPin.of(first), first)
            .next(root(2, 1, List.of(key(4))).sign(List.of(one, two, key(4))));
    refuses(
        Reason.SIGNATURE,
        () -> rotated.next(root(3, 1, List.of(one)).sign(List.of(one, two, three))));
  }

  @Test
  void rollbackOfTheRootIsRefused() throws Exception {
    TrustedRoot rotated =
        TrustedRoot.first(SITE, RootPin.of(first), first)
            .next(root(2, 1, List.of(one)).sign(List.of(one, two)));
    refuses(Reason.ROLLBACK, () -> rotated.next(first));
  }

  @Test
  void noVersionMayBeLeftOut() throws Exception {
    TrustedRoot chain = TrustedRoot.first(SITE, RootPin.of(first), first);
    refuses(
        Reason.VERSION_GAP,
        () -> chain.next(root(3, 1, List.of(one)).sign(List.of(one, two, three))));
  }

  @Test
  void freezeAttackEndsWhenTheRootExpires() throws Exception {
    TrustedRoot chain = TrustedRoot.first(SITE, RootPin.of(first), first);
    assertThatCode(() -> chain.requireCurrent(NOW)).doesNotThrowAnyException();
    refuses(Reason.EXPIRED, () -> chain.requireCurrent(chain.root().expires()));
  }

  @Test
  void chainMayPassOverAnExpiredRoot() throws Exception {
    SiteRoot expired = root(1, 1, List.of(one), NOW.minusSeconds(60), List.of());
    Envelope start = expired.sign(List.of(one));
    TrustedRoot chain = TrustedRoot.first(SITE, RootPin.of(start), start);
    refuses(Reason.EXPIRED, () -> chain.requireCurrent(NOW));
    TrustedRoot current = chain.next(root(2, 1, List.of(one)).sign(List.of(one)));
    assertThatCode(() -> current.requireCurrent(NOW)).doesNotThrowAnyException();
  }

  @Test
  void thresholdsThatNobodyCanReachAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> root(1, 2, List.of(one)));
    assertThatIllegalArgumentException().isThrownBy(() -> root(1, 0, List.of(one)));
    assertThatIllegalArgumentException().isThrownBy(() -> root(1, 2, List.of(one, one)));
  }

  static void refuses(Reason reason, ThrowingCallable attempt) {
    assertThatExceptionOfType(UntrustedException.class)
        .isThrownBy(attempt)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
