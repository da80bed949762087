/**
 * A small H.264 encoder (ITU-T H.264, Constrained Baseline, CAVLC) of a synthetic moving picture,
 * good for test assets and nothing else: it meets a byte budget per picture exactly enough to look
 * like a real stream, and every decoder accepts it. Called by the built-in generator, once per
 * picture; calls nothing.
 */
@NullMarked
package io.peerage.media.h264;

import org.jspecify.annotations.NullMarked;
