/**
 * A plain HTTP origin over a folder, as a media site may have it: Jetty's own resource handler,
 * with ranges, conditional requests and an access log. For the demo, the tests and for trying
 * things out; it knows nothing of Peerage.
 */
@NullMarked
package io.peerage.demo.origin;

import org.jspecify.annotations.NullMarked;
