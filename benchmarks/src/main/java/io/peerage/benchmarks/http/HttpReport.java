package io.peerage.benchmarks.http;

/**
 * What the run came to: the agent's processor time per request as a ratio to another server's, the
 * median of the rounds; less is better.
 *
 * @param nginx4k 4 KiB, against nginx serving files
 * @param varnish1m 1 MiB, against Varnish
 * @param nginxTls1m 1 MiB over TLS 1.3, against nginx serving files with OpenSSL
 * @param startMillis from the start of an agent's process to its first response, median
 * @param idleRssMiB resident memory of an agent that has nothing to do
 */
record HttpReport(
    double nginx4k,
    double nginx64k,
    double nginx1m,
    double varnish1m,
    double nginxTls1m,
    long startMillis,
    long idleRssMiB) {}
