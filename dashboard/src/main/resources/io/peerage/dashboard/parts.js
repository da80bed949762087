// Small pieces of pages.
import { html, nothing } from "lit";
import { bytes, clock, dateTime, percent, relative, score } from "./format.js";

const STATES = {
  TRUSTED: ["good", "Trusted"],
  PROBATION: ["calm", "Probation"],
  DEGRADED: ["warn", "Degraded"],
  CONTESTED: ["warn", "Contested"],
  QUARANTINE: ["warn", "Quarantine"],
  BANNED: ["bad", "Banned"],
};
const OUTCOMES = {
  CLEAN: ["good", "Clean"],
  MISMATCH: ["bad", "Mismatch"],
  UNAVAILABLE: ["warn", "Unavailable"],
};

/** Sorted by how much they need a person. */
export const STATE_ORDER = ["BANNED", "QUARANTINE", "CONTESTED", "DEGRADED", "PROBATION", "TRUSTED"];

const chip = ([kind, name], text = name) => html`<span class="chip ${kind}">${text}</span>`;

export const stateName = (state) => (STATES[state] ?? ["", state])[1];
export const stateKind = (state) => (STATES[state] ?? ["calm"])[0];
export const stateChip = (state, text) => chip(STATES[state] ?? ["calm", state], text);

/** Whether it has a score and audits: origin adapters are enrolled, and not judged. */
export const isJudged = (agent) => agent.role === "agent";

/** What stands for an agent: its state; its role where nothing was decided on it. */
export const standing = (agent) =>
  isJudged(agent) || agent.state !== "TRUSTED" ? stateChip(agent.state) : chip(["calm", "Origin adapter"]);

export const outcomeChip = (outcome) => chip(OUTCOMES[outcome] ?? ["calm", outcome]);

/** A time as people say it, and to the second under the pointer. */
export function when(iso) {
  return iso ? html`<time datetime=${iso} title=${dateTime(iso)}>${relative(iso)}</time>` : "never";
}

export function presence(agent) {
  return html`<span class="presence"
    ><span class="dot ${agent.online ? "on" : ""}"></span>${agent.online
      ? "online"
      : html`<span>offline <span class="soft">${agent.lastSeen ? when(agent.lastSeen) : ""}</span></span>`}</span
  >`;
}

export function scoreBar(value) {
  return html`<span class="score"
    ><span class="track" aria-hidden="true"><span .style=${`width: ${Math.round(100 * value)}%`}></span></span
    >${score(value)}</span
  >`;
}

/** Where delivered bytes came from, as one bar with its legend. */
export function sourceBar(traffic) {
  const parts = [
    ["Store", traffic.storeBytes, "store"],
    ["Peers", traffic.peerBytes, "peer"],
    ["Origin", traffic.originBytes, "origin"],
  ];
  const total = parts.reduce((sum, part) => sum + part[1], 0);
  // Widths are set as properties: the page's policy allows no style attributes.
  return html`
    <div class="bar" aria-hidden="true">
      ${parts.map(([, value, kind]) => html`<span class=${kind} .style=${`flex: ${value} 0 0`}></span>`)}
    </div>
    <ul class="legend" aria-label="Bytes by source">
      ${parts.map(
        ([name, value, kind]) =>
          html`<li><i class=${kind}></i>${name} <b>${bytes(value)}</b> ${total ? percent(value / total) : nothing}</li>`,
      )}
    </ul>
  `;
}

/** Text with each long hash cut short, and whole under the pointer. */
export function brief(text) {
  return text
    .split(/([0-9a-f]{64})/)
    .map((part, i) => (i % 2 ? html`<code title=${part}>${part.slice(0, 12)}…</code>` : part));
}

/** A reason begins large and ends with a full stop, or with the dots of a hash. */
export function sentence(text) {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return brief(/([.!?]|[0-9a-f]{64})$/.test(begun) ? begun : `${begun}.`);
}

/** An event's text; states and outcomes that it begins with become badges. */
function eventText({ type, text }) {
  const [, from, to, reason] = /^([A-Z]+) -> ([A-Z]+): (.*)$/s.exec(text) ?? [];
  if (type === "state" && from) {
    return html`<div>${stateChip(from)} → ${stateChip(to)}</div>
      <div class="soft small">${brief(reason)}</div>`;
  }
  const [, outcome, detail] = /^([A-Z]+): (.*)$/s.exec(text) ?? [];
  if (type === "audit" && outcome) {
    return html`audit ${outcomeChip(outcome)}<div class="soft small">${brief(detail)}</div>`;
  }
  return html`<span class="soft">${brief(text)}</span>`;
}

export function eventList(events) {
  return html`<ol class="events" tabindex="0" aria-label="Events, the newest first">
    ${events.map(
      (event) => html`<li>
        <time datetime=${event.at} title=${dateTime(event.at)}>${clock(event.at)}</time>
        <div class="what">
          ${event.agent ? html`<a class="mono" href="#/agents/${event.agent}">${event.agent}</a> ` : nothing}${eventText(
            event,
          )}
        </div>
      </li>`,
    )}
  </ol>`;
}

export function notice(error) {
  return error ? html`<p class="notice" role="alert">${error}</p>` : nothing;
}

export function loading(error) {
  return error ? notice(error) : html`<p class="empty">Loading …</p>`;
}

/** A group of buttons of which one is pressed. */
export function choice(label, options, chosen, choose) {
  return html`<div class="choice" role="group" aria-label=${label}>
    ${options.map(
      ([value, text]) =>
        html`<button type="button" aria-pressed=${value === chosen} @click=${() => choose(value)}>${text}</button>`,
    )}
  </div>`;
}
