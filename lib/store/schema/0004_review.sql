-- A review speaks for the buyer of its order.
CREATE INDEX review_order ON review (account, order_id)
	WHERE order_id IS NOT NULL;

-- Who was forgotten is looked for by itself.
CREATE INDEX customer_erased ON customer (erased_at)
	WHERE erased_at IS NOT NULL;
