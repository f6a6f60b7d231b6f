-- Files of records that left the database (store/archive.h), by content in the
-- folder of files.
CREATE TABLE archive (
	id		{pk},
	digest		{text} NOT NULL CHECK (length(digest) = 64),
	bytes		{int} NOT NULL,
	made_at		{int} NOT NULL
) {strict};
