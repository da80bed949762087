// Bytes a second by source, stacked, as agents say; and under it the offload ratio over the same time, by the accounts of both ends.
import { LitElement, html } from "lit";
import * as echarts from "echarts";
import { bytes, clock, percent, shortBytes } from "./format.js";

const SOURCES = [
  ["Store", "storeBytes", "store"],
  ["Peers", "peerBytes", "peer"],
  ["Origin", "originBytes", "origin"],
];
/** Over how many steps the offload ratio is taken, so that one odd request is no cliff. */
const RATIO_STEPS = 6;
/** The level is the library's own default, which it forgets for the points under the pointer, and then complains. */
const LINE = { type: "line", showSymbol: false, zlevel: 0 };

export class TrafficChart extends LitElement {
  static properties = { points: { attribute: false }, stepSeconds: { attribute: false } };

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
    return html`
      <ul class="legend" aria-hidden="true">
        ${SOURCES.map(([name, , kind]) => html`<li><i class=${kind}></i>${name}</li>`)}
        <li><i class="line"></i>Offload</li>
      </ul>
      <div class="chart" role="img" aria-label=${this.summary()}></div>
    `;
  }

  /** The chart in one sentence, for those who do not see it. */
  summary() {
    const sum = (key) => this.points.reduce((total, point) => total + point.traffic[key], 0);
    const parts = SOURCES.map(([name, key]) => `${name} ${bytes(sum(key))}`).join(", ");
    const ratio = percent(offloadBetween(this.points[0], this.points.at(-1)));
    return `Traffic and offload over time. In the time shown: ${parts}, offload ${ratio}.`;
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
      // On a canvas: the SVG that the library writes has style attributes, which the page's policy forbids.
      this.chart = echarts.init(box, null, { renderer: "canvas" });
      this.resize.observe(box);
    }
    this.chart.setOption(this.option(palette(box)), { notMerge: true });
  }

  option(color) {
    // A step that is not over yet would look like a fall.
    const points = this.points.filter((point) => Date.parse(point.at) + 1000 * this.stepSeconds <= Date.now());
    const ratios = offload(points);
    const font = { color: color.soft, fontSize: 12, fontFamily: color.font };
    const time = {
      type: "time",
      min: points.length ? Date.parse(points[0].at) : undefined,
      max: points.length ? Date.parse(points.at(-1).at) : undefined,
      axisLine: { lineStyle: { color: color.line } },
      axisTick: { show: false },
      splitLine: { show: false },
    };
    return {
      animation: false,
      textStyle: font,
      axisPointer: { link: [{ xAxisIndex: "all" }] },
      grid: [
        { left: 72, right: 12, top: 14, height: "56%" },
        { left: 72, right: 12, bottom: 26, height: "20%" },
      ],
      tooltip: {
        trigger: "axis",
        confine: true,
        axisPointer: { type: "line", z: 50, lineStyle: { color: color.edge } },
        backgroundColor: color.card,
        borderColor: color.line,
        textStyle: { ...font, color: color.ink },
        formatter: (series) => tooltip(series[0].axisValue, points, ratios, this.stepSeconds),
      },
      xAxis: [
        { ...time, gridIndex: 0, axisLabel: { show: false } },
        { ...time, gridIndex: 1, axisLabel: { ...font, hideOverlap: true, formatter: "{HH}:{mm}" } },
      ],
      yAxis: [
        {
          gridIndex: 0,
          splitNumber: 4,
          axisLabel: { ...font, formatter: (value) => `${shortBytes(value)}/s` },
          splitLine: { lineStyle: { color: color.line } },
        },
        {
          gridIndex: 1,
          min: 0,
          max: 1,
          interval: 0.5,
          axisLabel: { ...font, formatter: (value) => `${Math.round(value * 100)} %` },
          splitLine: { lineStyle: { color: color.line } },
        },
      ],
      series: [
        // The sums, the highest first, each painted over the one before: stacks of the library leave gaps.
        ...SOURCES.map(([name, , kind], i) => ({
          name,
          ...LINE,
          lineStyle: { width: 1, color: color[kind] },
          itemStyle: { color: color[kind] },
          areaStyle: { color: color[kind], opacity: 1 },
          data: points.map((point) => [Date.parse(point.at), upTo(i, point.traffic) / this.stepSeconds]),
        })).reverse(),
        {
          name: "Offload",
          ...LINE,
          connectNulls: true,
          xAxisIndex: 1,
          yAxisIndex: 1,
          lineStyle: { width: 2, color: color.ink },
          itemStyle: { color: color.ink },
          data: points.map((point, i) => [Date.parse(point.at), ratios[i]]),
        },
      ],
    };
  }
}

/** The bytes of the first sources up to the one with index `last`. */
const upTo = (last, traffic) => SOURCES.slice(0, last + 1).reduce((sum, [, key]) => sum + traffic[key], 0);

/** The tokens as colours that a canvas understands. */
function palette(box) {
  const probe = document.createElement("span");
  box.parentElement.append(probe);
  const color = { font: getComputedStyle(document.body).fontFamily };
  for (const name of ["ink", "soft", "line", "edge", "card", "store", "peer", "origin"]) {
    probe.style.color = `var(--${name})`;
    color[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return color;
}

/** The offload ratio of the last steps up to each point; nothing where nothing moved. */
function offload(points) {
  return points.map((point, i) => offloadBetween(points[Math.max(0, i - RATIO_STEPS)], point));
}

/** What part of what agents fetched from the end of one step to the end of another no origin had to send. */
function offloadBetween(from, to) {
  if (!from?.accounts || !to?.accounts) {
    return null;
  }
  const more = (key) => to.accounts[key] - from.accounts[key];
  const fetched = more("exchangedBytes") + more("adapterBytes");
  return fetched > 0 ? Math.min(1, Math.max(0, 1 - more("originBytes") / fetched)) : null;
}

/** As elements: the page's policy would not let styles in from text. */
function tooltip(at, points, ratios, stepSeconds) {
  const i = points.findIndex((point) => Date.parse(point.at) === at);
  const box = document.createElement("div");
  const row = (text, kind) => {
    const line = box.appendChild(document.createElement("div"));
    if (kind) {
      const mark = line.appendChild(document.createElement("i"));
      mark.className = kind;
      Object.assign(mark.style, { display: "inline-block", width: "9px", height: "9px", marginRight: "7px", borderRadius: "3px" });
    }
    line.append(text);
  };
  row(clock(at));
  if (i >= 0) {
    SOURCES.toReversed().forEach(([name, key, kind]) => row(`${name} ${bytes(points[i].traffic[key] / stepSeconds)}/s`, kind));
    row(`Offload ${percent(ratios[i])}`);
  }
  return box;
}

customElements.define("traffic-chart", TrafficChart);
