// One agent: what it is, how its score comes about, and every verdict with its evidence.
import { html, nothing } from "lit";
import { get } from "./api.js";
import { ago, bytes, count, dateTime, percent } from "./format.js";
import { Page } from "./page.js";
import { notice, online, scoreBar, sourceBar, stateChip, stateName } from "./parts.js";

const OUTCOMES = { CLEAN: "good", MISMATCH: "bad", UNAVAILABLE: "warn" };

class AgentPage extends Page {
  static properties = { ...Page.properties, agent: { state: true }, agentId: { attribute: false } };

  async load() {
    this.agent = await get(`agents/${encodeURIComponent(this.agentId)}`);
  }

  willUpdate(changed) {
    if (changed.has("agentId") && this.agent && this.agent.id !== this.agentId) {
      this.loaded = false;
      this.load().then(() => (this.loaded = true), (e) => (this.error = e.message));
    }
  }

  render() {
    if (!this.loaded) {
      return html`${notice(this.error)}<p class="empty">Loading …</p>`;
    }
    const a = this.agent;
    return html`
      ${notice(this.error)}
      <p><a href="#/agents">← Agents</a></p>
      <div class="page-head">
        <h1><code style="font-size: 20px">${a.id}</code></h1>
        ${stateChip(a.state)}
        <span class="soft">since ${dateTime(a.stateSince)}${a.stateUntil ? `, until ${dateTime(a.stateUntil)}` : ""}</span>
      </div>
      <div class="grid halves">
        <section class="card">
          <h2>Facts</h2>
          <dl class="facts">
            <dt>Seen</dt><dd>${online(a)}</dd>
            <dt>Role</dt><dd>${a.role}</dd>
            <dt>Account</dt><dd>${a.account}</dd>
            <dt>Zone</dt><dd>${a.zone ?? "–"}</dd>
            <dt>Endpoint</dt><dd><code>${a.endpoint ?? "–"}</code></dd>
            <dt>Holds</dt><dd>${count(a.chunks)} chunks of ${count(a.holdings)} contents</dd>
            <dt>Delivered</dt><dd>${bytes(a.traffic.clientBytes)} in ${count(a.traffic.requests)} requests</dd>
            <dt>Served to peers</dt><dd>${bytes(a.traffic.servedBytes)}</dd>
          </dl>
          ${sourceBar(a.traffic)}
        </section>
        <section class="card">
          <h2>Score ${scoreBar(a.score)}</h2>
          <dl class="facts">
            <dt>Good evidence</dt><dd>${a.good.toFixed(2)} <span class="soft">verified transfers and clean audits, halved every day</span></dd>
            <dt>Bad evidence</dt><dd>${a.bad.toFixed(2)} <span class="soft">failed audits and testimony, halved every week</span></dd>
            <dt>Mean</dt><dd>${percent(a.mean)} <span class="soft">of what is expected of it goes well</span></dd>
            <dt>Cautious bound</dt><dd>${percent(a.lowerBound)} <span class="soft">as far as that much evidence can say</span></dd>
            <dt>Suspicion</dt><dd>${percent(a.suspicion)} <span class="soft">of credible reports complain; draws audits, never bans</span></dd>
            <dt>Credibility</dt><dd>${a.credibility.toFixed(2)} <span class="soft">of its own reports about others</span></dd>
          </dl>
        </section>
        <section class="card">
          <h2>Verdicts</h2>
          ${a.verdicts.length === 0
            ? html`<p class="empty">None. It stands as it enrolled.</p>`
            : html`<ol class="timeline">
                ${a.verdicts.map(
                  (v) => html`<li>
                    <div>${stateChip(v.from)} → ${stateChip(v.to)}</div>
                    <div>${v.reason}</div>
                    <div class="soft">
                      ${dateTime(v.at)}${v.until ? ` · until ${dateTime(v.until)}` : ""}
                      ${v.evidence.map((id) => html` · <a href="#evidence-${id}" @click=${this.showEvidence}>evidence ${id}</a>`)}
                    </div>
                  </li>`,
                )}
              </ol>`}
        </section>
        <section class="card">
          <h2>Evidence</h2>
          ${a.evidence.length === 0
            ? html`<p class="empty">None.</p>`
            : a.evidence.map(
                (e) => html`<div id="evidence-${e.id}" style="margin-bottom: 16px">
                  <div><span class="chip bad">${e.kind.toLowerCase()}</span> <span class="soft">${dateTime(e.observedAt)}</span></div>
                  <p style="margin-top: 6px">${e.fault}</p>
                  <a class="button" href="/api/v1/evidence/${e.id}" download="${e.id}.json">Download</a>
                  <span class="soft">check it with</span> <code>peerage verify-evidence ${e.id}.json</code>
                </div>`,
              )}
        </section>
        <section class="card">
          <h2>Audits</h2>
          ${a.audits.length === 0
            ? html`<p class="empty">None yet.</p>`
            : html`<div class="scroll"><table>
                <thead><tr><th>When</th><th>Outcome</th><th>Detail</th></tr></thead>
                <tbody>
                  ${a.audits.map(
                    (audit) => html`<tr>
                      <td style="white-space: nowrap">${ago(audit.at)}</td>
                      <td><span class="chip ${OUTCOMES[audit.outcome] ?? "calm"}">${audit.outcome.toLowerCase()}</span></td>
                      <td>${audit.detail || nothing}</td>
                    </tr>`,
                  )}
                </tbody>
              </table></div>`}
        </section>
      </div>
    `;
  }

  showEvidence(event) {
    event.preventDefault();
    const id = event.target.getAttribute("href").slice(1);
    this.querySelector(`#${CSS.escape(id)}`)?.scrollIntoView({ behavior: "smooth" });
  }
}

customElements.define("agent-page", AgentPage);
