-- proofs: times as in bans. Agents with states from before have none.
ALTER TABLE status ADD COLUMN proofs TEXT NOT NULL DEFAULT '';
