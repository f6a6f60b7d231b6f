-- What exactly the ticket is about, under its intent (sense/taxonomy.h).
ALTER TABLE ticket ADD COLUMN detail TEXT;
CREATE INDEX ticket_detail ON ticket (detail, number)
	WHERE detail IS NOT NULL;
