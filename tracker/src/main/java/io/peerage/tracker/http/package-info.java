/**
 * The tracker's two listeners: the agents' (mTLS, section 4 of the protocol) and the operators'
 * (section 7, the dashboard's files, operations). Checks who asks and how much, then hands over to
 * the features. Called by the wiring class.
 */
@NullMarked
package io.peerage.tracker.http;

import org.jspecify.annotations.NullMarked;
