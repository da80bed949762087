/**
 * The command {@code peerage}: one subcommand for each process and each task, each in a class of
 * its own that reads its options and calls the feature. Exit status 0: done; 1: the answer is no,
 * or it failed; 2: wrong usage or configuration.
 */
@NullMarked
package io.peerage.cli;

import org.jspecify.annotations.NullMarked;
