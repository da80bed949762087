/** Origins for tests: one that behaves, and one that says exactly what it is told to. */
@NullMarked
package io.peerage.adapter.origins;

import org.jspecify.annotations.NullMarked;
