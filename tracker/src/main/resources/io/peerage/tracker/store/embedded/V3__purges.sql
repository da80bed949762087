-- Purges by their numbers, which grow with every purge.
CREATE TABLE purge (
  id           INTEGER PRIMARY KEY,
  requested_at INTEGER NOT NULL,
  site         TEXT NOT NULL,
  kind         TEXT NOT NULL,
  value        TEXT NOT NULL,
  mode         TEXT NOT NULL
) STRICT;

-- last: the greatest number ever given; forgotten: the greatest that is not kept any more.
CREATE TABLE purge_log (
  only_row  INTEGER PRIMARY KEY CHECK (only_row = 1),
  last      INTEGER NOT NULL,
  forgotten INTEGER NOT NULL
) STRICT;

INSERT INTO purge_log VALUES (1, 0, 0);

-- The agent said at that time that it had carried out all purges up to up_to.
CREATE TABLE purge_step (
  agent TEXT NOT NULL,
  up_to INTEGER NOT NULL,
  at    INTEGER NOT NULL,
  PRIMARY KEY (agent, up_to)
) STRICT, WITHOUT ROWID;
