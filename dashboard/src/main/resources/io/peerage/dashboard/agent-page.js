// One agent: why it is where it is, what it is, how its score comes about, and every verdict with its evidence.
import { html, nothing } from "lit";
import { get } from "./api.js";
import { bytes, count, percent, score, some } from "./format.js";
import { Page } from "./page.js";
import {
  brief,
  isJudged,
  loading,
  notice,
  outcomeChip,
  presence,
  scoreBar,
  sentence,
  sourceBar,
  standing,
  stateChip,
  stateKind,
  stateName,
  when,
} from "./parts.js";

/** What each state means for an agent. */
const MEANING = {
  TRUSTED: "It is offered to all, and preferred.",
  PROBATION: "It is offered to others, after those that have earned trust.",
  DEGRADED: "Its score fell. It is offered last, until the score is back.",
  CONTESTED: "Clients complain, but audits are clean. It is offered only to clients it served well themselves.",
  QUARANTINE: "It is offered to nobody. Clean audits lead out of it; another wrong byte leads to a ban.",
  BANNED: "It is offered to nobody, and its certificate is not renewed. Afterwards audits decide.",
};

class AgentPage extends Page {
  static properties = {
    ...Page.properties,
    agent: { state: true },
    prospects: { state: true },
    appeals: { state: true },
    agentId: { attribute: false },
    evidenceId: { attribute: false },
  };

  async load() {
    const path = `agents/${encodeURIComponent(this.agentId)}`;
    const [agent, { prospects }, { appeals }] = await Promise.all([
      get(path),
      get(`${path}/explanation`),
      get(`${path}/appeals`),
    ]);
    return () => Object.assign(this, { agent, prospects, appeals });
  }

  willUpdate(changed) {
    if (changed.has("agentId") && changed.get("agentId") !== undefined) {
      this.loaded = false;
      this.error = undefined;
      this.refresh();
    }
  }

  updated(changed) {
    // Once, as the evidence is first there.
    if (this.loaded && this.evidenceId && (changed.has("evidenceId") || changed.has("loaded"))) {
      this.querySelector(".evidence.shown")?.scrollIntoView({ block: "center" });
    }
  }

  render() {
    if (this.missing) {
      return html`<div class="empty">
        <strong>There is no agent ${this.agentId}</strong>
        <span>It never enrolled here, or was forgotten long after its certificate ended.</span>
        <a href="#/agents">All agents</a>
      </div>`;
    }
    if (!this.loaded) {
      return loading(this.error);
    }
    const a = this.agent;
    return html`
      ${notice(this.error)}
      <p class="small"><a href="#/agents">← Agents</a></p>
      <div class="page-head">
        <h1 class="mono">${a.id}</h1>
        ${standing(a)} ${isJudged(a) ? presence(a) : nothing}
      </div>
      ${isJudged(a) ? this.renderJudged(a) : this.renderMember(a)}
    `;
  }

  renderMember(a) {
    return html`
      <section class="card" aria-labelledby="role-title">
        <h2 id="role-title">Enrolled ${when(a.stateSince)}</h2>
        <p class="soft">
          An origin adapter signs what the origin publishes, and says how much the origin sent. It serves no peers, so
          there is nothing to audit and no score.
        </p>
      </section>
      ${this.renderFacts(a)}
    `;
  }

  renderJudged(a) {
    return html`
      ${this.renderWhy(a)}
      <div class="grid halves">
        <div class="column">${this.renderFacts(a)} ${this.renderProspects()} ${this.renderVerdicts(a)}</div>
        <div class="column">${this.renderScore(a)} ${this.renderEvidence(a)}</div>
        ${this.renderAudits(a)}
      </div>
    `;
  }

  renderWhy(a) {
    const verdict = a.verdicts.find((v) => v.to === a.state);
    return html`<section class="card why ${stateKind(a.state)}" aria-labelledby="why-title">
      <h2 id="why-title">
        ${stateName(a.state)} since ${when(a.stateSince)}${a.stateUntil ? html`, ends ${when(a.stateUntil)}` : nothing}
      </h2>
      <p>
        <strong>Why?</strong> ${verdict ? sentence(verdict.reason) : "It stands as it enrolled: no verdict yet."}
        ${verdict ? this.renderLinks(verdict.evidence) : nothing}
      </p>
      <p class="soft">${MEANING[a.state] ?? ""}</p>
    </section>`;
  }

  /** Links to evidence that is still kept; the ids of what is no longer. */
  renderLinks(ids) {
    return ids.length === 0
      ? nothing
      : html`<span class="soft">Evidence:</span> ${ids.map((id, i) => html`${i ? ", " : ""}<a class="mono" href=${this.link(id)}>${id}</a>`)}`;
  }

  link(evidenceId) {
    return `#/agents/${encodeURIComponent(this.agentId)}/evidence/${encodeURIComponent(evidenceId)}`;
  }

  renderFacts(a) {
    return html`<section class="card" aria-labelledby="facts-title">
      <div class="card-head"><h2 id="facts-title">${isJudged(a) ? "What it does" : "Who it is"}</h2></div>
      <dl class="facts">
        ${isJudged(a) ? this.renderDeeds(a) : nothing}
        <dt>Account</dt><dd>${a.account}</dd>
        <dt>Role</dt><dd>${a.role}</dd>
      </dl>
      ${a.traffic.clientBytes > 0 ? sourceBar(a.traffic) : nothing}
    </section>`;
  }

