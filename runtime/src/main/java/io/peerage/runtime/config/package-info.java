/**
 * Configuration: records with defaults in code, overlaid by a YAML file, then environment
 * variables, then flags. Unknown keys and wrong values are refused with the key, the value, where
 * it was set and what would be right. Used by every process's wiring class and by the command line.
 */
@NullMarked
package io.peerage.runtime.config;

import org.jspecify.annotations.NullMarked;
