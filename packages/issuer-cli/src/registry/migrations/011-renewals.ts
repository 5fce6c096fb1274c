/** Cards whose access keys counters renew at a tap: which counters may know a key set, and what they tell of it. */
export const RENEWALS = `
  -- The first bundle that was made for a counter with a key set in it.
  CREATE TABLE key_set_bundles (
    terminal INTEGER NOT NULL REFERENCES terminals (terminal),
    version INTEGER NOT NULL REFERENCES key_sets (version),
    bundle INTEGER NOT NULL,
    made_at TEXT NOT NULL,
    PRIMARY KEY (terminal, version)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER key_set_bundles_fixed BEFORE UPDATE ON key_set_bundles
    BEGIN SELECT RAISE(ABORT, 'key_set_bundles is append-only'); END;
  CREATE TRIGGER key_set_bundles_stay BEFORE DELETE ON key_set_bundles
    BEGIN SELECT RAISE(ABORT, 'key_set_bundles is append-only'); END;

  -- A counter has renewed a card's keys. What it says is a hint, never evidence: the desk tries the other key sets too.
  CREATE TRIGGER card_renewed_at_counter AFTER INSERT ON settled_entry
      WHEN NEW.kind = 'card-renewed' AND json_valid(NEW.body)
    BEGIN
      INSERT INTO card_renewals (serial, from_version, to_version, begun_at)
        SELECT said.serial, said.from_version, said.to_version, said.at FROM (
          SELECT c.serial, NEW.body ->> '$.keySet' AS to_version,
            strftime('%Y-%m-%dT%H:%M:%fZ', NEW.time_ms / 1000.0, 'unixepoch') AS at,
            coalesce((SELECT max(to_version) FROM card_renewals WHERE serial = c.serial), c.key_set_version) AS from_version
          FROM cards c WHERE c.serial = NEW.body ->> '$.card' AND c.state = 'issued'
            AND NOT EXISTS (SELECT 1 FROM card_renewals WHERE serial = c.serial AND finished_at IS NULL)) said
        JOIN key_sets k ON k.version = said.to_version
        WHERE said.to_version > said.from_version AND said.at IS NOT NULL;
      UPDATE card_renewals SET finished_at = begun_at
        WHERE finished_at IS NULL AND serial = NEW.body ->> '$.card'
          AND changes() = 1; -- the row that was just added; a renewal that the desk has begun is the desk's to finish
    END;
`;
