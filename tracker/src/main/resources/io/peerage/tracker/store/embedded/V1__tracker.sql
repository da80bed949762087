-- What a tracker must not forget. Times are milliseconds since 1970; names and hashes are text.

CREATE TABLE identity (
  id                TEXT NOT NULL PRIMARY KEY,
  role              TEXT NOT NULL,
  account           TEXT NOT NULL,
  enrolled_at       INTEGER NOT NULL,
  certificate_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX identity_of_account ON identity (account, certificate_until);

-- Of a token's secret only its SHA-256 is known here.
CREATE TABLE token (
  secret_hash TEXT NOT NULL PRIMARY KEY,
  role        TEXT NOT NULL,
  account     TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  used_by     TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX token_expiry ON token (expires_at);

-- bans: times, oldest first, and evidence: ids, both with spaces between.
CREATE TABLE status (
  agent        TEXT NOT NULL PRIMARY KEY,
  state        TEXT NOT NULL,
  since        INTEGER NOT NULL,
  until        INTEGER,
  clean_audits INTEGER NOT NULL,
  bans         TEXT NOT NULL,
  evidence     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The audit log: written once, never changed.
CREATE TABLE verdict (
  number     INTEGER PRIMARY KEY AUTOINCREMENT,
  agent      TEXT NOT NULL,
  at         INTEGER NOT NULL,
  from_state TEXT NOT NULL,
  to_state   TEXT NOT NULL,
  reason     TEXT NOT NULL,
  evidence   TEXT NOT NULL,
  until      INTEGER
) STRICT;

CREATE INDEX verdict_of_agent ON verdict (agent, number);

CREATE TABLE evidence (
  id          TEXT NOT NULL PRIMARY KEY,
  agent       TEXT NOT NULL,
  kind        TEXT NOT NULL,
  observed_at INTEGER NOT NULL,
  fault       TEXT NOT NULL,
  file        BLOB NOT NULL
) STRICT;

CREATE INDEX evidence_of_agent ON evidence (agent, observed_at);
CREATE INDEX evidence_by_age ON evidence (observed_at);

CREATE TABLE deny_list (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  version  INTEGER NOT NULL
) STRICT;

INSERT INTO deny_list VALUES (1, 0);

CREATE TABLE audit (
  number  INTEGER PRIMARY KEY AUTOINCREMENT,
  agent   TEXT NOT NULL,
  at      INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  detail  TEXT NOT NULL
) STRICT;

CREATE INDEX audit_of_agent ON audit (agent, number);

CREATE TABLE standing (
  agent         TEXT NOT NULL PRIMARY KEY,
  account       TEXT NOT NULL,
  network       TEXT NOT NULL,
  good          REAL NOT NULL,
  bad           REAL NOT NULL,
  at            INTEGER NOT NULL,
  history       REAL NOT NULL,
  control       REAL NOT NULL,
  audits_clean  REAL NOT NULL,
  audits_failed REAL NOT NULL,
  credibility   REAL NOT NULL,
  revision      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE opinion (
  server         TEXT NOT NULL,
  client         TEXT NOT NULL,
  good           REAL NOT NULL,
  bad            REAL NOT NULL,
  recent_good    REAL NOT NULL,
  recent_bad     REAL NOT NULL,
  at             INTEGER NOT NULL,
  day            INTEGER NOT NULL,
  credited_today REAL NOT NULL,
  blamed_today   REAL NOT NULL,
  revision       INTEGER NOT NULL,
  PRIMARY KEY (server, client)
) STRICT, WITHOUT ROWID;

CREATE INDEX opinion_of_client ON opinion (client);

-- windows: which reports were counted, {"windows":[{"epoch":"...","highest":1,"seen":1}]}
CREATE TABLE agent_traffic (
  agent        TEXT NOT NULL PRIMARY KEY,
  windows      TEXT NOT NULL,
  client_bytes INTEGER NOT NULL,
  store_bytes  INTEGER NOT NULL,
  peer_bytes   INTEGER NOT NULL,
  origin_bytes INTEGER NOT NULL,
  served_bytes INTEGER NOT NULL,
  requests     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE fleet_traffic (
  only_row     INTEGER PRIMARY KEY CHECK (only_row = 1),
  client_bytes INTEGER NOT NULL,
  store_bytes  INTEGER NOT NULL,
  peer_bytes   INTEGER NOT NULL,
  origin_bytes INTEGER NOT NULL,
  served_bytes INTEGER NOT NULL,
  requests     INTEGER NOT NULL
) STRICT;

INSERT INTO fleet_traffic VALUES (1, 0, 0, 0, 0, 0, 0);

CREATE TABLE traffic_step (
  at           INTEGER PRIMARY KEY,
  client_bytes INTEGER NOT NULL,
  store_bytes  INTEGER NOT NULL,
  peer_bytes   INTEGER NOT NULL,
  origin_bytes INTEGER NOT NULL,
  served_bytes INTEGER NOT NULL,
  requests     INTEGER NOT NULL
) STRICT;
