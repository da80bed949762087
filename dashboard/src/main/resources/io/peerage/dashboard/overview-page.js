// The first page: what is saved, by whom, and what is happening.
import { html } from "lit";
import { follow, get } from "./api.js";
import { ago, bytes, count, percent } from "./format.js";
import { Page } from "./page.js";
import { eventList, notice, sourceBar, stateChip } from "./parts.js";
import "./traffic-chart.js";

const MAX_EVENTS = 200;

class OverviewPage extends Page {
  static properties = {
    ...Page.properties,
    overview: { state: true },
    traffic: { state: true },
    events: { state: true },
    live: { state: true },
    minutes: { state: true },
  };

  constructor() {
    super();
    this.events = [];
    this.minutes = 15;
  }

  connectedCallback() {
    super.connectedCallback();
    this.unfollow = follow(
      (event) => {
        if (!this.events.some((known) => known.id === event.id)) {
          this.events = [event, ...this.events].slice(0, MAX_EVENTS);
        }
      },
      (open) => (this.live = open),
    );
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.unfollow?.();
  }

  async load() {
    [this.overview, this.traffic] = await Promise.all([
      get("overview"),
      get(`traffic?minutes=${this.minutes}`),
    ]);
  }

  render() {
    if (!this.loaded) {
      return html`${notice(this.error)}<p class="empty">Loading …</p>`;
    }
    const { traffic, offloadRatio, agentsByState, agentsOnline } = this.overview;
    const saved = Math.max(0, traffic.clientBytes - traffic.originBytes);
    const agents = Object.values(agentsByState).reduce((sum, n) => sum + n, 0);
    return html`
      ${notice(this.error)}
      <div class="page-head">
        <h1>Overview</h1>
        <span class="soft">${this.overview.trustDomain} · tracker started ${ago(this.overview.startedAt)}</span>
      </div>
      <div class="grid kpis">
        <section class="card kpi">
          <div class="label">Offload</div>
          <div class="value" id="offload">${percent(offloadRatio)}</div>
          <div class="hint">of delivered bytes did not leave the origin</div>
        </section>
        <section class="card kpi">
          <div class="label">Saved</div>
          <div class="value">${bytes(saved)}</div>
          <div class="hint">of ${bytes(traffic.clientBytes)} delivered in ${count(traffic.requests)} requests</div>
        </section>
        <section class="card kpi">
          <div class="label">Agents online</div>
          <div class="value">${agentsOnline}<span class="soft"> / ${agents}</span></div>
          <div class="hint">
            ${Object.entries(agentsByState)
              .filter(([, n]) => n > 0)
              .map(([state, n]) => html`${stateChip(state)} ${n}&ensp;`)}
          </div>
        </section>
        <section class="card kpi">
          <div class="label">Where the bytes came from</div>
          ${sourceBar(traffic)}
        </section>
      </div>
      <div class="grid two">
        <section class="card">
          <div class="page-head">
            <h2>Bytes by source</h2>
            <span class="spacer"></span>
            <label class="soft"
              >last
              <select
                aria-label="Time shown"
                @change=${(e) => {
                  this.minutes = Number(e.target.value);
                  this.load();
                }}
              >
                ${[15, 60, 360, 1440].map(
                  (m) =>
                    html`<option value=${m} ?selected=${m === this.minutes}>
                      ${m < 60 ? `${m} min` : `${m / 60} h`}
                    </option>`,
                )}
              </select></label
            >
          </div>
          ${this.traffic.points.length === 0
            ? html`<p class="empty">No traffic yet. Point a player at an agent.</p>`
            : html`<traffic-chart
                .points=${this.traffic.points}
                .stepSeconds=${this.traffic.stepSeconds}
              ></traffic-chart>`}
        </section>
        <section class="card">
          <h2>Live events <span class="dot ${this.live ? "on" : ""}" title=${this.live ? "connected" : "not connected"}></span></h2>
          ${eventList(this.events)}
        </section>
      </div>
    `;
  }
}

customElements.define("overview-page", OverviewPage);
