/**
 * Fakes and samples shared by the tests of several modules: a trust domain, a site with keys,
 * content from a seed, a clock that is set by hand. Nothing here is a mock of our own code.
 */
@NullMarked
package io.peerage.testing;

import org.jspecify.annotations.NullMarked;
