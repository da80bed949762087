/**
 * Fetching chunks by the protocol's section 5, from an agent or an origin adapter alike: every byte
 * is verified before it is handed on. Used by agents and by the tracker's auditor.
 */
@NullMarked
package io.peerage.runtime.transfer;

import org.jspecify.annotations.NullMarked;
