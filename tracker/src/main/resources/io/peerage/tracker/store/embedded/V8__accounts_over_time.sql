-- How the fleet's accounts stood at the end of a step; null in steps from before they were kept, and
-- where nothing had changed.
ALTER TABLE traffic_step ADD COLUMN credited_bytes INTEGER;
ALTER TABLE traffic_step ADD COLUMN exchanged_bytes INTEGER;
ALTER TABLE traffic_step ADD COLUMN sent_by_origins INTEGER;
ALTER TABLE traffic_step ADD COLUMN sent_by_adapters INTEGER;
