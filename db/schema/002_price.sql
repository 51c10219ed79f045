-- Price lists. A price row belongs to the revisions from_revision <= r < to_revision of its source;
-- the source's `revision` says which r is in force. What a sync writes carries a revision that is
-- not yet in force, so one UPDATE of price_source switches, and a crash leaves only rows to clear away.

CREATE TABLE price_source (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    revision BIGINT NOT NULL DEFAULT 0,      -- in force; 0: none yet
    next_revision BIGINT NOT NULL DEFAULT 1, -- never used again
    etag TEXT,          -- of the last applied answer
    last_modified TEXT,
    checked_at BIGINT   -- last time the source answered
);

CREATE TABLE price_revision (
    source_id BIGINT NOT NULL REFERENCES price_source (id),
    revision BIGINT NOT NULL,
    origin TEXT NOT NULL, -- URL or file
    digest TEXT NOT NULL, -- BLAKE2b-256 of the bytes read
    bytes BIGINT NOT NULL,
    fetched_at BIGINT NOT NULL,
    in_force_at BIGINT, -- NULL: being written
    rows_read BIGINT NOT NULL DEFAULT 0,
    rows_added BIGINT NOT NULL DEFAULT 0,
    rows_changed BIGINT NOT NULL DEFAULT 0,
    rows_unchanged BIGINT NOT NULL DEFAULT 0,
    rows_removed BIGINT NOT NULL DEFAULT 0,
    rows_rejected BIGINT NOT NULL DEFAULT 0,
    account TEXT NOT NULL, -- login, or the system account of a timer
    PRIMARY KEY (source_id, revision)
);

-- Each pair of names once: lists repeat them, and search scans this table only.
CREATE TABLE part_name (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    name_local TEXT NOT NULL,
    fold TEXT NOT NULL, -- both, folded, words parted by blanks
    UNIQUE (name, name_local)
);

CREATE TABLE part (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id BIGINT NOT NULL REFERENCES price_source (id),
    brand TEXT NOT NULL,
    part_no TEXT NOT NULL, -- as the list writes it
    part_key TEXT NOT NULL, -- letters and digits only, as searched
    UNIQUE (source_id, brand, part_no)
);
CREATE INDEX part_search ON part (part_key);

CREATE TABLE price (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    part_id BIGINT NOT NULL REFERENCES part (id),
    from_revision BIGINT NOT NULL,
    to_revision BIGINT, -- NULL: open
    name_id BIGINT NOT NULL REFERENCES part_name (id),
    unit TEXT,
    list_price BIGINT, -- minor units per price_basis; NULL: no published price
    price_basis BIGINT NOT NULL,
    currency TEXT NOT NULL,
    price_group TEXT,
    effective TEXT, -- YYYY-MM-DD as the list says; NULL: from its revision on
    superseded_by TEXT,
    core_charge BIGINT,
    min_order_milli BIGINT
);
CREATE INDEX price_part ON price (part_id, from_revision);
CREATE INDEX price_name ON price (name_id) WHERE to_revision IS NULL;

CREATE TABLE price_reject (
    source_id BIGINT NOT NULL REFERENCES price_source (id),
    revision BIGINT NOT NULL,
    line BIGINT NOT NULL,
    field TEXT NOT NULL,
    reason TEXT NOT NULL,
    content TEXT NOT NULL
);
CREATE INDEX price_reject_revision ON price_reject (source_id, revision);
