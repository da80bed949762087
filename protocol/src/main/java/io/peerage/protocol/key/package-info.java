/**
 * Ed25519 keys and signatures, by BouncyCastle, whose implementation is several times faster than
 * the JDK's. Used for manifests, root documents, deny lists, evidence and agents' identities.
 */
@NullMarked
package io.peerage.protocol.key;

import org.jspecify.annotations.NullMarked;
