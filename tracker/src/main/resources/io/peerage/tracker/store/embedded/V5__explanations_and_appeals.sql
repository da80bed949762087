-- What each source put into an agent's good and bad, as of counted_at and audited_at. Of what was
-- counted before these columns were there, nobody knows who counted it.
ALTER TABLE standing ADD COLUMN audited_good REAL NOT NULL DEFAULT 0;
ALTER TABLE standing ADD COLUMN audited_bad REAL NOT NULL DEFAULT 0;
ALTER TABLE standing ADD COLUMN audited_at INTEGER NOT NULL DEFAULT 0;

ALTER TABLE opinion ADD COLUMN counted_good REAL NOT NULL DEFAULT 0;
ALTER TABLE opinion ADD COLUMN counted_bad REAL NOT NULL DEFAULT 0;
ALTER TABLE opinion ADD COLUMN counted_at INTEGER NOT NULL DEFAULT 0;

-- Until when an upheld appeal has set the opinion aside; 0 for never.
ALTER TABLE opinion ADD COLUMN aside_until INTEGER NOT NULL DEFAULT 0;

-- Failed audits cost 5 each unless it was configured otherwise.
UPDATE standing SET audited_bad = min(bad, 5 * audits_failed), audited_at = at;

-- against: the state appealed against; since: when the agent was last well before it.
-- checks: what came of the evidence, {"checks":[{"id":"...","holds":true,"detail":"..."}]}
CREATE TABLE appeal (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  agent      TEXT NOT NULL,
  filed_at   INTEGER NOT NULL,
  filed_by   TEXT NOT NULL,
  text       TEXT NOT NULL,
  against    TEXT NOT NULL,
  since      INTEGER NOT NULL,
  checks     TEXT NOT NULL,
  state      TEXT NOT NULL,
  due        INTEGER NOT NULL,
  finding    TEXT NOT NULL,
  decided_at INTEGER,
  decided_by TEXT,
  reason     TEXT
) STRICT;

CREATE INDEX appeal_of_agent ON appeal (agent, id);

CREATE UNIQUE INDEX open_appeal ON appeal (agent) WHERE decided_at IS NULL;
