/**
 * Bytes of remote objects that were read once, kept on a disk by content root, so that what was
 * fetched to be hashed is served from here and not fetched again. A cache and no more: everything
 * may be lost at any time, nothing is trusted before it was verified. Called by {@code publish};
 * calls the protocol's content types.
 */
@NullMarked
package io.peerage.adapter.spool;

import org.jspecify.annotations.NullMarked;
