/**
 * What must not be served or fetched any more, by order of the trust domain's operators: the newest
 * signed list, kept on disk, and made for asking on every request. Asked by http and prefetch
 * before they serve or fetch a name, and by peer, swarm and the announces before they give, fetch
 * or name a content; fed by tracker. Calls nothing of the agent's.
 */
@NullMarked
package io.peerage.agent.takedown;

import org.jspecify.annotations.NullMarked;
