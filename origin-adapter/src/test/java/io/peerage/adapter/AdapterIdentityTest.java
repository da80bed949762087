package io.peerage.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.protocol.identity.Role;
import io.peerage.runtime.config.ConfigLoader;
import io.peerage.runtime.identity.Identity;
import io.peerage.runtime.identity.IdentityFiles;
import io.peerage.testing.FakeClock;
import io.peerage.testing.TestTrustDomain;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With which identity an adapter starts. */
class AdapterIdentityTest {
  /** Nobody listens there. */
  private static final String NO_TRACKER = "tracker=https://127.0.0.1:1";

  private final FakeClock clock = new FakeClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));
  private final TestTrustDomain domain = new TestTrustDomain(clock.instant());

  @TempDir Path folder;

  @Test
  void savedIdentityIsUsedWithoutAskingTheTracker() throws Exception {
    Identity saved = save(Role.ORIGIN_ADAPTER);
    assertThat(obtain(NO_TRACKER).identity().expires()).isEqualTo(saved.expires());
  }

  @Test
  void endedIdentityIsKeptWhileTheTrackerIsAway() throws Exception {
    Identity saved = save(Role.ORIGIN_ADAPTER);
    clock.advance(Duration.ofHours(2));
    AdapterIdentity obtained = obtain(NO_TRACKER);
    assertThat(obtained.identity().id()).isEqualTo(saved.id());
    assertThat(obtained.identity().expires()).isBefore(clock.instant());
  }

  @Test
  void identityOfAnotherRoleIsRefused() throws Exception {
    save(Role.AGENT);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> obtain(NO_TRACKER))
        .withMessageContaining("not an origin adapter's")
        .withMessageContaining("identity.folder");
  }

  @Test
  void withoutIdentityATokenIsAskedFor() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> obtain(NO_TRACKER))
        .withMessageContaining("identity.tokenFile");
  }

  private Identity save(Role role) throws IOException {
    Identity identity = domain.identity(role, "x-1", clock.instant().plus(Duration.ofHours(1)));
    new IdentityFiles(folder).save(identity);
    return identity;
  }

  private AdapterIdentity obtain(String... settings) throws Exception {
    List<String> all = new ArrayList<>(List.of("identity.folder=" + folder));
    all.addAll(List.of(settings));
    AdapterConfig config =
        new ConfigLoader(AdapterConfig.ENVIRONMENT_PREFIX)
            .load(AdapterConfig.DEFAULTS, Optional.empty(), Map.of(), all);
    return AdapterIdentity.obtain(config, clock, new SecureRandom());
  }
}