  renderDeeds(a) {
    return html`
      <dt>Delivered</dt><dd>${bytes(a.traffic.clientBytes)} in ${some(a.traffic.requests, "request")}</dd>
      <dt>Served to peers</dt><dd>${bytes(a.traffic.servedBytes)}</dd>
      <dt>Holds</dt><dd>${some(a.chunks, "chunk")} of ${some(a.holdings, "content")}</dd>
      <dt>Zone</dt><dd>${a.zone ?? "–"}</dd>
      <dt>Endpoint</dt><dd>${a.endpoint ? html`<code>${a.endpoint}</code>` : "–"}</dd>
    `;
  }

  renderScore(a) {
    return html`<section class="card" aria-labelledby="score-title">
      <div class="card-head"><h2 id="score-title">Score</h2><span class="spacer"></span>${scoreBar(a.score)}</div>
      <dl class="facts">
        ${[
          ["Good", score(a.good), "verified transfers and clean audits, halved every day"],
          ["Bad", score(a.bad), "failed audits and testimony, halved every week"],
          ["Mean", percent(a.mean), "of what is expected of it goes well"],
          ["Cautious bound", percent(a.lowerBound), "as far as that much evidence can say"],
          ["Suspicion", percent(a.suspicion), "of credible reports complain: draws audits, never bans"],
          ["Credibility", score(a.credibility), "of its own reports about others"],
        ].map(([name, value, meaning]) => html`<dt>${name}</dt><dd>${value} <span class="soft small">${meaning}</span></dd>`)}
      </dl>
    </section>`;
  }

  renderProspects() {
    return html`<section class="card" aria-labelledby="prospects-title">
      <div class="card-head"><h2 id="prospects-title">What would change its state</h2></div>
      ${this.prospects.length === 0
        ? html`<p class="calm-line">Nothing.</p>`
        : html`<ul class="small">
            ${this.prospects.map((p) => html`<li>${p.text}</li>`)}
          </ul>`}
      ${this.appeals.map(
        (appeal) => html`<p class="small">
          <strong>Appeal ${appeal.id}</strong>, ${appeal.state.toLowerCase().replaceAll("_", " ")}
          <span class="soft">${when(appeal.decidedAt ?? appeal.filedAt)}</span><br />
          ${sentence(appeal.reason ?? appeal.finding)}
        </p>`,
      )}
    </section>`;
  }

  renderVerdicts(a) {
    return html`<section class="card" aria-labelledby="verdicts-title">
      <div class="card-head"><h2 id="verdicts-title">Verdicts</h2></div>
      ${a.verdicts.length === 0
        ? html`<p class="calm-line">None. It stands as it enrolled.</p>`
        : html`<ol class="timeline">
            ${a.verdicts.map(
              (v) => html`<li>
                <div>${stateChip(v.from)} → ${stateChip(v.to)} <span class="soft small">${when(v.at)}</span></div>
                <div>${sentence(v.reason)}</div>
                ${v.evidence.length === 0 ? nothing : html`<div class="small">${this.renderLinks(v.evidence)}</div>`}
                ${v.until ? html`<div class="soft small">Ends ${when(v.until)}</div>` : nothing}
              </li>`,
            )}
          </ol>`}
    </section>`;
  }

  renderEvidence(a) {
    return html`<section class="card" aria-labelledby="evidence-title">
      <div class="card-head"><h2 id="evidence-title">Evidence</h2></div>
      ${a.evidence.length === 0
        ? html`<p class="calm-line">None. Nothing that it sent was proved wrong.</p>`
        : a.evidence.map(
            (e) => html`<div class="evidence ${e.id === this.evidenceId ? "shown" : ""}">
              <div><code>${e.id}</code> <span class="soft small">${e.kind.toLowerCase()} ${when(e.observedAt)}</span></div>
              <div>${sentence(e.fault)}</div>
              <div class="do">
                <a
                  class="button"
                  href="/api/v1/evidence/${encodeURIComponent(e.id)}"
                  download="${e.id}.json"
                  aria-label="Download evidence ${e.id}"
                  >Download</a
                >
                <span class="soft small">check it by <code>peerage verify-evidence ${e.id}.json</code></span>
              </div>
            </div>`,
          )}
    </section>`;
  }

  renderAudits(a) {
    return html`<section class="card wide" aria-labelledby="audits-title">
      <div class="card-head">
        <h2 id="audits-title">Audits</h2>
        ${a.audits.length === 0 ? nothing : html`<span class="soft small">the last ${count(a.audits.length)}</span>`}
      </div>
      ${a.audits.length === 0
        ? html`<p class="calm-line">None yet. Agents are audited once they hold something, at random times.</p>`
        : html`<div class="scroll"><table>
            <thead><tr><th scope="col">When</th><th scope="col">Outcome</th><th scope="col">Detail</th></tr></thead>
            <tbody>
              ${a.audits.map(
                (audit) => html`<tr>
                  <td>${when(audit.at)}</td>
                  <td>${outcomeChip(audit.outcome)}</td>
                  <td>${brief(audit.detail)}</td>
                </tr>`,
              )}
            </tbody>
          </table></div>`}
    </section>`;
  }
}

customElements.define("agent-page", AgentPage);
