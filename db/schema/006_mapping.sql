-- How a list was read: with other columns or another encoding the same bytes are another list.
ALTER TABLE price_revision ADD COLUMN mapping TEXT NOT NULL DEFAULT ''; -- BLAKE2b-256 of the source's settings
