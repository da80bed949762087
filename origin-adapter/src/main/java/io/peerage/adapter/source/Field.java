package io.peerage.adapter.source;

/** One header field, its name as it was written. */
public record Field(String name, String value) {}
