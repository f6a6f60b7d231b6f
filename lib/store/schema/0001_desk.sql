-- The desk: who wrote, what they wrote, which ticket, what was answered.
--
-- Booleans are 0 or 1, times are ms UTC, money is minor units.  The words in
-- braces are expanded by the driver (store/schema.h); what only one database
-- knows (the full text, the guards of the events) stands in its driver.

CREATE TABLE meta (
	key		{text} NOT NULL,
	value		{text} NOT NULL,
	PRIMARY KEY (key)
) {keyed};

CREATE TABLE account (
	id		{pk},
	channel		{text} NOT NULL CHECK (length(channel) > 0),
	name		{text} NOT NULL CHECK (length(name) > 0),
	state		{text} NOT NULL DEFAULT 'shadow'
			CHECK (state IN ('shadow', 'live', 'paused')),
	live_since	{int},		-- NULL: never was
	last_fetch	{int},		-- end of the last good one
	UNIQUE (channel, name)
) {strict};

-- A person over all channels.  Identities belong to no account: one person
-- writes to several shops.
CREATE TABLE customer (
	id		{pk},
	name		{text},
	country		{text},
	lang		{text},
	created_at	{int} NOT NULL,
	merged_into	{int} REFERENCES customer (id)
			CHECK (merged_into <> id),
	opted_out	{int} NOT NULL DEFAULT 0 CHECK (opted_out IN (0, 1))
) {strict};

CREATE TABLE identity (
	kind		{text} NOT NULL CHECK (kind IN
			('platform', 'email', 'relay', 'phone', 'order')),
	scope		{text} NOT NULL,	-- a channel, or ''
	value		{text} NOT NULL CHECK (length(value) > 0),
	customer	{int} NOT NULL REFERENCES customer (id),
	PRIMARY KEY (kind, scope, value)
) {keyed};
CREATE INDEX identity_customer ON identity (customer);

CREATE TABLE customer_tag (
	customer	{int} NOT NULL REFERENCES customer (id),
	tag		{text} NOT NULL,
	PRIMARY KEY (customer, tag)
) {keyed};

-- The row caches what lists sort and filter by; the events are the truth.
CREATE TABLE ticket (
	number		{pk},
	account		{int} NOT NULL REFERENCES account (id),
	customer	{int} REFERENCES customer (id),
	thread		{text},
	subject		{text},
	status		{text} NOT NULL CHECK (status IN ('new', 'open',
			'waiting_customer', 'waiting_internal',
			'resolved', 'closed')),
	priority	{int} NOT NULL CHECK (priority BETWEEN 0 AND 3),
	queue		{text},
	assignee	{text},
	claimed		{int} NOT NULL DEFAULT 0 CHECK (claimed IN (0, 1)),
	intent		{text},
	intent2		{text},
	p		{real},
	lang		{text},
	urgency		{text},
	sentiment	{text},
	country		{text},
	order_id	{text},
	sku		{text},
	carrier		{text},
	responsibility	{text},
	result		{text},
	severity	{int},
	sla		{text},
	-- when each clock falls due and when it stopped, NULL: off, runs
	due_first	{int},
	due_next	{int},
	due_proposal	{int},
	due_resolution	{int},
	due_platform	{int},
	met_first	{int},
	met_next	{int},
	met_proposal	{int},
	met_resolution	{int},
	met_platform	{int},
	due_at		{int},		-- the next one that runs
	due_clock	{int} CHECK (due_clock BETWEEN 0 AND 4),
	created_at	{int} NOT NULL,
	updated_at	{int},
	first_in_at	{int},
	last_in_at	{int},
	last_out_at	{int},
	first_response_at {int},
	resolved_at	{int},
	closed_at	{int},
	reopens		{int} NOT NULL DEFAULT 0,
	in_count	{int} NOT NULL DEFAULT 0,
	out_count	{int} NOT NULL DEFAULT 0,
	auto_count	{int} NOT NULL DEFAULT 0,
	unread		{int} NOT NULL DEFAULT 0 CHECK (unread IN (0, 1)),
	history		{int} NOT NULL DEFAULT 0 CHECK (history IN (0, 1)),
	merged_into	{int} REFERENCES ticket (number)
			CHECK (merged_into <> number),
	CHECK ((due_at IS NULL) = (due_clock IS NULL)),
	CHECK (claimed = 0 OR assignee IS NOT NULL)
) {strict};
CREATE INDEX ticket_thread ON ticket (account, thread)
	WHERE thread IS NOT NULL;
CREATE INDEX ticket_customer ON ticket (customer);
CREATE INDEX ticket_first_in ON ticket (first_in_at);
-- What is worked on: small, however many tickets are done; who has them and
-- which are unread is counted over it.
CREATE INDEX ticket_working ON ticket (due_at)
	WHERE status NOT IN ('resolved', 'closed');
CREATE INDEX ticket_resolved ON ticket (resolved_at)
	WHERE resolved_at IS NOT NULL;
