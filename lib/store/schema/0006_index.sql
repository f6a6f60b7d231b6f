-- Messages whose words the full text lacks (ha-fetch --index later), until
-- ha-db index has added them.  Derived: no export or copy holds it.
CREATE TABLE unindexed (
	message		{pk} REFERENCES message (id)
) {strict};
