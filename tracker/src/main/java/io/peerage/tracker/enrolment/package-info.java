/**
 * How newcomers get an identity: one-time tokens, certificates, renewal. Called by the agents'
 * listener and by the admin API; uses the authority, and asks bans who may renew.
 */
@NullMarked
package io.peerage.tracker.enrolment;

import org.jspecify.annotations.NullMarked;
