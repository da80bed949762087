/**
 * Appeals against what was decided on agents: {@code Appeals} keeps an operator's queue. Each is
 * examined by program first: every evidence file is checked again, and {@code AppealRule} says,
 * purely, whether that alone upholds it; else it waits for a person. What is upheld is carried out
 * by bans and trust. Called by the admin API.
 */
@NullMarked
package io.peerage.tracker.appeals;

import org.jspecify.annotations.NullMarked;
