/**
 * Strict JSON: unknown, duplicated or missing fields, wrong types, trailing text and anything over
 * a stated size are refused with the field's name. Used by every format of the protocol.
 */
@NullMarked
package io.peerage.protocol.json;

import org.jspecify.annotations.NullMarked;
