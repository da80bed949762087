package io.peerage.tracker.overview;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.peerage.tracker.audit.AuditResult;
import io.peerage.tracker.bans.EvidenceFile;
import io.peerage.tracker.bans.Verdict;
import java.util.List;

/** One agent, and why it is where it is; each list begins with the newest. */
public record AgentDetails(
    @JsonUnwrapped AgentView agent,
    List<Verdict> verdicts,
    List<EvidenceFile.Summary> evidence,
    List<AuditResult> audits) {}
