-- Lists are read off an index that has what most terms ask for; only the
-- tickets that are shown are looked up (find.c).  What is worked on changes
-- with every message and has little more than what singles tickets out; what
-- is done is written once, when it is done.  The || is there so that an index
-- of what is done is not taken for one of two statuses, whatever the order.
DROP INDEX ticket_working;
DROP INDEX ticket_status;
CREATE INDEX ticket_working ON ticket (due_at, priority, number DESC,
	coalesce(last_in_at, created_at), merged_into, unread, claimed,
	assignee, account, lang, country, carrier)
	WHERE status NOT IN ('resolved', 'closed');
CREATE INDEX ticket_done ON ticket (status, due_at, priority, number DESC,
	merged_into, assignee, queue, intent, intent2, lang, country, carrier,
	responsibility, account, urgency, sentiment, unread, p, created_at,
	updated_at)
	WHERE status || '' IN ('resolved', 'closed');
CREATE INDEX ticket_done_time ON ticket (coalesce(last_in_at, created_at) DESC,
	number DESC, status, merged_into, assignee, queue, intent, intent2,
	lang, country, carrier, responsibility, account, urgency, sentiment,
	unread, p, created_at, updated_at)
	WHERE status || '' IN ('resolved', 'closed');
-- What may be rare among what is done, to begin with.
CREATE INDEX ticket_done_lang ON ticket (lang)
	WHERE status || '' IN ('resolved', 'closed') AND lang IS NOT NULL;
CREATE INDEX ticket_done_carrier ON ticket (carrier)
	WHERE status || '' IN ('resolved', 'closed') AND carrier IS NOT NULL;
CREATE INDEX ticket_done_country ON ticket (country)
	WHERE status || '' IN ('resolved', 'closed') AND country IS NOT NULL;
CREATE INDEX ticket_done_assignee ON ticket (assignee)
	WHERE status || '' IN ('resolved', 'closed') AND assignee IS NOT NULL;
CREATE INDEX ticket_done_responsibility ON ticket (responsibility)
	WHERE status || '' IN ('resolved', 'closed')
	AND responsibility IS NOT NULL;
CREATE INDEX ticket_done_created ON ticket (created_at)
	WHERE status || '' IN ('resolved', 'closed');
CREATE INDEX ticket_done_updated ON ticket (updated_at)
	WHERE status || '' IN ('resolved', 'closed');
CREATE INDEX ticket_done_unread ON ticket (unread)
	WHERE status || '' IN ('resolved', 'closed') AND unread = 1;

CREATE INDEX reply_template ON reply (template, ticket)
	WHERE template IS NOT NULL;
-- with the ticket: which ones have a draft
DROP INDEX reply_status;
CREATE INDEX reply_status ON reply (status, ticket)
	WHERE status NOT IN ('none', 'sent', 'cancelled');
