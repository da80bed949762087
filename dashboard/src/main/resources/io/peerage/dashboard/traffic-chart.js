// Bytes by source over time, stacked, with the offload ratio as a line.
import { LitElement, html } from "lit";
import * as echarts from "echarts";
import { bytes, percent } from "./format.js";

export class TrafficChart extends LitElement {
  static properties = { points: { attribute: false }, stepSeconds: { type: Number } };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.resize = new ResizeObserver(() => this.chart?.resize());
    this.scheme = matchMedia("(prefers-color-scheme: dark)");
    this.repaint = () => this.draw();
    this.scheme.addEventListener("change", this.repaint);
    addEventListener("theme", this.repaint);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.resize.disconnect();
    this.scheme.removeEventListener("change", this.repaint);
    removeEventListener("theme", this.repaint);
    this.chart?.dispose();
    this.chart = undefined;
  }

  render() {
    return html`<div class="chart" role="img" aria-label="Bytes by source and offload ratio over time"></div>`;
  }

  updated() {
    this.draw();
  }

  draw() {
    const box = this.querySelector(".chart");
    if (!box || !this.points) {
      return;
    }
    if (!this.chart) {
      this.chart = echarts.init(box, null, { renderer: "svg" });
      this.resize.observe(box);
    }
    const color = (name) => getComputedStyle(this).getPropertyValue(name).trim();
    const rate = (key) =>
      this.points.map((point) => [Date.parse(point.at), point.traffic[key] / this.stepSeconds]);
    const area = (name, key, token) => ({
      name,
      type: "line",
      stack: "bytes",
      symbol: "none",
      lineStyle: { width: 1, color: color(token) },
      itemStyle: { color: color(token) },
      areaStyle: { color: color(token), opacity: 0.75 },
      data: rate(key),
    });
    this.chart.setOption({
      animation: false,
      textStyle: { fontFamily: "inherit", color: color("--soft") },
      grid: { left: 68, right: 54, top: 40, bottom: 28 },
      legend: { top: 0, left: 0, icon: "roundRect", itemWidth: 12, itemHeight: 10, textStyle: { color: color("--ink") } },
      tooltip: {
        trigger: "axis",
        backgroundColor: color("--card"),
        borderColor: color("--line"),
        textStyle: { color: color("--ink") },
        formatter: (series) => {
          const at = new Date(series[0].value[0]).toLocaleTimeString();
          const rows = series.map(
            (s) =>
              `${s.marker} ${s.seriesName} <b>${
                s.seriesName === "Offload" ? percent(s.value[1]) : bytes(s.value[1]) + "/s"
              }</b>`,
          );
          return [at, ...rows].join("<br>");
        },
      },
      xAxis: { type: "time", axisLine: { lineStyle: { color: color("--line") } }, axisLabel: { color: color("--soft"), hideOverlap: true } },
      yAxis: [
        {
          type: "value",
          axisLabel: { formatter: (v) => bytes(v) + "/s", color: color("--soft") },
          splitLine: { lineStyle: { color: color("--line") } },
        },
        {
          type: "value",
          min: 0,
          max: 1,
          interval: 0.25,
          axisLabel: { formatter: (v) => `${Math.round(v * 100)} %`, color: color("--soft") },
          splitLine: { show: false },
        },
      ],
      series: [
        area("Store", "storeBytes", "--store"),
        area("Peers", "peerBytes", "--peer"),
        area("Origin", "originBytes", "--origin"),
        {
          name: "Offload",
          type: "line",
          yAxisIndex: 1,
          symbol: "none",
          connectNulls: true,
          lineStyle: { width: 2, type: "dashed", color: color("--ink") },
          itemStyle: { color: color("--ink") },
          data: offload(this.points),
        },
      ],
    });
  }
}

/** The offload ratio up to each point, over the shown time so far. */
function offload(points) {
  let client = 0;
  let origin = 0;
  return points.map((point) => {
    client += point.traffic.clientBytes;
    origin += point.traffic.originBytes;
    return [Date.parse(point.at), client ? Math.max(0, 1 - origin / client) : null];
  });
}

customElements.define("traffic-chart", TrafficChart);