CREATE INDEX ticket_order ON ticket (order_id)
	WHERE order_id IS NOT NULL;

CREATE TABLE ticket_tag (
	account		{int} NOT NULL REFERENCES account (id),
	ticket		{int} NOT NULL REFERENCES ticket (number),
	tag		{text} NOT NULL,
	PRIMARY KEY (account, ticket, tag)
) {keyed};
CREATE INDEX ticket_tag_tag ON ticket_tag (tag);

-- class.signals of a ticket's messages (thanks, legal, chargeback, ...).
CREATE TABLE ticket_signal (
	account		{int} NOT NULL REFERENCES account (id),
	ticket		{int} NOT NULL REFERENCES ticket (number),
	signal		{text} NOT NULL,
	PRIMARY KEY (account, ticket, signal)
) {keyed};
CREATE INDEX ticket_signal_signal ON ticket_signal (signal);

-- The line as it was printed is kept once, packed (store/pack.h); what is
-- searched by has a column.  The natural key is the external id, as a digest
-- (store/key.h).
CREATE TABLE message (
	id		{pk},
	account		{int} NOT NULL REFERENCES account (id),
	key		{blob} NOT NULL CHECK (length(key) = 16),
	external_id	{text},		-- NULL: it stands in the record
	mail_key	{int},		-- of the Message-ID, for threading
	ticket		{int} REFERENCES ticket (number),
	direction	{int} NOT NULL CHECK (direction IN (0, 1)),	-- 1: out
	automatic	{int} NOT NULL DEFAULT 0 CHECK (automatic IN (0, 1)),
	history		{int} NOT NULL DEFAULT 0 CHECK (history IN (0, 1)),
	twin		{int} NOT NULL DEFAULT 0 CHECK (twin IN (0, 1)),
	reply_owed	{int} NOT NULL DEFAULT 0 CHECK (reply_owed IN (0, 1, 2)),
	sent_at		{int},
	received_at	{int} NOT NULL,
	author		{text},
	record		{blob} NOT NULL,
	class		{blob},
	UNIQUE (account, key),
	CHECK (ticket IS NOT NULL OR reply_owed = 0)
) {strict};
CREATE INDEX message_ticket ON message (ticket);
CREATE INDEX message_mail ON message (mail_key) WHERE mail_key IS NOT NULL;
CREATE INDEX message_received ON message (received_at);
-- Not taken: no ticket, or a reply owed and not decided.
CREATE INDEX message_pending ON message (account, id)
	WHERE ticket IS NULL OR reply_owed = 1;

-- Where a message was seen; NULL: what was there went into quarantine.
CREATE TABLE delivery (
	account		{int} NOT NULL REFERENCES account (id),
	source		{text} NOT NULL,
	message		{int} REFERENCES message (id),
	PRIMARY KEY (account, source)
) {keyed};

-- The bytes as they came, deflated.
CREATE TABLE raw (
	message		{pk} REFERENCES message (id),
	account		{int} NOT NULL REFERENCES account (id),
	bytes		{int} NOT NULL,		-- before
	data		{blob} NOT NULL
) {strict};

CREATE TABLE quarantine (
	id		{pk},
	account		{int} NOT NULL REFERENCES account (id),
	source		{text} NOT NULL,
	reason		{text} NOT NULL,
	detail		{text},
	at		{int} NOT NULL,
	tries		{int} NOT NULL DEFAULT 1,
	bytes		{int} NOT NULL,		-- all of it
	digest		{text} NOT NULL,	-- SHA-256 of all of it
	data		{blob} NOT NULL,	-- its first 64 KiB
	UNIQUE (account, source)
) {strict};

CREATE TABLE cursor (
	account		{int} NOT NULL REFERENCES account (id),
	source		{text} NOT NULL,
	cursor		{text} NOT NULL,
	PRIMARY KEY (account, source)
) {keyed};

-- One row a fetch: what the source had and what was stored.
CREATE TABLE ledger (
	id		{pk},
	account		{int} NOT NULL REFERENCES account (id),
	source		{text} NOT NULL,
	kind		{text} NOT NULL,
	started_at	{int} NOT NULL,
	finished_at	{int},
	had		{int} NOT NULL,
	stored		{int} NOT NULL,
	known		{int} NOT NULL,
	quarantined	{int} NOT NULL,
	skipped		{int} NOT NULL,
	cursor		{text},
	error		{text}
) {strict};
CREATE INDEX ledger_account ON ledger (account, source, kind);

CREATE TABLE orders (
	id		{pk},
	account		{int} NOT NULL REFERENCES account (id),
	external_id	{text} NOT NULL,
	number		{text} NOT NULL,	-- without '#'
	customer	{int} REFERENCES customer (id),
	status		{text},
	country		{text},
	placed_at	{int},
	total		{int},
	currency	{text},
	record		{blob} NOT NULL,
	UNIQUE (account, external_id)
) {strict};
CREATE INDEX orders_external ON orders (external_id);
CREATE INDEX orders_number ON orders (number);
CREATE INDEX orders_customer ON orders (customer) WHERE customer IS NOT NULL;

