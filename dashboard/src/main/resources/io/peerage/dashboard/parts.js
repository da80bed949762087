// Small pieces of pages.
import { html, nothing } from "lit";
import { ago, bytes, clock, score } from "./format.js";

const STATES = {
  TRUSTED: ["good", "Trusted"],
  PROBATION: ["calm", "Probation"],
  QUARANTINE: ["warn", "Quarantine"],
  BANNED: ["bad", "Banned"],
};

export function stateChip(state) {
  const [kind, name] = STATES[state] ?? ["calm", state];
  return html`<span class="chip ${kind}">${name}</span>`;
}

export function stateName(state) {
  return (STATES[state] ?? ["", state])[1];
}

export function online(agent) {
  return html`<span class="dot ${agent.online ? "on" : ""}"></span>${agent.online
      ? "online"
      : html`offline <span class="soft">(${ago(agent.lastSeen)})</span>`}`;
}

export function scoreBar(value) {
  return html`<span class="score"
    ><meter min="0" max="1" low="0.3" high="0.5" optimum="1" value=${value}></meter>${score(value)}</span
  >`;
}

/** Where delivered bytes came from, as one bar. */
export function sourceBar(traffic) {
  const parts = [
    ["Store", traffic.storeBytes, "--store"],
    ["Peers", traffic.peerBytes, "--peer"],
    ["Origin", traffic.originBytes, "--origin"],
  ];
  const total = parts.reduce((sum, part) => sum + part[1], 0);
  return html`
    <div class="bar" role="img" aria-label="Bytes by source">
      ${parts.map(
        ([, value, color]) =>
          html`<span style="flex: ${total ? value / total : 0}; background: var(${color})"></span>`,
      )}
    </div>
    <div class="legend">
      ${parts.map(
        ([name, value, color]) =>
          html`<span><i style="background: var(${color})"></i>${name} ${bytes(value)}</span>`,
      )}
    </div>
  `;
}

export function eventList(events) {
  if (events.length === 0) {
    return html`<p class="empty">Nothing has happened yet.</p>`;
  }
  return html`<ol class="events" aria-live="polite">
    ${events.map(
      (event) => html`<li>
        <time datetime=${event.at}>${clock(event.at)}</time>
        <span
          >${event.agent
            ? html`<a href="#/agents/${event.agent}"><code>${event.agent}</code></a> `
            : nothing}${event.text}</span
        >
      </li>`,
    )}
  </ol>`;
}

export function notice(error) {
  return error ? html`<p class="notice" role="alert">${error}</p>` : nothing;
}
