/**
 * Tests of the dashboard as its users have it: a real tracker with a fleet of fake agents, and a
 * real Chromium, driven by Playwright. Nothing here runs in production.
 */
@NullMarked
package io.peerage.dashboard;

import org.jspecify.annotations.NullMarked;
