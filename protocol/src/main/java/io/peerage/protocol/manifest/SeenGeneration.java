package io.peerage.protocol.manifest;

import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.key.KeyId;

/**
 * What an agent remembers of the newest manifest it believed for a path, so that it cannot be
 * talked back to an older one.
 *
 * @param signer the key that signed it: once that key is revoked, its generation counts no more, or
 *     a thief could have locked the path at the highest generation (TUF's fast-forward attack)
 */
public record SeenGeneration(long generation, ContentRoot contentRoot, KeyId signer) {}
