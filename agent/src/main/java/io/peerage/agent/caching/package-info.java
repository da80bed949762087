/**
 * What a shared cache may do with a response, by RFC 9111 and its kin: whether it may be stored,
 * for how long it is fresh, which requests it answers, what a 304 changes in it, and what a request
 * is answered with. Pure: header fields and times in, a decision out. Called by manifest, responses
 * and http.
 */
@NullMarked
package io.peerage.agent.caching;

import org.jspecify.annotations.NullMarked;
