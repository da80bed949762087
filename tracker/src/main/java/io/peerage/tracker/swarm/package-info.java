/**
 * Who is there and who has what, as agents announce it: in memory only, since they say it all again
 * after a restart. Written by announces, read by selection and by audits. Knows nothing of trust.
 */
@NullMarked
package io.peerage.tracker.swarm;

import org.jspecify.annotations.NullMarked;
