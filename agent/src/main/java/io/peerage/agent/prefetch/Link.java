package io.peerage.agent.prefetch;

/**
 * An object that a playlist or a player names.
 *
 * @param name what it is stored under, and known by in the swarm
 * @param target what the origin is asked for, if it is asked
 */
public record Link(String name, String target) {}
