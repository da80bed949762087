package io.peerage.tracker.accounting;

import io.peerage.protocol.accounting.SignedPage;
import io.peerage.protocol.evidence.AccountingEvidence;
import io.peerage.protocol.evidence.Evidence;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.tracker.bans.Bans;
import io.peerage.tracker.bans.EvidenceFile;
import io.peerage.tracker.bans.ProofKind;
import io.peerage.tracker.identity.Authority;
import io.peerage.tracker.identity.TrackerIdentity;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes evidence of receipts that convict their signer, and has the bans decide on it. Only what
 * convinces those who know nothing but the authority's pin is used. Thread-safe.
 */
public final class Prosecutor {
  private static final Logger log = LoggerFactory.getLogger(Prosecutor.class);
  private static final int ID_BYTES = 12;

  private final Authority authority;
  private final TrackerIdentity tracker;
  private final Bans bans;
  private final InstantSource clock;
  private final RandomGenerator random;

  public Prosecutor(
      Authority authority,
      TrackerIdentity tracker,
      Bans bans,
      InstantSource clock,
      RandomGenerator random) {
    this.authority = authority;
    this.tracker = tracker;
    this.bans = bans;
    this.clock = clock;
    this.random = random;
  }

  /** Brings {@code pages} of {@code agent} before the bans. */
  void prove(AgentId agent, Evidence.Kind kind, List<SignedPage> pages) {
    byte[] idBytes = new byte[ID_BYTES];
    random.nextBytes(idBytes);
    String id = "ev-" + HexFormat.of().formatHex(idBytes);
    Instant now = clock.instant();
    AccountingEvidence evidence =
        new AccountingEvidence(
            id,
            kind,
            new SpiffeId(authority.trustDomain(), Role.AGENT, agent),
            pages.getFirst().certificate(),
            now,
            pages);
    try {
      var _ = bans.proved(agent, ProofKind.of(kind), EvidenceFile.of(evidence, tracker));
    } catch (MalformedMessageException | UntrustedException e) {
      log.error("the receipts of {} are no evidence, so they are not used", agent, e);
    }
  }
}
