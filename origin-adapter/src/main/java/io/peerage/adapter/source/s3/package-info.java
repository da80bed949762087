/**
 * A bucket of an S3-compatible store. Reads are bound to a version by entity tag, and by version id
 * where the bucket keeps versions; nothing is listed to answer a request. Made by the wiring class,
 * called through {@link io.peerage.adapter.source.Source} and, to sign ahead, {@link
 * io.peerage.adapter.source.Listing}; speaks through the AWS SDK.
 */
@NullMarked
package io.peerage.adapter.source.s3;

import org.jspecify.annotations.NullMarked;
