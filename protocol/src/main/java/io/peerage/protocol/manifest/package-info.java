/**
 * Manifests: what the right bytes and headers of one object of a site are, as its publisher signed
 * them. The origin adapter makes them; agents believe one only as {@link
 * io.peerage.protocol.manifest.VerifiedManifest}, which {@link
 * io.peerage.protocol.manifest.ManifestVerifier} alone makes.
 */
@NullMarked
package io.peerage.protocol.manifest;

import org.jspecify.annotations.NullMarked;
