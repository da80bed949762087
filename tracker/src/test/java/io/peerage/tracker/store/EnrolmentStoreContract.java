package io.peerage.tracker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.Role;
import io.peerage.tracker.enrolment.Enrolled;
import io.peerage.tracker.enrolment.Redemption;
import io.peerage.tracker.enrolment.TokenRecord;
import io.peerage.tracker.identity.Account;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link io.peerage.tracker.enrolment.EnrolmentStore} does. */
public abstract class EnrolmentStoreContract extends StoreContract {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void tokenIsUsedOnceAndEnrolsOnce() {
    addToken("t", "acme");
    assertThat(redeem("t", "a-1", "acme")).isEqualTo(Redemption.GRANTED);
    assertThat(redeem("t", "a-2", "acme")).isEqualTo(Redemption.USED);
    assertThat(stores.enrolment().enrolled()).containsExactly(newcomer("a-1", "acme"));
  }

  @Test
  void unknownAndExpiredTokensEnrolNobody() {
    assertThat(redeem("t", "a-1", "acme")).isEqualTo(Redemption.UNKNOWN);
    addToken("t", "acme");
    assertThat(stores.enrolment().redeem(hash("t"), newcomer("a-1", "acme"), 10, NOW.plus(HOUR)))
        .isEqualTo(Redemption.EXPIRED);
    assertThat(stores.enrolment().enrolled()).isEmpty();
    assertThat(redeem("t", "a-1", "acme")).isEqualTo(Redemption.GRANTED);
  }

  @Test
  void tokenIsFoundByItsHashUsedOrNot() {
    addToken("t", "acme");
    TokenRecord token =
        new TokenRecord(hash("t"), Role.AGENT, new Account("acme"), NOW, NOW.plus(HOUR));
    assertThat(stores.enrolment().token(hash("t"))).contains(token);
    redeem("t", "a-1", "acme");
    assertThat(stores.enrolment().token(hash("t"))).contains(token);
    assertThat(stores.enrolment().token(hash("u"))).isEmpty();
  }

  @Test
  void fullAccountIsRefusedAndItsTokenStaysGood() {
    for (int i = 0; i < 3; i++) {
      addToken("t-" + i, "acme");
    }
    addToken("other", "other");
    assertThat(redeem("t-0", "a-0", "acme", 2, NOW)).isEqualTo(Redemption.GRANTED);
    assertThat(redeem("t-1", "a-1", "acme", 2, NOW)).isEqualTo(Redemption.GRANTED);
    assertThat(redeem("t-2", "a-2", "acme", 2, NOW)).isEqualTo(Redemption.ACCOUNT_FULL);
    assertThat(redeem("other", "b-0", "other", 2, NOW)).isEqualTo(Redemption.GRANTED);
    // The certificates of a-0 and a-1 end after an hour.
    addToken("late", "acme", NOW.plus(HOUR.multipliedBy(2)));
    assertThat(redeem("late", "a-3", "acme", 2, NOW.plus(HOUR))).isEqualTo(Redemption.GRANTED);
  }

  @Test
  void ofManyAtOnceWithOneSecretExactlyOneIsGranted() throws Exception {
    addToken("t", "acme");
    List<Callable<Redemption>> attempts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String name = "a-" + i;
      attempts.add(() -> redeem("t", name, "acme"));
    }
    assertThat(Collections.frequency(all(attempts), Redemption.GRANTED)).isEqualTo(1);
    assertThat(stores.enrolment().enrolled()).hasSize(1);
  }

  @Test
  void manyAtOnceDoNotOverfillAnAccount() throws Exception {
    List<Callable<Redemption>> attempts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String name = "a-" + i;
      addToken(name, "acme");
      attempts.add(() -> redeem(name, name, "acme", 5, NOW));
    }
    assertThat(Collections.frequency(all(attempts), Redemption.GRANTED)).isEqualTo(5);
    assertThat(stores.enrolment().enrolled()).hasSize(5);
  }

  @Test
  void openTokensAreThoseNeitherUsedNorExpired() {
    addToken("t-0", "acme");
    addToken("t-1", "acme");
    addToken("t-2", "acme", NOW.plusSeconds(10));
    redeem("t-0", "a-0", "acme");
    assertThat(stores.enrolment().openTokens(NOW)).isEqualTo(2);
    assertThat(stores.enrolment().openTokens(NOW.plusSeconds(10))).isEqualTo(1);
  }

  @Test
  void identitiesTokensAndRenewalsSurviveAnyEnd() throws Exception {
    addToken("t-0", "acme");
    addToken("t-1", "acme");
    redeem("t-0", "a-0", "acme");
    stores.enrolment().renewed(new AgentId("a-0"), NOW.plus(HOUR.multipliedBy(2)));
    for (int i = 0; i < 2; i++) {
      if (i == 0) {
        stores.restartAfterAbruptEnd();
      } else {
        stores.restart();
      }
      assertThat(stores.enrolment().enrolled())
          .singleElement()
          .satisfies(
              one -> assertThat(one.certificateUntil()).isEqualTo(NOW.plus(HOUR.multipliedBy(2))));
      assertThat(redeem("t-0", "a-9", "acme")).isEqualTo(Redemption.USED);
    }
    assertThat(redeem("t-1", "a-1", "acme")).isEqualTo(Redemption.GRANTED);
  }

  @Test
  void forgottenIdentityIsGoneAndOldTokensGo() {
    addToken("t-0", "acme");
    redeem("t-0", "a-0", "acme");
    stores.enrolment().forget(new AgentId("a-0"));
    assertThat(stores.enrolment().enrolled()).isEmpty();
    stores.enrolment().removeTokensExpiredBefore(NOW.plus(HOUR));
    assertThat(stores.enrolment().token(hash("t-0"))).isPresent();
    stores.enrolment().removeTokensExpiredBefore(NOW.plus(HOUR).plusMillis(1));
    assertThat(stores.enrolment().token(hash("t-0"))).isEmpty();
  }

  private void addToken(String secret, String account) {
    addToken(secret, account, NOW.plus(HOUR));
  }

  private void addToken(String secret, String account, Instant expires) {
    stores
        .enrolment()
        .addToken(new TokenRecord(hash(secret), Role.AGENT, new Account(account), NOW, expires));
  }

  private Redemption redeem(String secret, String name, String account) {
    return redeem(secret, name, account, 100, NOW);
  }

  private Redemption redeem(String secret, String name, String account, int max, Instant now) {
    return stores.enrolment().redeem(hash(secret), newcomer(name, account), max, now);
  }

  private static Enrolled newcomer(String name, String account) {
    return new Enrolled(new AgentId(name), Role.AGENT, new Account(account), NOW, NOW.plus(HOUR));
  }

  private static Sha256Hash hash(String secret) {
    return Sha256Hash.hash(secret.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Redemption> all(List<Callable<Redemption>> attempts) throws Exception {
    List<Redemption> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Redemption> result : threads.invokeAll(attempts)) {
        results.add(result.get());
      }
    }
    return results;
  }
}
