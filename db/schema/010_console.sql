-- The floor and the board of a day ask for what was delivered since its morning.
CREATE INDEX work_order_delivered ON work_order (delivered_at) WHERE delivered_at IS NOT NULL;

-- Both names that the list has of a part: each reader sees the one in his language. `text` is what it was added
-- and signed as.
ALTER TABLE order_line ADD COLUMN name TEXT;
ALTER TABLE order_line ADD COLUMN name_local TEXT;

-- Where a draft was typed: it may still stand there.
ALTER TABLE draft ADD COLUMN terminal TEXT;
