package io.peerage.simulation.report;

import java.util.List;
import java.util.Locale;

/**
 * A line chart as SVG, with no script and no font of its own. Readable on light and dark pages.
 *
 * @param title above it
 * @param xName along the bottom
 * @param yName along the side
 */
record LineChart(String title, String xName, String yName, List<Line> lines) {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 340;
  private static final int LEFT = 60;
  private static final int RIGHT = 130;
  private static final int TOP = 40;
  private static final int BOTTOM = 50;
  private static final int TICKS = 5;

  /** Told apart by those who see colours otherwise, too (Okabe and Ito, 2008). */
  private static final String[] COLOURS = {
    "#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#8c6d1f", "#555555"
  };

  /**
   * A line of points.
   *
   * @param points x and y, in the order of x
   */
  record Line(String name, List<double[]> points) {}

  String svg() {
    double mostX = 0;
    double mostY = 0;
    for (Line line : lines) {
      for (double[] point : line.points()) {
        mostX = Math.max(mostX, point[0]);
        mostY = Math.max(mostY, point[1]);
      }
    }
    double scaleX = rounded(mostX);
    double scaleY = rounded(mostY);
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" font-family="sans-serif" font-size="12">
        <title>%s</title>
        <rect width="100%%" height="100%%" fill="#ffffff"/>
        <text x="%d" y="22" font-size="15" fill="#222222">%s</text>
        """
            .formatted(WIDTH, HEIGHT, escaped(title), LEFT, escaped(title)));
    for (int i = 0; i <= TICKS; i++) {
      double y = HEIGHT - BOTTOM - (double) i / TICKS * (HEIGHT - TOP - BOTTOM);
      double x = LEFT + (double) i / TICKS * (WIDTH - LEFT - RIGHT);
      svg.append(
          String.format(
              Locale.ROOT,
              "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='#dddddd'/>"
                  + "<text x='%d' y='%.1f' text-anchor='end' fill='#444444'>%s</text>"
                  + "<text x='%.1f' y='%d' text-anchor='middle' fill='#444444'>%s</text>%n",
              LEFT,
              WIDTH - RIGHT,
              y,
              y,
              LEFT - 6,
              y + 4,
              number(scaleY * i / TICKS),
              x,
              HEIGHT - BOTTOM + 18,
              number(scaleX * i / TICKS)));
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x='%d' y='%d' text-anchor='middle' fill='#444444'>%s</text>"
                + "<text x='16' y='%d' text-anchor='middle' fill='#444444'"
                + " transform='rotate(-90 16 %d)'>%s</text>%n",
            (LEFT + WIDTH - RIGHT) / 2,
            HEIGHT - 10,
            escaped(xName),
            (TOP + HEIGHT - BOTTOM) / 2,
            (TOP + HEIGHT - BOTTOM) / 2,
            escaped(yName)));
    for (int i = 0; i < lines.size(); i++) {
      appendLine(svg, i, scaleX, scaleY);
    }
    return svg.append("</svg>\n").toString();
  }

  private void appendLine(StringBuilder svg, int i, double scaleX, double scaleY) {
    String colour = COLOURS[i % COLOURS.length];
    svg.append("<polyline fill='none' stroke-width='2' stroke='").append(colour);
    svg.append("' points='");
    for (double[] point : lines.get(i).points()) {
      svg.append(
          String.format(
              Locale.ROOT,
              "%.1f,%.1f ",
              LEFT + point[0] / scaleX * (WIDTH - LEFT - RIGHT),
              HEIGHT - BOTTOM - point[1] / scaleY * (HEIGHT - TOP - BOTTOM)));
    }
    svg.append("'/>\n");
    int y = TOP + 8 + 18 * i;
    svg.append(
        String.format(
            Locale.ROOT,
            "<line x1='%d' x2='%d' y1='%d' y2='%d' stroke='%s' stroke-width='3'/>"
                + "<text x='%d' y='%d' fill='#222222'>%s</text>%n",
            WIDTH - RIGHT + 8,
            WIDTH - RIGHT + 24,
            y,
            y,
            colour,
            WIDTH - RIGHT + 28,
            y + 4,
            escaped(lines.get(i).name())));
  }

  /** The next of 1, 2, 2.5, 5 times a power of ten. */
  private static double rounded(double most) {
    if (most <= 0) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(most)));
    for (double step : new double[] {1, 2, 2.5, 5, 10}) {
      if (most <= step * power * 1.0000001) {
        return step * power;
      }
    }
    return 10 * power;
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, "%.3f", value)
            .replaceFirst("0+$", "")
            .replaceFirst("\\.$", "");
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#39;");
  }
}
