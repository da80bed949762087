/**
 * Which requests a site answers, and under which name: which parameters of a query belong to an
 * object ({@link io.peerage.agent.access.QueryRule}), and whether a signed URL is good ({@link
 * io.peerage.agent.access.UrlVerifier}). Pure but for the file with the secrets. Called by http,
 * and by the command that makes signed URLs; calls nothing of the agent's.
 */
@NullMarked
package io.peerage.agent.access;

import org.jspecify.annotations.NullMarked;
