-- What is known of a ticket with its reason, and tickets that belong together.

-- arose, responsibility (proposed), result (its evidence), procedure, ...
CREATE TABLE ticket_fact (
	account		{int} NOT NULL REFERENCES account (id),
	ticket		{int} NOT NULL REFERENCES ticket (number),
	name		{text} NOT NULL,
	value		{text} NOT NULL,
	why		{text},			-- may be personal
	PRIMARY KEY (account, ticket, name)
) {keyed};

-- Both directions, each with the account of its first.
CREATE TABLE ticket_link (
	account		{int} NOT NULL REFERENCES account (id),
	ticket		{int} NOT NULL REFERENCES ticket (number),
	other		{int} NOT NULL REFERENCES ticket (number),
	PRIMARY KEY (account, ticket, other),
	CHECK (ticket <> other)
) {keyed};
