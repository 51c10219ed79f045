-- The floor and the board of a day ask for what was delivered since its morning.
CREATE INDEX work_order_delivered ON work_order (delivered_at) WHERE delivered_at IS NOT NULL;
