/**
 * Progress bars for commands that take a while, on standard error. Called by the command line and
 * the demo; calls the progressbar library.
 */
@NullMarked
package io.peerage.runtime.progress;

import org.jspecify.annotations.NullMarked;
