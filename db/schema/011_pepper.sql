-- By which the database knows its pepper: a digest that the pepper keys. NULL: no PIN has shown yet which it is.
ALTER TABLE outlet ADD COLUMN pepper_check TEXT;
