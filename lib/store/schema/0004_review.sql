-- A review speaks for the buyer of its order.
CREATE INDEX review_order ON review (account, order_id)
	WHERE order_id IS NOT NULL;
