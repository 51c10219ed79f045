-- What somebody has typed and not yet saved. One for each form and what it is about.
CREATE TABLE draft (
    person_id BIGINT NOT NULL REFERENCES person (id),
    form TEXT NOT NULL,    -- the command that the form runs
    subject TEXT NOT NULL, -- the order that it is about; '' for none
    content TEXT NOT NULL, -- JSON of the fields, never a PIN
    saved_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, form, subject)
);
