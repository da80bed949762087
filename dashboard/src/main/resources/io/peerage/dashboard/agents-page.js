// All agents, the ones that need attention first.
import { html, nothing } from "lit";
import { get } from "./api.js";
import { bytes, count } from "./format.js";
import { Page } from "./page.js";
import { STATE_ORDER, choice, isJudged, loading, notice, presence, scoreBar, standing, stateName } from "./parts.js";

/** Title, what to sort by, whether the largest comes first, and classes. */
const COLUMNS = [
  ["Agent", (a) => a.id, false, ""],
  ["State", (a) => STATE_ORDER.indexOf(a.state) + (isJudged(a) ? 0 : 0.5), false, ""],
  ["Score", (a) => (isJudged(a) ? a.score : -1), true, ""],
  ["Presence", (a) => (isJudged(a) ? (a.online ? 0 : 1) : 2), false, "optional"],
  ["Zone", (a) => a.zone ?? "", false, "optional"],
  ["Delivered", (a) => a.traffic.clientBytes, true, "number optional"],
  ["Served to peers", (a) => a.traffic.servedBytes, true, "number optional"],
  ["Chunks", (a) => a.chunks, true, "number optional"],
];

const isIn = (a, state) => isJudged(a) && a.state === state;

class AgentsPage extends Page {
  static properties = {
    ...Page.properties,
    agents: { state: true },
    filter: { state: true },
    state: { state: true },
    sort: { state: true },
  };

  constructor() {
    super();
    this.filter = "";
    this.state = "";
    this.sort = { column: 1, reversed: false };
  }

  async load() {
    const { agents } = await get("agents");
    return () => (this.agents = agents);
  }

  get shownAgents() {
    const words = this.filter.toLowerCase();
    const [, key, largestFirst] = COLUMNS[this.sort.column];
    const sign = largestFirst === this.sort.reversed ? 1 : -1;
    const order = (one, other) => (one < other ? -sign : one > other ? sign : 0);
    return this.agents
      .filter((a) => !this.state || isIn(a, this.state))
      .filter((a) => [a.id, a.account, a.role, a.zone].join(" ").toLowerCase().includes(words))
      .sort((a, b) => order(key(a), key(b)) || (a.id < b.id ? -1 : 1));
  }

  render() {
    if (!this.loaded) {
      return loading(this.error);
    }
    return html`
      ${notice(this.error)}
      <div class="page-head">
        <h1>Agents</h1>
        ${this.agents.length === 0 ? nothing : this.renderFilters()}
      </div>
      <section class="card" aria-label="Agents">
        ${this.agents.length === 0
          ? html`<div class="empty">
              <strong>No agent has enrolled yet</strong>
              <span>Make a token, which enrols one agent, and give it to the agent as it starts:</span>
              <code>peerage token create --role agent</code>
            </div>`
          : this.renderTable(this.shownAgents)}
      </section>
    `;
  }

  renderFilters() {
    const counts = (state) => this.agents.filter((agent) => isIn(agent, state)).length;
    return html`
      ${choice(
        "State",
        [
          ["", `All ${count(this.agents.length)}`],
          ...STATE_ORDER.map((state) => [state, `${stateName(state)} ${count(counts(state))}`]),
        ],
        this.state,
        (state) => (this.state = state),
      )}
      <span class="spacer"></span>
      <input
        type="search"
        placeholder="Name, zone or account"
        aria-label="Find agents by name, zone or account"
        .value=${this.filter}
        @input=${(e) => (this.filter = e.target.value)}
      />
    `;
  }

  renderTable(agents) {
    return html`<div class="scroll">
      <table>
        <thead>
          <tr>
            ${COLUMNS.map(([title, , largestFirst, kind], i) => this.renderTitle(title, largestFirst, kind, i))}
          </tr>
        </thead>
        <tbody>
          ${agents.map(
            (agent) => html`<tr class="link">
              <td><a class="mono" href="#/agents/${encodeURIComponent(agent.id)}">${agent.id}</a></td>
              <td>${standing(agent)}</td>
              <td>${isJudged(agent) ? scoreBar(agent.score) : "–"}</td>
              <td class="optional">${isJudged(agent) ? presence(agent) : "–"}</td>
              <td class="optional">${agent.zone ?? "–"}</td>
              <td class="number optional">${bytes(agent.traffic.clientBytes)}</td>
              <td class="number optional">${bytes(agent.traffic.servedBytes)}</td>
              <td class="number optional">${count(agent.chunks)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
      ${agents.length === 0
        ? html`<div class="empty"><strong>No agent is like that</strong><span>Show all states, or search for less.</span></div>`
        : nothing}
    </div>`;
  }

  renderTitle(title, largestFirst, kind, column) {
    const isSorted = column === this.sort.column;
    const isAscending = largestFirst === this.sort.reversed;
    return html`<th
      scope="col"
      class=${kind}
      aria-sort=${isSorted ? (isAscending ? "ascending" : "descending") : nothing}
    >
      <button
        type="button"
        @click=${() => (this.sort = { column, reversed: isSorted && !this.sort.reversed })}
      >${title}${isSorted ? html`<span aria-hidden="true">${isAscending ? " ↑" : " ↓"}</span>` : nothing}</button>
    </th>`;
  }
}

customElements.define("agents-page", AgentsPage);
