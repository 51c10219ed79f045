-- A customer can be erased: his rows stay for the orders' sake, without name and phone.
ALTER TABLE customer ADD COLUMN erased_at BIGINT;
-- Who decided on a line is under the technician's signature, as a salted digest that stays when he is erased.
ALTER TABLE order_line ADD COLUMN decided_salt TEXT;   -- NULL: erased, or decided before there were digests
ALTER TABLE order_line ADD COLUMN decided_digest TEXT; -- NULL: nobody is named, or as above
