-- What became of the call after delivery, beside the customer's own words: 'satisfied', 'comeback' ... NULL: only words.
ALTER TABLE work_order ADD COLUMN call_back_result TEXT;
