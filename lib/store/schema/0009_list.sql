-- What ends first among those of one status: a list of closed ones stops at
-- its limit and sorts nothing (find.c).
CREATE INDEX ticket_status ON ticket (status, due_at, priority, number DESC);
CREATE INDEX ticket_sku ON ticket (sku) WHERE sku IS NOT NULL;
