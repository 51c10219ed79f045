-- The price list at a million parts. A part carries its first price in its own row and only later prices
-- stand in `price`: most parts never have a second one, so a list is written as one append. What is searched
-- stands in part_number (numbers in their normalised form) and search_term (posting lists).

CREATE TABLE price_later (
    part_id BIGINT NOT NULL,
    from_revision BIGINT NOT NULL,
    to_revision BIGINT, -- NULL: open
    name_id BIGINT NOT NULL,
    list_price BIGINT, -- minor units per price_basis; NULL: no published price
    price_basis BIGINT NOT NULL,
    currency TEXT NOT NULL,
    unit TEXT,
    price_group TEXT,
    effective TEXT, -- YYYY-MM-DD as the list says; NULL: from its revision on
    superseded_by TEXT,
    core_charge BIGINT,
    min_order_milli BIGINT,
    PRIMARY KEY (part_id, from_revision)
) WITHOUT ROWID;

-- No foreign keys here: a million rows would each look theirs up while other writers wait.
CREATE TABLE part_new (
    id INTEGER PRIMARY KEY, -- never used again: price_state counts them
    source_id BIGINT NOT NULL,
    part_no TEXT NOT NULL, -- as the list writes it
    brand TEXT NOT NULL,
    from_revision BIGINT NOT NULL, -- from here on the first price
    to_revision BIGINT,
    name_id BIGINT NOT NULL,
    list_price BIGINT,
    price_basis BIGINT NOT NULL,
    currency TEXT NOT NULL,
    unit TEXT,
    price_group TEXT,
    effective TEXT,
    superseded_by TEXT,
    core_charge BIGINT,
    min_order_milli BIGINT
);

INSERT INTO part_new
SELECT t.id, t.source_id, t.part_no, t.brand, p.from_revision, p.to_revision, p.name_id, p.list_price, p.price_basis,
    p.currency, p.unit, p.price_group, p.effective, p.superseded_by, p.core_charge, p.min_order_milli
FROM part t JOIN price p ON p.id = (SELECT min(f.id) FROM price f WHERE f.part_id = t.id)
ORDER BY t.id;

INSERT INTO price_later
SELECT p.part_id, p.from_revision, p.to_revision, p.name_id, p.list_price, p.price_basis, p.currency, p.unit,
    p.price_group, p.effective, p.superseded_by, p.core_charge, p.min_order_milli
FROM price p WHERE p.id > (SELECT min(f.id) FROM price f WHERE f.part_id = p.part_id);

DROP TABLE price;
DROP TABLE part;
ALTER TABLE part_new RENAME TO part;

-- Every price, wherever it stands.
CREATE VIEW price AS
SELECT id AS part_id, from_revision, to_revision, name_id, list_price, price_basis, currency, unit, price_group,
    effective, superseded_by, core_charge, min_order_milli
FROM part
UNION ALL
SELECT part_id, from_revision, to_revision, name_id, list_price, price_basis, currency, unit, price_group,
    effective, superseded_by, core_charge, min_order_milli
FROM price_later;

CREATE TABLE part_number (
    part_key TEXT NOT NULL, -- letters and digits only, as searched
    part_id BIGINT NOT NULL,
    PRIMARY KEY (part_key, part_id)
) WITHOUT ROWID;

-- Posting lists in pieces: `ids` are the differences of ascending numbers, 7 bits a byte; `first` is the
-- first of them. A term's first letter says what it is (core/price/term.h).
CREATE TABLE search_term (
    term TEXT NOT NULL,
    first BIGINT NOT NULL,
    ids BLOB NOT NULL,
    PRIMARY KEY (term, first)
) WITHOUT ROWID;

-- Each pair of names once, found again by its hash.
CREATE TABLE part_name_new (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    name_local TEXT NOT NULL,
    fold TEXT NOT NULL -- both, folded, words parted by blanks
);
INSERT INTO part_name_new SELECT id, name, name_local, fold FROM part_name ORDER BY id;
DROP TABLE part_name;
ALTER TABLE part_name_new RENAME TO part_name;
CREATE TABLE part_name_hash (
    hash BIGINT NOT NULL,
    name_id BIGINT NOT NULL,
    PRIMARY KEY (hash, name_id)
) WITHOUT ROWID;

-- What the last list of a source looked like, line by line, so that the next one is only read where it
-- differs. Of use only while its revision is not above the one in force; without it a list is read whole.
CREATE TABLE price_line (
    source_id BIGINT NOT NULL,
    block BIGINT NOT NULL,
    revision BIGINT NOT NULL, -- that wrote the block
    hashes BLOB NOT NULL,     -- 8 bytes a line, in the file's order; 0: the line is always read
    parts BLOB NOT NULL,      -- the part of each line, as differences; 0: it was refused
    PRIMARY KEY (source_id, block)
);

CREATE TABLE price_state (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO price_state VALUES
    ('next_part', (SELECT coalesce(max(id), 0) + 1 FROM part)),
    ('next_name', (SELECT coalesce(max(id), 0) + 1 FROM part_name)),
    ('key_high', 0), -- of the hashes of names and lines; 0 and 0: not chosen yet
    ('key_low', 0),
    ('names_indexed', 0), -- names below this id have their hash and their terms
    ('parts_indexed', (SELECT count(*) = 0 FROM part)); -- 0: the parts there are have no terms yet

ALTER TABLE price_revision ADD COLUMN held_at BIGINT;  -- the gate held it; not in force until a manager accepts
ALTER TABLE price_revision ADD COLUMN restores BIGINT; -- a roll-back: the revision whose prices it has
ALTER TABLE price_revision ADD COLUMN parts_from BIGINT; -- ids of the parts that it made are from here
ALTER TABLE price_revision ADD COLUMN parts_to BIGINT;   -- to below this; NULL: it is being written, or broke off
ALTER TABLE price_revision ADD COLUMN rows_in_force BIGINT NOT NULL DEFAULT 0; -- parts on sale with it
ALTER TABLE price_revision ADD COLUMN rows_zero BIGINT NOT NULL DEFAULT 0;     -- of them at 0.00
ALTER TABLE price_revision ADD COLUMN rows_duplicate BIGINT NOT NULL DEFAULT 0; -- refused: their part stands there twice
ALTER TABLE price_revision ADD COLUMN profile TEXT; -- what kinds of texts its columns hold (core/price/profile.h)
ALTER TABLE price_revision ADD COLUMN etag TEXT;    -- of the answer, for as long as the gate holds it
ALTER TABLE price_revision ADD COLUMN last_modified TEXT;
UPDATE price_revision SET rows_in_force = (
    SELECT count(DISTINCT t.id) FROM part t JOIN price p ON p.part_id = t.id
    WHERE t.source_id = price_revision.source_id AND p.from_revision <= price_revision.revision
        AND (p.to_revision IS NULL OR p.to_revision > price_revision.revision)
) WHERE in_force_at IS NOT NULL;

-- Why the gate held a list: what it found and what it allows, in thousandths (of a percent for the rules in
-- percent).
CREATE TABLE price_finding (
    source_id BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    rule TEXT NOT NULL,
    found BIGINT NOT NULL,
    allowed BIGINT NOT NULL,
    PRIMARY KEY (source_id, revision, rule)
);
