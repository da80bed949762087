package io.peerage.tracker.appeals;

/**
 * What came of checking an evidence file again.
 *
 * @param holds whether it proves what it says, against this very agent
 * @param detail the fault that it proves, or why it proves none
 */
public record EvidenceCheck(String id, boolean holds, String detail) {}
