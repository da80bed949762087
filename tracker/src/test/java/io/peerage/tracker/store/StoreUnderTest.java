package io.peerage.tracker.store;

import io.peerage.tracker.appeals.AppealStore;
import io.peerage.tracker.audit.AuditStore;
import io.peerage.tracker.bans.BanStore;
import io.peerage.tracker.enrolment.EnrolmentStore;
import io.peerage.tracker.purges.PurgeStore;
import io.peerage.tracker.reports.ReportStore;
import io.peerage.tracker.takedowns.TakedownStore;
import io.peerage.tracker.trust.TrustStore;

/** What an adapter gives to the contracts' tests: its stores, over data of the test's own. */
public interface StoreUnderTest extends AutoCloseable {
  EnrolmentStore enrolment();

  TrustStore trust();

  BanStore bans();

  AuditStore audits();

  ReportStore reports();

  PurgeStore purges();

  TakedownStore takedowns();

  AppealStore appeals();

  /** Closes and opens again: the stores from before are not used any more. */
  void restart() throws Exception;

  /** Opens again as after an abrupt end of the process: nothing was closed, flushed or told. */
  void restartAfterAbruptEnd() throws Exception;

  @Override
  void close();
}
