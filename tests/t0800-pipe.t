#!/bin/sh
. "${0%/*}/lib.sh"

# A small shop, made once; every check works in a copy of its own.
export HA_NOW=2026-11-25T00:00:00Z
demo_shop() {
	ha demo -q --seed 3 --months 1 --messages 120 "$T/shop"
}
if ! (unset HA_DB && demo_shop 2>"$T/demo.err"); then
	cat "$T/demo.err" >&2
	exit 1
fi

shop() {
	rm -rf "$T/work" && cp -a "$T/shop" "$T/work" && cd "$T/work" &&
	export HA_CONFIG="$PWD/ha.yaml" && new_db ha.db
}

# taken FILE: the messages of FILE that have a ticket
tickets() {
	jq -s '[.[] | select(.kind == "message") | .ticket.number] | map(select(. != null)) | length' "$1"
}

messages() {
	jq -s '[.[] | select(.kind == "message")] | length' "$1"
}

check 'the whole pipe gives every message a class, a ticket and a decision' '
	shop && ha-fetch >f && ha-classify f >c && ha-route c >r && ha-reply r >p &&
	n=$(messages p) && [ "$n" -ge 110 ] && [ "$(tickets p)" -eq "$n" ] &&
	jq -se "[.[] | select(.kind == \"message\") | .class.lang, .reply.mode] | all" p
'

check 'no stage loses, doubles or reorders a record' '
	shop && ha-fetch >f && ha-classify f | ha-route | ha-reply >p && jq -r .id f >a && jq -r .id p >b && cmp a b
'

check 'a second run finds nothing to do and changes nothing' '
	shop && ha-fetch | ha-classify | ha-route | ha-reply >/dev/null && ha-ticket list >a &&
	ha-fetch >again && [ ! -s again ] && ha-ticket list >b && cmp a b
'

check 'the same lines fed twice give the same tickets and the same replies' '
	shop && ha-fetch | ha-classify >c && ha-route c | ha-reply >p1 && ha-route c | ha-reply >p2 &&
	jq -c "select(.kind == \"message\") | [.id, .ticket.number, .reply.ref, .reply.mode]" p1 >a &&
	jq -c "select(.kind == \"message\") | [.id, .ticket.number, .reply.ref, .reply.mode]" p2 >b && cmp a b
'

check 'classify works without any database' '
	shop && ha-fetch >f && unset HA_CONFIG HA_DB && cd / && ha-classify "$T/work/f" >"$T/c" && [ "$(wc -l <"$T/c")" -eq "$(wc -l <"$T/work/f")" ]
'

check 'route works on messages that were never classified' '
	shop && ha-fetch >f && ha-route f >r && [ "$(tickets r)" -eq "$(messages f)" ]
'

check 'reply works on messages that were never routed, and then decides nothing' '
	shop && ha-fetch | ha-classify | ha-reply >p && jq -se "[.[] | select(.kind == \"message\") | .reply.mode == \"none\"] | all" p
'

check 'report works without any channel' '
	shop && ha-fetch | ha-classify | ha-route >/dev/null && rm -rf mail && ha-report 2026-11 -f json >j && jq -e . j >/dev/null
'

check 'view passes what any stage printed' '
	shop && ha-fetch | ha-classify >c && ha-view c >v && [ -s v ]
'

check 'a pipe with no configuration at all' '
	unset HA_CONFIG HA_DB && mkdir -p "$T/bare" && cd "$T/bare" &&
	printf "From: a@example.com\nSubject: Where is my order?\nDate: Fri, 20 Nov 2026 10:00:00 +0000\nMessage-ID: <x@example.com>\n\nHello, where is my parcel? It has been three weeks.\n" >m.eml &&
	ha fetch eml:m.eml | ha classify | ha view >v && has v where_is_my_order && [ "$(ls)" = "m.eml
v" ]
'

if "$PYTHON" -c 'import jsonschema' 2>/dev/null; then
	check 'every record of every stage fits the schema of its kind' '
		shop && ha-fetch >f && ha-classify f >c && ha-route c >r && ha-reply r >p &&
		"$PYTHON" "$tests/schema.py" f c r p orders.jsonl shipments.jsonl returns.jsonl reviews.jsonl &&
		for e in exports/*; do ha-fetch -n "csv:$e" >>x || exit 1; done && "$PYTHON" "$tests/schema.py" x
	'
	check 'lists for programs fit theirs: tickets, customers, the outbox, a report' '
		shop && ha-fetch | ha-classify | ha-route | ha-reply >p && ha-ticket answer -m Danke. 1 &&
		ha-ticket list -j >t && ha-ticket show -j 1 2 3 >ts && jq -c ".messages[]" ts >m &&
		ha-customer list -j >c && ha-customer show -j c1 c2 >cs && ha-send list -j >o &&
		ha-report 90d -j >r && ha-report month --compare previous -j >rc &&
		for f in t ts m c cs o r rc; do [ -s $f ] || { echo "nothing in $f" >&2; exit 1; }; done &&
		"$PYTHON" "$tests/schema.py" ticket=t ticket=ts m customer=c customer=cs o r rc
	'
	check 'also those of difficult mails' '
		cd "$T" && ha-fetch "eml:$tests/data/mail" 2>/dev/null >d; ha-classify d >dc && "$PYTHON" "$tests/schema.py" d dc
	'
else
	skip 'every record of every stage fits the schema of its kind' 'python3-jsonschema is not installed'
fi

check 'stages run side by side in one pipe and agree with stages run one by one' '
	shop && ha-fetch | ha-classify | ha-route | ha-reply >"$T/p1" && shop && ha-fetch >f && ha-classify f >c && ha-route c >r && ha-reply r >p2 &&
	jq -c "[.id, .ticket.number, .reply.mode, .reply.template]" "$T/p1" >"$T/a" && jq -c "[.id, .ticket.number, .reply.mode, .reply.template]" p2 >"$T/b" && cmp "$T/a" "$T/b"
'

check 'the database is whole afterwards' '
	shop && ha-fetch | ha-classify | ha-route | ha-reply >/dev/null && ha-db check && ha-db reconcile
'

done_testing
