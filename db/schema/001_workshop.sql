-- Times are UTC milliseconds, money minor units, quantities and hours thousandths. Ids are never
-- used again (AUTOINCREMENT); rows that mean something to somebody are closed, not deleted.

CREATE TABLE outlet (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- People who log in. A login is never given to somebody else: persons are disabled, never deleted.
CREATE TABLE person (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    outlet_id BIGINT NOT NULL REFERENCES outlet (id),
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('advisor', 'technician', 'qc', 'manager')),
    pin_hash TEXT NOT NULL,
    pin_temporary INTEGER NOT NULL, -- somebody else set it: its owner must change it
    pin_set_by BIGINT REFERENCES person (id),
    pin_set_at BIGINT NOT NULL,
    failed_pins INTEGER NOT NULL DEFAULT 0,
    locked_until BIGINT NOT NULL DEFAULT 0,
    disabled_at BIGINT,
    created_at BIGINT NOT NULL
);

-- Who may work on what, from when to when (valid_until NULL: no end). Revoking sets revoked_at.
CREATE TABLE person_certificate (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id BIGINT NOT NULL REFERENCES person (id),
    certificate TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_until BIGINT,
    granted_by BIGINT REFERENCES person (id),
    granted_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX person_certificate_person ON person_certificate (person_id, certificate);

CREATE TABLE bay (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    outlet_id BIGINT NOT NULL REFERENCES outlet (id),
    code TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (outlet_id, code)
);

CREATE TABLE customer (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    phone_key TEXT NOT NULL, -- digits as searched; '' without a phone
    created_at BIGINT NOT NULL
);
CREATE INDEX customer_phone ON customer (phone_key);

CREATE TABLE vehicle (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    plate TEXT NOT NULL,
    plate_key TEXT NOT NULL UNIQUE, -- letters and digits, upper case, NFKC
    plate_kind TEXT NOT NULL,       -- civil, new_energy, trailer, coach, police ... foreign
    vin TEXT,
    customer_id BIGINT REFERENCES customer (id),
    odometer BIGINT, -- km, the last one read
    created_at BIGINT NOT NULL
);
CREATE INDEX vehicle_vin ON vehicle (vin);
CREATE INDEX vehicle_customer ON vehicle (customer_id);

CREATE TABLE work_order (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    outlet_id BIGINT NOT NULL REFERENCES outlet (id),
    number TEXT NOT NULL UNIQUE, -- SH01-000123
    vehicle_id BIGINT NOT NULL REFERENCES vehicle (id),
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    stage TEXT NOT NULL,
    advisor_id BIGINT NOT NULL REFERENCES person (id),
    technician_id BIGINT REFERENCES person (id),
    bay_id BIGINT REFERENCES bay (id),
    plate TEXT NOT NULL, -- as it was on the day; the vehicle's may change
    vin TEXT,
    odometer BIGINT,     -- km at arrival
    odometer_out BIGINT, -- km at delivery
    reported_at BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    diagnosed_at BIGINT,
    cause TEXT,          -- preliminary diagnosis
    estimate_milli BIGINT, -- its hours, thousandths
    repaired_at BIGINT,  -- QC passed; NULL again when QC's signature falls
    delivered_at BIGINT,
    called_back_at BIGINT,
    call_back_outcome TEXT,
    currency TEXT NOT NULL,
    revision BIGINT NOT NULL
);
CREATE INDEX work_order_open ON work_order (stage) WHERE stage NOT IN ('delivered', 'cancelled');
CREATE INDEX work_order_vehicle ON work_order (vehicle_id, id);

-- A job answers one concern: the customer's words, the true cause, what was done about it.
CREATE TABLE job (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id BIGINT NOT NULL REFERENCES work_order (id),
    no INTEGER NOT NULL,
    concern TEXT NOT NULL,
    cause TEXT,
    correction TEXT,
    UNIQUE (order_id, no)
);

CREATE TABLE order_line (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id BIGINT NOT NULL REFERENCES work_order (id),
    no INTEGER NOT NULL, -- never used again within the order
    job_id BIGINT NOT NULL REFERENCES job (id),
    kind TEXT NOT NULL CHECK (kind IN ('part', 'labour')),
    code TEXT NOT NULL, -- part number as the list writes it, or labour operation
    text TEXT NOT NULL,
    qty_milli BIGINT NOT NULL, -- pieces, or hours
    unit TEXT,
    source TEXT, -- price source of a part
    brand TEXT,
    list_price BIGINT,  -- as the customer saw it, per price_basis; NULL for labour
    price_basis BIGINT NOT NULL,
    list_revision BIGINT,
    effective TEXT,     -- date of the list price
    unit_price BIGINT NOT NULL, -- per price_basis: list price, or the labour rate of an hour
    discount_percent INTEGER NOT NULL,
    gross BIGINT NOT NULL, -- before the discount
    total BIGINT NOT NULL,
    needs TEXT,         -- certificate
    state TEXT NOT NULL CHECK (state IN ('open', 'authorised', 'declined', 'started', 'done', 'removed')),
    added_by BIGINT NOT NULL REFERENCES person (id),
    added_at BIGINT NOT NULL,
    decided_by TEXT,    -- the customer who authorised or declined, as the advisor wrote it
    decided_how TEXT,
    decided_at BIGINT,
    decision_recorded_by BIGINT REFERENCES person (id),
    technician_id BIGINT REFERENCES person (id), -- who began the labour
    started_at BIGINT,
    done_at BIGINT,
    UNIQUE (order_id, no)
);

CREATE TABLE promise (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id BIGINT NOT NULL REFERENCES work_order (id),
    promised_for BIGINT NOT NULL,
    reason TEXT NOT NULL,
    made_by BIGINT NOT NULL REFERENCES person (id),
    made_at BIGINT NOT NULL
);
CREATE INDEX promise_order ON promise (order_id, id);

-- Checklists are data. A threshold is in thousandths of the unit: at or below amber is amber, below red is red.
CREATE TABLE checklist_item (
    level TEXT NOT NULL CHECK (level IN ('advisor', 'technician', 'qc')),
    item TEXT NOT NULL, -- "tread_fl"
    position INTEGER NOT NULL,
    text_en TEXT NOT NULL,
    text_zh TEXT NOT NULL,
    group_en TEXT NOT NULL,
    group_zh TEXT NOT NULL,
    critical INTEGER NOT NULL, -- may not be na
    applies TEXT NOT NULL CHECK (applies IN ('all', 'ev')), -- ev: only cars with high voltage
    unit TEXT,
    amber_milli BIGINT,
    red_milli BIGINT,
    source TEXT, -- where the threshold was read
    PRIMARY KEY (level, item)
);

-- The newest row of an item counts; older ones stay.
CREATE TABLE inspection (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id BIGINT NOT NULL REFERENCES work_order (id),
    level TEXT NOT NULL,
    item TEXT NOT NULL,
    result TEXT NOT NULL CHECK (result IN ('green', 'amber', 'red', 'na')),
    value_milli BIGINT,
    unit TEXT,
    note TEXT,
    person_id BIGINT NOT NULL REFERENCES person (id),
    at BIGINT NOT NULL,
    superseded INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX inspection_order ON inspection (order_id, level, item);
CREATE UNIQUE INDEX inspection_current ON inspection (order_id, level, item) WHERE superseded = 0;

-- Damage seen at the walk-around, on the outline of the car.
CREATE TABLE damage (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id BIGINT NOT NULL REFERENCES work_order (id),
    panel TEXT NOT NULL,
    kind TEXT NOT NULL,
    note TEXT,
    person_id BIGINT NOT NULL REFERENCES person (id),
    at BIGINT NOT NULL,
    removed_at BIGINT
);
CREATE INDEX damage_order ON damage (order_id);

CREATE TABLE signature (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id BIGINT NOT NULL REFERENCES work_order (id),
    level TEXT NOT NULL CHECK (level IN ('advisor', 'technician', 'qc')),
    verdict TEXT NOT NULL CHECK (verdict IN ('pass', 'fail')),
    reason TEXT,
    meaning TEXT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES person (id),
    name TEXT NOT NULL, -- printed name on the day (21 CFR 11.50)
    terminal TEXT NOT NULL,
    at BIGINT NOT NULL,
    order_revision BIGINT NOT NULL,
    content_hash TEXT NOT NULL, -- what was vouched for, with order, level, signer, verdict and meaning
    voided_at BIGINT,
    void_reason TEXT
);
CREATE INDEX signature_order ON signature (order_id, id);
-- One step is signed once: at most one standing pass for a level of an order.
CREATE UNIQUE INDEX signature_standing ON signature (order_id, level) WHERE voided_at IS NULL AND verdict = 'pass';

CREATE TABLE audit_entry (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at BIGINT NOT NULL,
    monotonic BIGINT NOT NULL,
    event TEXT NOT NULL,
    order_id BIGINT NOT NULL, -- 0: about no order
    revision BIGINT NOT NULL,
    person_id BIGINT NOT NULL, -- 0: nobody was logged in
    terminal TEXT NOT NULL,
    subject TEXT,
    detail TEXT NOT NULL, -- JSON {"field":["old","new"]} without personal values
    personal TEXT,        -- JSON of the personal values; NULL once erased
    personal_salt TEXT,
    personal_digest TEXT, -- salted digest of `personal`, within the chain
    hash TEXT NOT NULL
);
CREATE INDEX audit_entry_order ON audit_entry (order_id, seq);

-- Job texts that say nothing, with the question that they leave open. A workshop edits it.
CREATE TABLE vague_text (
    pattern TEXT PRIMARY KEY, -- folded: lower case, no blanks or punctuation
    question_en TEXT NOT NULL,
    question_zh TEXT NOT NULL
);
