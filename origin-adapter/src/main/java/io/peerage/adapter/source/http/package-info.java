/**
 * Any HTTP origin. Requests are conditional and ranges bound to a version where the origin has
 * validators; what breaks off is resumed. Made by the wiring class, called through {@link
 * io.peerage.adapter.source.Source}; speaks through Apache HttpClient.
 */
@NullMarked
package io.peerage.adapter.source.http;

import org.jspecify.annotations.NullMarked;
