-- The last page of receipts of a client's last epochs, as it was signed: the next page names it, and
-- with another page of its number it is evidence. In the order in which the epochs were first seen.
CREATE TABLE receipt_head (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  client   TEXT NOT NULL,
  epoch    TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  page     TEXT NOT NULL,
  UNIQUE (client, epoch)
) STRICT;

-- What both ends say of a ticket, while receipts for it may come in. epoch: of the client's last
-- receipt, or null; sent_bytes: -1 before the server said anything.
CREATE TABLE ticket_account (
  nonce             TEXT NOT NULL PRIMARY KEY,
  client            TEXT NOT NULL,
  server            TEXT NOT NULL,
  max_bytes         INTEGER NOT NULL,
  issued            INTEGER NOT NULL,
  expires           INTEGER NOT NULL,
  epoch             TEXT,
  epoch_bytes       INTEGER NOT NULL,
  epoch_transfers   INTEGER NOT NULL,
  earlier_bytes     INTEGER NOT NULL,
  earlier_transfers INTEGER NOT NULL,
  sent_bytes        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE credit (
  server TEXT NOT NULL PRIMARY KEY,
  bytes  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- An origin adapter's last running totals, and since when they run.
CREATE TABLE origin_word (
  adapter      TEXT NOT NULL PRIMARY KEY,
  epoch        TEXT NOT NULL,
  origin_bytes INTEGER NOT NULL,
  sent_bytes   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- exchanged_bytes: under tickets that are settled and no longer in ticket_account.
CREATE TABLE accounting_total (
  only_row        INTEGER PRIMARY KEY CHECK (only_row = 1),
  credited_bytes  INTEGER NOT NULL,
  exchanged_bytes INTEGER NOT NULL,
  origin_bytes    INTEGER NOT NULL,
  adapter_bytes   INTEGER NOT NULL
) STRICT;

INSERT INTO accounting_total VALUES (1, 0, 0, 0, 0);
