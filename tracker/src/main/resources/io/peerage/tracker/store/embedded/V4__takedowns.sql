-- Orders in force, by the version of the list that brought them: either root, or site and path_prefix.
CREATE TABLE takedown (
  id          INTEGER PRIMARY KEY,
  ordered_at  INTEGER NOT NULL,
  ordered_by  TEXT NOT NULL,
  case_id     TEXT NOT NULL,
  reason      TEXT NOT NULL,
  root        TEXT,
  site        TEXT,
  path_prefix TEXT
) STRICT;

CREATE TABLE takedown_list (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  version  INTEGER NOT NULL
) STRICT;

INSERT INTO takedown_list VALUES (1, 0);

-- The audit log, by the versions that the changes made: written once, never changed, never removed.
CREATE TABLE takedown_log (
  version     INTEGER PRIMARY KEY,
  at          INTEGER NOT NULL,
  by_whom     TEXT NOT NULL,
  action      TEXT NOT NULL,
  why         TEXT NOT NULL,
  id          INTEGER NOT NULL,
  case_id     TEXT NOT NULL,
  reason      TEXT NOT NULL,
  root        TEXT,
  site        TEXT,
  path_prefix TEXT
) STRICT;

CREATE TRIGGER takedown_log_is_not_changed BEFORE UPDATE ON takedown_log BEGIN
  SELECT RAISE(ABORT, 'the log of takedowns is written once');
END;

CREATE TRIGGER takedown_log_is_not_shortened BEFORE DELETE ON takedown_log BEGIN
  SELECT RAISE(ABORT, 'the log of takedowns is written once');
END;
