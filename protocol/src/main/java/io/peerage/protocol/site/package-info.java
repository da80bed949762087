/**
 * A site's root of trust: the root document, which names the keys that may publish, and the chain
 * by which it changes. The rules are TUF's for its root role (TUF specification 1.0.33, section
 * 5.3): version N+1 is signed by the thresholds of N and of N+1, versions only grow by one, and
 * only the newest must be unexpired. Agents pin a site's first root by its hash.
 */
@NullMarked
package io.peerage.protocol.site;

import org.jspecify.annotations.NullMarked;
