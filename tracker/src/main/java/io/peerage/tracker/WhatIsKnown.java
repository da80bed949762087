package io.peerage.tracker;

import io.peerage.protocol.identity.AgentId;
import io.peerage.tracker.bans.Bans;
import io.peerage.tracker.bans.Status;
import io.peerage.tracker.recording.Recorder;
import io.peerage.tracker.trust.OpinionRow;
import io.peerage.tracker.trust.StandingRow;
import io.peerage.tracker.trust.TrustLedger;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What each file of a recording begins with. */
record WhatIsKnown(TrustLedger trust, Bans bans) implements Recorder.Source {
  @Override
  public void standings(BooleanSupplier before, BiConsumer<StandingRow, List<OpinionRow>> to) {
    trust.copy(before, to);
  }

  @Override
  public void statuses(Consumer<Map<AgentId, Status>> to) {
    bans.copy(to);
  }
}
