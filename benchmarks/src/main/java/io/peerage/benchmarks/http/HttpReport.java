package io.peerage.benchmarks.http;

/**
 * What the run came to: the agent's processor time per request as a ratio to another server's, the
 * median of the rounds; less is better.
 *
 * @param nginx4k 4 KiB, against nginx serving files
 * @param varnish1m 1 MiB, against Varnish
 * @param startMillis from the start of an agent's process to its first response
 * @param idleRssMiB resident memory of an agent that has just started
 */
record HttpReport(
    double nginx4k,
    double nginx64k,
    double nginx1m,
    double varnish1m,
    long startMillis,
    long idleRssMiB) {}
