package io.peerage.demo;

import java.util.List;

/**
 * What the demo measured; its last line of standard output, as JSON.
 *
 * @param clientBytes what the viewers received
 * @param storeBytes of what agents delivered, what they had already
 * @param peerBytes what agents fetched from each other
 * @param originBytes what agents fetched from the origin: the greater of what they say and what the
 *     origin adapter says it sent
 * @param originLogBytes what the origin itself sent to the adapter, by its own log
 * @param offloadRatio 1 - originBytes / clientBytes
 * @param corruptBytesDelivered bytes received that differ from the origin's files
 * @param failedRequests viewers' requests that failed or broke off
 * @param bannedAgents agents that the tracker banned
 * @param wronglyJudgedAgents honest agents that were ever quarantined or banned
 * @param evidenceFiles evidence that was re-checked and holds
 * @param dashboardUrl where the dashboard is
 * @param seconds from the first request to the end of the story
 * @param problems why the story did not hold; empty when it did
 */
public record DemoReport(
    long clientBytes,
    long storeBytes,
    long peerBytes,
    long originBytes,
    long originLogBytes,
    double offloadRatio,
    long corruptBytesDelivered,
    long failedRequests,
    List<String> bannedAgents,
    List<String> wronglyJudgedAgents,
    List<String> evidenceFiles,
    String dashboardUrl,
    double seconds,
    List<String> problems) {}
