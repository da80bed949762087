// All agents, the ones that need attention first.
import { html } from "lit";
import { get } from "./api.js";
import { bytes, count } from "./format.js";
import { Page } from "./page.js";
import { notice, online, scoreBar, stateChip } from "./parts.js";

const ORDER = ["BANNED", "QUARANTINE", "PROBATION", "TRUSTED"];

class AgentsPage extends Page {
  static properties = { ...Page.properties, agents: { state: true }, filter: { state: true } };

  constructor() {
    super();
    this.filter = "";
  }

  async load() {
    this.agents = (await get("agents")).agents;
  }

  get shownAgents() {
    const words = this.filter.toLowerCase();
    return this.agents
      .filter((a) => [a.id, a.account, a.role, a.zone, a.state].join(" ").toLowerCase().includes(words))
      .sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.id.localeCompare(b.id));
  }

  render() {
    if (!this.loaded) {
      return html`${notice(this.error)}<p class="empty">Loading …</p>`;
    }
    return html`
      ${notice(this.error)}
      <div class="page-head">
        <h1>Agents</h1>
        <span class="soft">${count(this.agents.length)}</span>
        <span class="spacer"></span>
        <input
          type="search"
          placeholder="Filter"
          aria-label="Filter agents"
          .value=${this.filter}
          @input=${(e) => (this.filter = e.target.value)}
        />
      </div>
      <section class="card">
        ${this.agents.length === 0
          ? html`<p class="empty">
              No agent has enrolled yet. Make a token with <code>peerage token create --role agent</code>.
            </p>`
          : html`<div class="scroll">
              <table>
                <thead>
                  <tr>
                    <th>Agent</th>
                    <th>State</th>
                    <th>Score</th>
                    <th>Seen</th>
                    <th>Zone</th>
                    <th class="number">Delivered</th>
                    <th class="number">Served to peers</th>
                    <th class="number">Chunks</th>
                  </tr>
                </thead>
                <tbody>
                  ${this.shownAgents.map(
                    (agent) => html`<tr class="link">
                      <td><a href="#/agents/${agent.id}"><code>${agent.id}</code></a></td>
                      <td>${stateChip(agent.state)}</td>
                      <td>${scoreBar(agent.score)}</td>
                      <td>${online(agent)}</td>
                      <td>${agent.zone ?? "–"}</td>
                      <td class="number">${bytes(agent.traffic.clientBytes)}</td>
                      <td class="number">${bytes(agent.traffic.servedBytes)}</td>
                      <td class="number">${count(agent.chunks)}</td>
                    </tr>`,
                  )}
                </tbody>
              </table>
              ${this.shownAgents.length === 0 ? html`<p class="empty">No agent matches “${this.filter}”.</p>` : ""}
            </div>`}
      </section>
    `;
  }
}

customElements.define("agents-page", AgentsPage);
