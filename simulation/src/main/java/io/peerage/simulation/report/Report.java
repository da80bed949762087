package io.peerage.simulation.report;

import io.peerage.simulation.report.LineChart.Line;
import io.peerage.simulation.scenario.Campaign;
import io.peerage.simulation.scenario.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes charts as SVG files, and one HTML page with them and all tables. */
public final class Report {
  private static final double HOURS_PER_POINT = 0.25;

  private final List<Campaign.Summary> summaries;
  private final List<Study.Cell> cells;

  public Report(List<Campaign.Summary> summaries, List<Study.Cell> cells) {
    this.summaries = List.copyOf(summaries);
    this.cells = List.copyOf(cells);
  }

  /** The charts by file name. */
  Map<String, LineChart> charts() {
    Map<String, LineChart> charts = new LinkedHashMap<>();
    List<Line> overTime = new ArrayList<>();
    Map<String, Line> byStrength = new LinkedHashMap<>();
    Map<String, Line> removal = new LinkedHashMap<>();
    for (Study.Cell cell : cells) {
      if (cell.percent() == 40) {
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < cell.wasteByTime().size(); i++) {
          points.add(new double[] {i * HOURS_PER_POINT, cell.wasteByTime().get(i)});
        }
        overTime.add(new Line(cell.attack(), points));
      }
      byStrength
          .computeIfAbsent(cell.attack(), name -> new Line(name, new ArrayList<>()))
          .points()
          .add(new double[] {cell.percent(), cell.waste()});
      if (cell.medianRemovalMinutes() >= 0) {
        removal
            .computeIfAbsent(cell.attack(), name -> new Line(name, new ArrayList<>()))
            .points()
            .add(new double[] {cell.percent(), cell.medianRemovalMinutes()});
      }
    }
    charts.put(
        "trust-waste-over-time.svg",
        new LineChart("Waste over time, 40 % hostile", "hours", "bad fetches, %", overTime));
    charts.put(
        "trust-waste-by-strength.svg",
        new LineChart(
            "Waste over 12 hours, by the strength of the attack",
            "hostile agents, %",
            "bad fetches, %",
            List.copyOf(byStrength.values())));
    charts.put(
        "trust-removal.svg",
        new LineChart(
            "From the first bad block to removal (median)",
            "hostile agents, %",
            "minutes",
            List.copyOf(removal.values())));
    return charts;
  }

  /** Writes the charts into {@code folder}. */
  public void writeCharts(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, LineChart> chart : charts().entrySet()) {
      Files.writeString(folder.resolve(chart.getKey()), chart.getValue().svg());
    }
  }

  /** Writes the page into {@code file}. */
  public void writePage(Path file) throws IOException {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        <!doctype html><html lang="en"><meta charset="utf-8"><title>Peerage: trust simulated</title>
        <style>body{font:15px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
        table{border-collapse:collapse}td,th{padding:.2rem .7rem;border-bottom:1px solid #ccc;text-align:left}
        td.n{text-align:right}.missed{color:#b00020;font-weight:bold}svg{max-width:100%}</style>
        <h1>The trust model, simulated</h1>
        """);
    page.append("<h2>Scenarios</h2><table><tr><th>scenario<th>measure<th>target<th>mean<th>worst");
    page.append("<th>seeds missed</tr>\n");
    for (Campaign.Summary summary : summaries) {
      for (Campaign.Reached reached : summary.targets()) {
        page.append(
            String.format(
                Locale.ROOT,
                "<tr title='%s'><td>%s<td>%s<td class=n>%s<td class=n>%s<td class=n>%s (seed %d)"
                    + "<td class='n%s'>%d</tr>%n",
                LineChart.escaped(summary.scenario().story()),
                summary.scenario().name(),
                LineChart.escaped(reached.target().measure()),
                number(reached.target().limit()),
                number(reached.mean()),
                number(reached.worst()),
                reached.worstSeed(),
                reached.missed() > 0 ? " missed" : "",
                reached.missed()));
      }
    }
    page.append("</table>\n");
    if (!cells.isEmpty()) {
      charts().values().forEach(chart -> page.append(chart.svg()));
      page.append("<h2>Every attack at every strength</h2><table><tr><th>attack<th>hostile, %");
      page.append("<th>waste, %<th>median minutes to removal<th>out after 12 h, %");
      page.append("<th>false verdicts<th>honest contested</tr>\n");
      for (Study.Cell cell : cells) {
        page.append(
            String.format(
                Locale.ROOT,
                "<tr><td>%s<td class=n>%d<td class=n>%s<td class=n>%s<td class=n>%.0f"
                    + "<td class=n>%d<td class=n>%.1f</tr>%n",
                LineChart.escaped(cell.attack()),
                cell.percent(),
                number(cell.waste()),
                cell.medianRemovalMinutes() < 0 ? "-" : number(cell.medianRemovalMinutes()),
                cell.removedPercent(),
                cell.falseVerdicts(),
                cell.contested()));
      }
      page.append("</table>\n");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(file, page);
  }

  /** Writes the tables in Markdown into {@code file}, for the documents. */
  public void writeTables(Path file) throws IOException {
    Files.writeString(file, markdown());
  }

  private String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("| scenario | measure | target | mean | worst | seeds missed |\n");
    text.append("| --- | --- | --- | --- | --- | --- |\n");
    for (Campaign.Summary summary : summaries) {
      for (Campaign.Reached reached : summary.targets()) {
        text.append(
            String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %d |%n",
                summary.scenario().name(),
                reached.target().measure(),
                number(reached.target().limit()),
                number(reached.mean()),
                number(reached.worst()),
                reached.missed()));
      }
    }
    if (!cells.isEmpty()) {
      text.append("\n| attack | hostile | waste | to removal | out | false verdicts |\n");
      text.append("| --- | --- | --- | --- | --- | --- |\n");
      for (Study.Cell cell : cells) {
        text.append(
            String.format(
                Locale.ROOT,
                "| %s | %d %% | %s %% | %s | %.0f %% | %d |%n",
                cell.attack(),
                cell.percent(),
                number(cell.waste()),
                cell.medianRemovalMinutes() < 0
                    ? "-"
                    : number(cell.medianRemovalMinutes()) + " min",
                cell.removedPercent(),
                cell.falseVerdicts()));
      }
    }
    return text.toString();
  }

  static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return String.valueOf((long) value);
    }
    return Math.abs(value) < 1
        ? String.format(Locale.ROOT, "%.3f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
