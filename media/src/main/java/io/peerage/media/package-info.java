/**
 * Makes real HLS assets for the demo and the tests: with ffmpeg where there is one, else by an
 * encoder and a multiplexer of its own. {@link io.peerage.media.HlsAsset#generate} is the way in.
 * Called by the demo and by tests; calls nothing of Peerage.
 */
@NullMarked
package io.peerage.media;

import org.jspecify.annotations.NullMarked;
