-- How long a repair is guaranteed. The law's windows and the workshop's own promises, which may be longer; what ends first
-- counts. A promise holds from its day on for what is delivered then; older ones stay. Rules differ by country and year:
-- a workshop elsewhere replaces these rows.
CREATE TABLE guarantee (
    kind TEXT NOT NULL CHECK (kind IN ('assembly', 'level2', 'level1', 'minor', 'special', 'part')),
    price_group TEXT NOT NULL, -- of parts, as the price list has it; '': all of the kind
    own INTEGER NOT NULL,      -- 0: the law, 1: the workshop's own promise
    valid_from BIGINT NOT NULL, -- day since 1970-01-01 of the outlet's calendar
    km BIGINT NOT NULL,
    days BIGINT NOT NULL,
    source TEXT NOT NULL, -- where it was read, or who promised it
    PRIMARY KEY (kind, price_group, own, valid_from)
);
INSERT INTO guarantee (kind, price_group, own, valid_from, km, days, source) VALUES
    ('assembly', '', 0, 0, 20000, 100, '机动车维修管理规定: whole vehicle or assembly repair'),
    ('level2', '', 0, 0, 5000, 30, '机动车维修管理规定: level-2 maintenance'),
    ('level1', '', 0, 0, 2000, 10, '机动车维修管理规定: level-1 maintenance'),
    ('minor', '', 0, 0, 2000, 10, '机动车维修管理规定: minor repair'),
    ('special', '', 0, 0, 2000, 10, '机动车维修管理规定: special repair');

ALTER TABLE order_line ADD COLUMN guarantee TEXT;   -- of labour; NULL: minor
ALTER TABLE order_line ADD COLUMN price_group TEXT; -- of a part, as its list had it
-- The order whose concern has come back.
ALTER TABLE work_order ADD COLUMN comeback_of BIGINT REFERENCES work_order (id);
CREATE INDEX work_order_comeback ON work_order (comeback_of) WHERE comeback_of IS NOT NULL;

-- What was handed to the customer, byte for byte: asked for again it is the same.
CREATE TABLE certificate (
    order_id BIGINT PRIMARY KEY REFERENCES work_order (id),
    issued_at BIGINT NOT NULL,
    issued_by BIGINT NOT NULL REFERENCES person (id),
    document TEXT NOT NULL
);
