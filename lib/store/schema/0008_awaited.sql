-- Mails that others answer and that have not come yet: a key of the Message-ID
-- (store/key.h), and the ticket of an answer.  A row may outlive its ticket.
CREATE TABLE awaited (
	mail_key	{int} NOT NULL,
	account		{int} NOT NULL REFERENCES account (id),
	ticket		{int} NOT NULL,
	PRIMARY KEY (mail_key, account, ticket)
) {keyed};
