-- Customers: one person over all channels, and the way back.
--
-- A merge moves tickets and orders to the customer that stays, but origin
-- remembers whose identity they came by, and identities stay where they are.
-- So an unmerge is exact, also for what came in between.

ALTER TABLE customer ADD COLUMN erased_at {int};
CREATE INDEX customer_merged ON customer (merged_into)
	WHERE merged_into IS NOT NULL;

-- Whose identity it came by, when that is not the customer; NULL: the same.
ALTER TABLE ticket ADD COLUMN origin {int} REFERENCES customer (id);
CREATE INDEX ticket_origin ON ticket (origin) WHERE origin IS NOT NULL;
ALTER TABLE orders ADD COLUMN origin {int} REFERENCES customer (id);
CREATE INDEX orders_origin ON orders (origin) WHERE origin IS NOT NULL;

-- Who wrote it, when it is another one than the ticket came by.
ALTER TABLE message ADD COLUMN customer {int} REFERENCES customer (id);
CREATE INDEX message_customer ON message (customer)
	WHERE customer IS NOT NULL;

-- 1: a rule gave the tag and may take it away again.
ALTER TABLE customer_tag ADD COLUMN by_rule {int} NOT NULL DEFAULT 0
	CHECK (by_rule IN (0, 1));
CREATE INDEX customer_tag_tag ON customer_tag (tag);

CREATE TABLE customer_note (
	id		{pk},
	customer	{int} NOT NULL REFERENCES customer (id),
	at		{int} NOT NULL,
	author		{text} NOT NULL,
	text		{text} NOT NULL
) {strict};
CREATE INDEX customer_note_customer ON customer_note (customer);

-- What two customers may share without being one: a name, an address, each
-- in the form in which it is compared.  It finds and proposes, never joins.
CREATE TABLE likeness (
	kind		{text} NOT NULL CHECK (kind IN ('name', 'address')),
	value		{text} NOT NULL CHECK (length(value) > 0),
	customer	{int} NOT NULL REFERENCES customer (id),
	PRIMARY KEY (kind, value, customer)
) {keyed};
CREATE INDEX likeness_customer ON likeness (customer);
