/**
 * What operators see: each agent with all that the features know of it, and the fleet in numbers.
 * It only reads. Called by the admin API.
 */
@NullMarked
package io.peerage.tracker.overview;

import org.jspecify.annotations.NullMarked;
