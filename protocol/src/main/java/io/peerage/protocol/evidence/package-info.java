/**
 * Evidence: files by which anyone can check, offline, what an agent was caught at. A tracker makes
 * them, of what it saw in audits and of the accusations that agents sign; {@code peerage
 * verify-evidence} and the tests check them with {@link
 * io.peerage.protocol.evidence.EvidenceVerifier}, and nobody's word counts.
 */
@NullMarked
package io.peerage.protocol.evidence;

import org.jspecify.annotations.NullMarked;
