-- Past tickets that are like one (store/similar.h): of an intent and a SKU,
-- and of an intent, each with the newest that was resolved.

DROP INDEX ticket_sku;
CREATE INDEX ticket_sku ON ticket (sku, intent, resolved_at)
	WHERE sku IS NOT NULL;
CREATE INDEX ticket_intent ON ticket (intent, resolved_at)
	WHERE resolved_at IS NOT NULL;
