/* store/columns.h - what the lists select, in the order their readers take */
#ifndef STORE_COLUMNS_H
#define STORE_COLUMNS_H

/* As in ticket.c's table of fields, and what is joined behind them. */
#define TICKET_COLUMNS                                                         \
	"t.account, t.customer, t.thread, t.subject, t.status, "               \
	"t.priority, t.queue, t.assignee, t.claimed, t.intent, "               \
	"t.intent2, t.detail, t.p, t.lang, t.urgency, t.sentiment, "           \
	"t.country, "                                                          \
	"t.order_id, t.sku, t.carrier, t.responsibility, t.result, "           \
	"t.severity, t.sla, t.due_first, t.due_next, t.due_proposal, "         \
	"t.due_resolution, t.due_platform, t.met_first, t.met_next, "          \
	"t.met_proposal, t.met_resolution, t.met_platform, t.due_at, "         \
	"t.due_clock, t.created_at, t.updated_at, t.first_in_at, "             \
	"t.last_in_at, t.last_out_at, t.first_response_at, "                   \
	"t.resolved_at, t.closed_at, t.reopens, t.in_count, "                  \
	"t.out_count, t.auto_count, t.unread, t.history, "                     \
	"t.merged_into, t.watch_at, t.number, a.channel, a.name, c.name, "     \
	"CASE WHEN EXISTS (SELECT 1 FROM reply r "                             \
	"WHERE r.ticket = t.number AND r.status = 'draft') "                   \
	"THEN 1 ELSE 0 END, t.origin"
#define TICKET_TABLES                                                          \
	"ticket t JOIN account a ON a.id = t.account "                         \
	"LEFT JOIN customer c ON c.id = t.customer "
#define TICKET_FROM " FROM " TICKET_TABLES

/* Of a past ticket, for those that may be like it (store/similar.h). */
#define SIMILAR_COLUMNS                                                        \
	"number, account, resolved_at, sku, carrier, country, lang, result, "  \
	"responsibility, merged_into"

#define MESSAGE_COLUMNS                                                        \
	"m.id, m.account, a.channel, a.name, m.external_id, "                  \
	"m.mail_key, m.ticket, m.direction, m.automatic, m.history, "          \
	"m.sent_at, m.received_at, m.author, m.record, m.class, "              \
	"m.reply_owed"
#define MESSAGE_FROM " FROM message m JOIN account a ON a.id = m.account "

#define ORDER_COLUMNS                                                          \
	"o.id, o.account, o.customer, a.channel, a.name, "                     \
	"o.external_id, o.status, o.country, o.placed_at, o.total, "           \
	"o.currency, o.record"
#define ORDER_FROM " FROM orders o JOIN account a ON a.id = o.account "

#define REPLY_COLUMNS                                                          \
	"r.id, r.account, r.ticket, r.message, a.channel, a.name, "            \
	"r.kind, r.mode, r.status, r.why, r.template, r.lang, "                \
	"r.author, r.key, r.recipient, r.payload, r.digest, "                  \
	"r.attempt, r.worker, r.lease_until, r.created_at, "                   \
	"r.not_before, r.sent_at, r.external_id, r.error"
#define REPLY_FROM " FROM reply r JOIN account a ON a.id = r.account "

#define TASK_COLUMNS                                                           \
	"k.id, k.account, k.ticket, k.assignee, k.words, k.goal, k.because, "  \
	"k.state, k.author, k.created_at, k.due_at, k.watch_at, k.ended_at, "  \
	"k.ended_by, k.result, k.files, a.channel, a.name"
#define TASK_FROM " FROM task k LEFT JOIN account a ON a.id = k.account "

#define ALERT_COLUMNS                                                          \
	"w.id, w.account, w.ticket, w.task, w.rule, w.occurrence, w.what, "    \
	"w.clock, w.due_at, w.notify, w.state, w.note, w.raised_at, "          \
	"w.changed_at, w.changed_by"
#define ALERT_FROM " FROM alert w "

/* The customer $1 with all that were merged into it: SELECT id FROM part. */
#define CUSTOMER_PARTS                                                         \
	"WITH RECURSIVE part (id) AS "                                         \
	"(SELECT id FROM customer WHERE id = $1 UNION ALL "                    \
	"SELECT c.id FROM customer c JOIN part p ON c.merged_into = p.id) "

/* An answer without whom it went to and what it said. */
#define REPLY_ERASED                                                           \
	"UPDATE reply SET status = CASE WHEN status IN ('none', 'sent') "      \
	"THEN status ELSE 'cancelled' END, recipient = 'erased', "             \
	"payload = '{}', digest = '', key = CASE WHEN status = 'sent' "        \
	"THEN key ELSE NULL END, external_id = NULL, error = NULL "
/* Answers to messages that $1 wrote in tickets of others. */
#define REPLIES_TO                                                             \
	"SELECT r.id FROM message m JOIN reply r "                             \
	"ON r.account = m.account AND r.message = m.id WHERE m.customer = $1"
/* By whose identity the ticket NUMBER came. */
#define TICKET_CAME_BY(NUMBER)                                                 \
	"(SELECT coalesce(origin, customer) FROM ticket WHERE number "         \
	"= " NUMBER ")"

/* The conditions of the partial indexes, word for word. */
#define TICKET_WORKING "status NOT IN ('resolved', 'closed')"
#define TICKET_DONE "status || '' IN ('resolved', 'closed')"
#define REPLY_WORKING "status NOT IN ('none', 'sent', 'cancelled')"
#define ALERT_OPEN "state IN ('open', 'acked', 'muted')"
#define MESSAGE_PENDING "(ticket IS NULL OR reply_owed = 1)"

/* What has an author and no ticket was erased before it had one. */
#define MESSAGE_WAITING                                                        \
	MESSAGE_PENDING " AND (ticket IS NOT NULL OR customer IS NULL)"

#endif
