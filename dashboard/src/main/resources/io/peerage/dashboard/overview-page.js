// The first page: what is saved, by whom, what needs a person, and what is happening.
import { html, nothing } from "lit";
import { get } from "./api.js";
import { feed } from "./feed.js";
import { bytes, percent, some } from "./format.js";
import { Page } from "./page.js";
import { STATE_ORDER, choice, eventList, loading, notice, sourceBar, stateChip, when } from "./parts.js";
import "./traffic-chart.js";

const SPANS = [
  [15, "15 min"],
  [60, "1 h"],
  [360, "6 h"],
  [1440, "24 h"],
];
const KINDS = [
  ["", "All"],
  ["state", "Verdicts"],
];
const MAX_EVENTS = 100;
const MAX_ATTENTION = 5;

class OverviewPage extends Page {
  static properties = {
    ...Page.properties,
    overview: { state: true },
    traffic: { state: true },
    agents: { state: true },
    events: { state: true },
    minutes: { state: true },
    kind: { state: true },
  };

  constructor() {
    super();
    this.minutes = 60;
    this.kind = "";
    this.events = feed.events;
    this.follow = () => (this.events = feed.events);
  }

  connectedCallback() {
    super.connectedCallback();
    this.follow();
    feed.addEventListener("change", this.follow);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    feed.removeEventListener("change", this.follow);
  }

  async load() {
    const [overview, traffic] = await Promise.all([get("overview"), get(`traffic?minutes=${this.minutes}`)]);
    const { BANNED, QUARANTINE } = overview.agentsByState;
    const agents = BANNED + QUARANTINE > 0 ? (await get("agents")).agents : [];
    return () => Object.assign(this, { overview, traffic, agents });
  }

  render() {
    if (!this.loaded) {
      return loading(this.error);
    }
    return html`
      ${notice(this.error)}
      <div class="page-head">
        <h1>Overview</h1>
        <span class="soft">${this.overview.trustDomain} · tracker started ${when(this.overview.startedAt)}</span>
      </div>
      <div class="grid kpis">${this.renderNumbers()}</div>
      <div class="grid two">
        ${this.renderTraffic()}
        <div class="column">${this.renderAttention()} ${this.renderEvents()}</div>
      </div>
    `;
  }

  renderNumbers() {
    const { traffic, accounts, offloadRatio, agentsByState, agentsOnline } = this.overview;
    const saved = accounts.exchangedBytes + accounts.adapterBytes - accounts.originBytes;
    const agents = Object.values(agentsByState).reduce((sum, n) => sum + n, 0);
    return html`
      <section class="card kpi">
        <h2>Offload</h2>
        <div class="value" id="offload">${percent(offloadRatio)}</div>
        <div class="hint">
          ${offloadRatio === null
            ? "of what agents fetch, once they have receipts"
            : saved >= 0
              ? `${bytes(saved)} that the origin did not send`
              : `${bytes(-saved)} more sent by the origin than agents fetched`}
        </div>
      </section>
      <section class="card kpi sources">
        <h2>Delivered to clients</h2>
        <div class="value">${bytes(traffic.clientBytes)} <small>in ${some(traffic.requests, "request")}</small></div>
        ${sourceBar(traffic)}
      </section>
      <section class="card kpi">
        <h2>Agents online</h2>
        <div class="value" id="online">${agentsOnline} <small>of ${agents} enrolled</small></div>
        <div class="chips">
          ${STATE_ORDER.toReversed()
            .filter((state) => agentsByState[state] > 0)
            .map((state) => stateChip(state, `${agentsByState[state]} ${state.toLowerCase()}`))}
        </div>
      </section>
    `;
  }

  renderTraffic() {
    const { points, stepSeconds } = this.traffic;
    const isEmpty = points.every((point) => point.traffic.clientBytes === 0);
    return html`<section class="card" aria-labelledby="traffic-title">
      <div class="card-head">
        <h2 id="traffic-title">Traffic by source</h2>
        <span class="spacer"></span>
        ${choice("Time shown", SPANS, this.minutes, (minutes) => {
          this.minutes = minutes;
          this.refresh();
        })}
      </div>
      ${isEmpty
        ? html`<div class="empty">
            <strong>${this.overview.traffic.clientBytes === 0 ? "No traffic yet" : "No traffic in this time"}</strong>
            <span>Agents report what they deliver every few seconds. Point a player at one of them.</span>
          </div>`
        : html`<traffic-chart .points=${points} .stepSeconds=${stepSeconds}></traffic-chart>`}
    </section>`;
  }

  renderAttention() {
    const denied = this.agents
      .filter((agent) => agent.state === "BANNED" || agent.state === "QUARANTINE")
      .sort((a, b) => STATE_ORDER.indexOf(a.state) - STATE_ORDER.indexOf(b.state) || (a.id < b.id ? -1 : 1));
    return html`<section class="card" aria-labelledby="attention-title">
      <div class="card-head"><h2 id="attention-title">Needs attention</h2></div>
      ${denied.length === 0
        ? html`<p class="calm-line">Nothing. No agent is banned or in quarantine.</p>`
        : html`<ul class="attention">
            ${denied.slice(0, MAX_ATTENTION).map(
              (agent) => html`<li>
                ${stateChip(agent.state)}
                <a class="mono" href="#/agents/${agent.id}">${agent.id}</a>
                <span class="since soft small">
                  <span>
                    since
                    ${when(agent.stateSince)}${agent.stateUntil ? html`, ends ${when(agent.stateUntil)}` : nothing}
                  </span>
                  <a href="#/agents/${agent.id}" aria-label="Why is ${agent.id} here?">Why?</a>
                </span>
              </li>`,
            )}
          </ul>`}
      ${denied.length > MAX_ATTENTION
        ? html`<a class="small" href="#/agents">and ${denied.length - MAX_ATTENTION} more</a>`
        : nothing}
    </section>`;
  }

  renderEvents() {
    const shown = this.kind ? this.events.filter((event) => event.type === this.kind) : this.events;
    return html`<section class="card events-card" aria-labelledby="events-title">
      <div class="card-head">
        <h2 id="events-title">Events</h2>
        <span class="spacer"></span>
        ${choice("Events shown", KINDS, this.kind, (kind) => (this.kind = kind))}
      </div>
      ${shown.length === 0
        ? html`<p class="calm-line">${this.kind ? "None" : "Nothing has happened"} since the tracker started.</p>`
        : eventList(shown.slice(0, MAX_EVENTS))}
    </section>`;
  }
}

customElements.define("overview-page", OverviewPage);
