-- Tasks inside the team, and what ha-watch has seen to.

-- The next instant at which a timer looks at the ticket; NULL once it is
-- closed.  Nothing to come is the year 9999, so that the index holds every
-- ticket that new rules may be about.
ALTER TABLE ticket ADD COLUMN watch_at {int};
UPDATE ticket SET watch_at = created_at
	WHERE status <> 'closed' AND history = 0 AND merged_into IS NULL;
CREATE INDEX ticket_watch ON ticket (watch_at) WHERE watch_at IS NOT NULL;

CREATE TABLE task (
	id		{pk},
	account		{int} REFERENCES account (id),	-- of the ticket
	ticket		{int} REFERENCES ticket (number),
	assignee	{text} NOT NULL,	-- mei, @warehouse
	words		{text} NOT NULL CHECK (length(words) > 0),
	goal		{text},			-- complaint_rate(...) < 2%
	because		{text},			-- a JSON list
	state		{text} NOT NULL DEFAULT 'open'
			CHECK (state IN ('open', 'done', 'dropped')),
	author		{text} NOT NULL,
	created_at	{int} NOT NULL,
	due_at		{int} NOT NULL,
	watch_at	{int},			-- as of a ticket
	ended_at	{int},
	ended_by	{text},
	result		{text},
	files		{text},			-- a JSON list
	CHECK ((account IS NULL) = (ticket IS NULL)),
	CHECK ((state = 'open') = (ended_at IS NULL))
) {strict};
CREATE INDEX task_ticket ON task (ticket) WHERE ticket IS NOT NULL;
CREATE INDEX task_open ON task (due_at) WHERE state = 'open';
CREATE INDEX task_watch ON task (watch_at) WHERE watch_at IS NOT NULL;

-- What a timer has done, once: the row is written in the transaction of the
-- effect, and who comes second finds it.
CREATE TABLE effect (
	account		{int} NOT NULL,		-- 0: a task without a ticket
	subject		{text} NOT NULL,	-- 1042, t31
	rule		{text} NOT NULL,
	occurrence	{text} NOT NULL,	-- first_response.1
	at		{int} NOT NULL,
	PRIMARY KEY (account, subject, rule, occurrence)
) {keyed};

CREATE TABLE alert (
	id		{pk},
	account		{int} REFERENCES account (id),
	ticket		{int} REFERENCES ticket (number),
	task		{int} REFERENCES task (id),
	rule		{text} NOT NULL,
	occurrence	{text} NOT NULL,
	what		{text} NOT NULL,	-- warning, breach, task
	clock		{text},
	due_at		{int},
	notify		{text},			-- a JSON list
	state		{text} NOT NULL DEFAULT 'open'
			CHECK (state IN ('open', 'acked', 'muted', 'closed')),
	note		{text},
	raised_at	{int} NOT NULL,
	changed_at	{int} NOT NULL,
	changed_by	{text} NOT NULL
) {strict};
CREATE INDEX alert_open ON alert (state, id)
	WHERE state IN ('open', 'acked', 'muted');
CREATE INDEX alert_ticket ON alert (ticket) WHERE ticket IS NOT NULL;
CREATE INDEX alert_task ON alert (task) WHERE task IS NOT NULL;
