/** Auctions of numbers: a part of migration 003. Who wins gets a row of number_requests, as for any chosen number. */
export const AUCTIONS = `
  CREATE TABLE auctions (
    id INTEGER PRIMARY KEY,
    unique_number INTEGER NOT NULL CHECK (unique_number >= 1),
    pool TEXT NOT NULL DEFAULT '',
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL CHECK (ends_at > starts_at),
    start_price_rupiah INTEGER NOT NULL CHECK (start_price_rupiah >= 1),
    increment_rupiah INTEGER NOT NULL CHECK (increment_rupiah >= 1),
    extension_minutes INTEGER NOT NULL CHECK (extension_minutes BETWEEN 0 AND 1440),
    payment_days INTEGER NOT NULL CHECK (payment_days BETWEEN 1 AND 365),
    opened_at TEXT NOT NULL,
    opened_by TEXT NOT NULL,
    -- No more bids.
    closed_at TEXT,
    -- Sold, cancelled, or without a bidder who paid: the number has no more to do with it.
    ended_at TEXT,
    outcome TEXT CHECK (outcome IN ('awarded', 'unsold', 'cancelled')),
    CHECK ((ended_at IS NULL) = (outcome IS NULL)),
    CHECK ((outcome IN ('awarded', 'unsold')) <= (closed_at IS NOT NULL))
  ) STRICT;
  CREATE UNIQUE INDEX auctions_one_per_number ON auctions (unique_number, pool) WHERE ended_at IS NULL;
  CREATE TRIGGER auctions_fixed BEFORE UPDATE OF unique_number, pool, starts_at, start_price_rupiah, increment_rupiah,
      extension_minutes, payment_days, opened_at, opened_by ON auctions
    BEGIN SELECT RAISE(ABORT, 'the terms of an auction never change'); END;
  CREATE TRIGGER auctions_go_on BEFORE UPDATE ON auctions
      WHEN NEW.ends_at < OLD.ends_at OR (OLD.closed_at IS NOT NULL AND NEW.closed_at IS NOT OLD.closed_at)
        OR (OLD.closed_at IS NOT NULL AND NEW.ends_at <> OLD.ends_at) OR OLD.ended_at IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'an auction only goes on'); END;
  CREATE TRIGGER auctions_close_late BEFORE UPDATE OF closed_at ON auctions WHEN NEW.closed_at < OLD.ends_at
    BEGIN SELECT RAISE(ABORT, 'an auction is not closed before its end'); END;
  CREATE TRIGGER auctions_with_bids BEFORE UPDATE OF outcome ON auctions
      WHEN NEW.outcome = 'cancelled' AND EXISTS (SELECT 1 FROM auction_bids WHERE auction_id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'an auction with bids is not cancelled'); END;
  CREATE TRIGGER auctions_stay BEFORE DELETE ON auctions
    BEGIN SELECT RAISE(ABORT, 'an auction is never removed'); END;

  CREATE TABLE auction_bids (
    id INTEGER PRIMARY KEY,
    auction_id INTEGER NOT NULL REFERENCES auctions (id),
    member_id INTEGER NOT NULL REFERENCES members (id),
    amount_rupiah INTEGER NOT NULL CHECK (amount_rupiah >= 1),
    at TEXT NOT NULL,
    operator TEXT NOT NULL,
    UNIQUE (auction_id, amount_rupiah)
  ) STRICT;
  CREATE TRIGGER auction_bids_in_time BEFORE INSERT ON auction_bids WHEN NOT EXISTS (
      SELECT 1 FROM auctions WHERE id = NEW.auction_id AND closed_at IS NULL AND ended_at IS NULL
        AND NEW.at >= starts_at AND NEW.at < ends_at)
    BEGIN SELECT RAISE(ABORT, 'this auction takes no bids now'); END;
  CREATE TRIGGER auction_bids_pool BEFORE INSERT ON auction_bids
      WHEN (SELECT pool FROM auctions WHERE id = NEW.auction_id) <> (SELECT pool FROM members WHERE id = NEW.member_id)
    BEGIN SELECT RAISE(ABORT, 'this number is of another cohort'); END;
  CREATE TRIGGER auction_bids_high_enough BEFORE INSERT ON auction_bids WHEN NEW.amount_rupiah < (
      SELECT coalesce((SELECT max(amount_rupiah) FROM auction_bids WHERE auction_id = NEW.auction_id)
        + increment_rupiah, start_price_rupiah) FROM auctions WHERE id = NEW.auction_id)
    BEGIN SELECT RAISE(ABORT, 'this bid is too low'); END;
  CREATE TRIGGER auction_bids_fixed BEFORE UPDATE ON auction_bids
    BEGIN SELECT RAISE(ABORT, 'a bid is never lowered or changed'); END;
  CREATE TRIGGER auction_bids_stay BEFORE DELETE ON auction_bids
    BEGIN SELECT RAISE(ABORT, 'a bid is never withdrawn'); END;

  -- To whom the number was offered, the highest bidder first.
  CREATE TABLE auction_offers (
    request_id INTEGER PRIMARY KEY REFERENCES number_requests (id),
    auction_id INTEGER NOT NULL REFERENCES auctions (id),
    member_id INTEGER NOT NULL REFERENCES members (id),
    UNIQUE (auction_id, member_id)
  ) STRICT;
  CREATE TRIGGER auction_offers_fixed BEFORE UPDATE ON auction_offers
    BEGIN SELECT RAISE(ABORT, 'an offer is never changed'); END;
  CREATE TRIGGER auction_offers_stay BEFORE DELETE ON auction_offers
    BEGIN SELECT RAISE(ABORT, 'an offer is never removed'); END;
  CREATE TRIGGER members_auctions_new BEFORE INSERT ON members
      WHEN EXISTS (SELECT 1 FROM auctions
        WHERE unique_number = NEW.unique_number AND pool = NEW.pool AND ended_at IS NULL)
    BEGIN SELECT RAISE(ABORT, 'this number is at auction'); END;
  CREATE TRIGGER members_auctions_changed BEFORE UPDATE OF unique_number ON members
      WHEN EXISTS (SELECT 1 FROM auctions
        WHERE unique_number = NEW.unique_number AND pool = NEW.pool AND ended_at IS NULL)
    BEGIN SELECT RAISE(ABORT, 'this number is at auction'); END;
  CREATE TRIGGER auctions_awarded AFTER UPDATE OF state ON number_requests WHEN NEW.state = 'approved'
    BEGIN
      UPDATE auctions SET ended_at = NEW.approved_at, outcome = 'awarded'
        WHERE id = (SELECT auction_id FROM auction_offers WHERE request_id = NEW.id);
    END;
`;
