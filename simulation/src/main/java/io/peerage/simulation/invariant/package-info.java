/**
 * What must hold at every moment of every run, each as a class with its name. They watch the world
 * as witnesses and say what broke them first.
 */
@NullMarked
package io.peerage.simulation.invariant;

import org.jspecify.annotations.NullMarked;