CREATE TABLE order_line (
	account		{int} NOT NULL REFERENCES account (id),
	orders		{int} NOT NULL REFERENCES orders (id),
	line		{int} NOT NULL,
	sku		{text} NOT NULL,
	quantity	{int} NOT NULL,
	PRIMARY KEY (account, orders, line)
) {keyed};

-- Shipments, returns and reviews name their order as the channel does: they
-- may come before it.
CREATE TABLE shipment (
	id		{pk},
	account		{int} NOT NULL REFERENCES account (id),
	external_id	{text} NOT NULL,
	order_id	{text},
	carrier		{text},
	tracking	{text},
	status		{text},
	shipped_at	{int},
	delivered_at	{int},
	record		{blob} NOT NULL,
	UNIQUE (account, external_id)
) {strict};
CREATE INDEX shipment_order ON shipment (account, order_id);
CREATE INDEX shipment_tracking ON shipment (tracking)
	WHERE tracking IS NOT NULL;
CREATE INDEX shipment_shipped ON shipment (shipped_at, account, order_id,
	carrier) WHERE shipped_at IS NOT NULL;

CREATE TABLE returns (
	id		{pk},
	account		{int} NOT NULL REFERENCES account (id),
	external_id	{text} NOT NULL,
	order_id	{text},
	sku		{text},
	reason		{text},
	status		{text},
	opened_at	{int},
	record		{blob} NOT NULL,
	UNIQUE (account, external_id)
) {strict};
CREATE INDEX returns_order ON returns (account, order_id);
CREATE INDEX returns_opened ON returns (opened_at);

CREATE TABLE review (
	id		{pk},
	account		{int} NOT NULL REFERENCES account (id),
	external_id	{text} NOT NULL,
	order_id	{text},
	sku		{text},
	stars		{int} CHECK (stars BETWEEN 1 AND 5),
	written_at	{int},
	record		{blob} NOT NULL,
	UNIQUE (account, external_id)
) {strict};
CREATE INDEX review_written ON review (written_at);

-- The outbox (store/reply.h).
CREATE TABLE reply (
	id		{pk},
	account		{int} NOT NULL REFERENCES account (id),
	ticket		{int} NOT NULL REFERENCES ticket (number),
	message		{int} REFERENCES message (id),
	kind		{text} NOT NULL,
	mode		{text} NOT NULL
			CHECK (mode IN ('auto', 'draft', 'human', 'none')),
	status		{text} NOT NULL CHECK (status IN ('none', 'draft',
			'held', 'ready', 'claimed', 'calling', 'sent',
			'unknown', 'retry', 'failed', 'cancelled')),
	why		{text},
	template	{text},
	lang		{text},
	author		{text},
	key		{text},
	recipient	{text},
	payload		{text},
	digest		{text},
	attempt		{int} NOT NULL DEFAULT 0,
	worker		{text},
	lease_until	{int},
	created_at	{int} NOT NULL,
	not_before	{int},
	sent_at		{int},
	external_id	{text},
	error		{text},
	UNIQUE (account, message, kind),
	UNIQUE (account, key),
	-- what may leave is frozen
	CHECK (status NOT IN ('ready', 'claimed', 'calling', 'sent', 'unknown',
		'retry') OR (key IS NOT NULL AND recipient IS NOT NULL AND
		payload IS NOT NULL AND digest IS NOT NULL)),
	CHECK (status NOT IN ('claimed', 'calling') OR
		(worker IS NOT NULL AND lease_until IS NOT NULL))
) {strict};
-- with the status: a list asks of each ticket whether it has a draft
CREATE INDEX reply_ticket ON reply (ticket, status);
CREATE INDEX reply_queue ON reply (account, not_before)
	WHERE status IN ('ready', 'retry');
CREATE INDEX reply_status ON reply (status)
	WHERE status NOT IN ('none', 'sent', 'cancelled');
CREATE INDEX reply_sent ON reply (sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX reply_auto ON reply (recipient, created_at)
	WHERE mode = 'auto';
CREATE INDEX reply_auto_account ON reply (account, created_at)
	WHERE mode = 'auto';

-- Append-only, one chain an account (store/event.h).
CREATE TABLE event (
	account		{int} NOT NULL REFERENCES account (id),
	seq		{int} NOT NULL CHECK (seq > 0),
	ticket		{int} REFERENCES ticket (number),
	at		{int} NOT NULL,
	kind		{text} NOT NULL,
	actor		{text} NOT NULL,
	data		{blob},		-- ids and codes, hashed; packed
	content		{blob},		-- personal, not hashed; packed
	hash		{blob} NOT NULL CHECK (length(hash) = 32),
	PRIMARY KEY (account, seq)
) {keyed};
CREATE INDEX event_ticket ON event (ticket, seq) WHERE ticket IS NOT NULL;
