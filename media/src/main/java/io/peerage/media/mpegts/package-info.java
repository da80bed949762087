/**
 * Packs H.264 access units into an MPEG-2 transport stream (ISO/IEC 13818-1), as HLS segments need
 * it (RFC 8216, section 3.2). Called by the built-in generator; calls nothing.
 */
@NullMarked
package io.peerage.media.mpegts;

import org.jspecify.annotations.NullMarked;
