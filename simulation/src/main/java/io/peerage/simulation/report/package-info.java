/** Figures for people: the study of each attack at each strength, charts, and the HTML report. */
@NullMarked
package io.peerage.simulation.report;

import org.jspecify.annotations.NullMarked;
