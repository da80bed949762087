/**
 * What agents and trackers say to each other, as records that refuse nonsense; {@code
 * docs/protocol.md} shows each as JSON. Sizes are limited here, where they are defined.
 */
@NullMarked
package io.peerage.protocol.message;

import org.jspecify.annotations.NullMarked;
