/**
 * When a response that was kept may be used again, by RFC 9111. Pure: header fields and times in, a
 * decision out. Called by manifest and delivery.
 */
@NullMarked
package io.peerage.agent.caching;

import org.jspecify.annotations.NullMarked;
