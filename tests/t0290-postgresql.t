#!/bin/sh
# the store on a PostgreSQL server: the same promises, the same tests
unset HA_TEST_DB
. "${0%/*}/lib.sh"
pg=/tmp/ha-pg.$$
url=$(sh "$tests/pg.sh" start "$pg" 2>pg.err)
case $? in
0) ;;
69) skip_all "$(cat pg.err)" ;;
*)
	cat pg.err >&2
	exit 1
	;;
esac
trap 'sh "$tests/pg.sh" stop "$pg"; rm -rf "$T"' EXIT

# The families, side by side; HA_TEST_DB is for these alone.
for family in t0500-route t0510-ticket t0600-reply t0601-templates t0800-pipe; do
	HA_TEST_DB=$url sh "$tests/$family.t" >"$family.tap" 2>&1 &
done
sql() { psql -qXAt "$url" -c "$@"; }
# desk NAME: an empty place of that name
desk() { sql "CREATE SCHEMA $1" && export HA_DB="$url&options=-csearch_path%3D$1"; }
# records N: N messages of N buyers, in ten conversations
records() {
	i=1
	while [ "$i" -le "$1" ]; do
		printf '{"v":1,"kind":"message","id":"ebay/us/m%d","channel":"ebay","account":"us","external_id":"m%d","thread":"c-%d","direction":"in","received_at":"2026-03-02T10:00:00Z","from":{"id":"anna%d"},"subject":"Paket","text":"Wo ist mein Paket?"}\n' \
		    "$i" "$i" $((i % 10)) $((i % 10))
		i=$((i + 1))
	done
}
records 100 >r.jsonl

check 'init makes a desk on a server, a second one changes nothing' '
	desk one && ha-db init >out && has out made && ha-db init >out && has out there &&
	[ "$(ha-db check)" = "sound: 0 messages, 0 tickets, 0 events" ]
'
check 'a schema with the tables of others is refused and not touched' '
	desk other && sql "CREATE TABLE other.t (x INT)" &&
	expect 78 ha-db init 2>err && has err "no ticket database"
'
check 'a newer schema is refused' '
	desk newer && ha-db init && sql "UPDATE newer.ha_schema SET version = 99" &&
	expect 78 ha-db check 2>err && has err "schema 99"
'
check 'a server that would confirm before it has written is told not to' '
	desk sync && HA_DB="$url&options=-csynchronous_commit%3Doff%20-csearch_path%3Dsync" &&
	ha-db init && ha-db check
'
check 'eight processes routing the same stream end in the same tickets as one' '
	desk many && ha-db init && ha-classify r.jsonl >c.jsonl &&
	for w in 1 2 3 4 5 6 7 8; do ha-route c.jsonl >w$w.out 2>w$w.err & done; wait
	cat w?.err && [ -z "$(cat w?.err)" ] && for w in 2 3 4 5 6 7 8; do
		jq -c "[.id, .ticket.number]" w$w.out | sort >b &&
		jq -c "[.id, .ticket.number]" w1.out | sort | cmp - b || exit 1
	done && ha-db check >out && has out "100 messages, 10 tickets"
'
check 'a changed event is found' '
	desk forged && ha-db copy "$url&options=-csearch_path%3Dmany" "$HA_DB" &&
	! sql "UPDATE forged.event SET actor = '"'nobody'"' WHERE seq = 7" 2>refused &&
	sql "DROP TRIGGER event_stays ON forged.event;
	    UPDATE forged.event SET actor = '"'nobody'"' WHERE seq = 7" &&
	expect 1 ha-db check >out && has out "event 7 of ebay/us"
'
check 'a reference to nothing is found' '
	desk orphan && ha-db copy "$url&options=-csearch_path%3Dmany" "$HA_DB" &&
	sql "SET session_replication_role = replica; DELETE FROM orphan.ticket WHERE number = 4" &&
	expect 1 ha-db check >out && has out "missing row of"
'
check 'a desk goes to a file and back, and not a byte of its rows changes' '
	desk back && there="$url&options=-csearch_path%3Dmany" &&
	ha-db copy "$there" file.db && ha-db copy file.db "$HA_DB" &&
	ha-db --db "$there" export >a && ha-db --db file.db export >b && ha-db export >c &&
	cmp a b && cmp b c && ha-db --db file.db check && ha-db check &&
	for d in "$there" file.db "$HA_DB"; do
		ha-ticket list --db "$d" text:paket | wc -l
	done | uniq | grep -qx " *10" &&
	records 101 | tail -1 | ha-route >out && same_field out ticket.new false
'
check 'a copy is made only into an empty desk, and a forged one not at all' '
	expect 73 ha-db copy file.db "$url&options=-csearch_path%3Dmany" 2>err && has err "not empty" &&
	expect 78 ha-db copy "$url&options=-csearch_path%3Dforged" no.db 2>err && has err "event 7" &&
	[ "$(ha-db --db no.db check)" = "sound: 0 messages, 0 tickets, 0 events" ]
'
check 'a backup of a server is a file that restores' '
	export HA_DB="$url&options=-csearch_path%3Dmany" && ha-db backup mine && ha-db --db new.db restore -y mine &&
	ha-db --db new.db check >out && has out "100 messages, 10 tickets"
'
if [ -x "$BUILD/tests/unit/store" ] && [ -x "$BUILD/tests/unit/workers" ]; then
	check 'what the store promises holds on a server' '
		HA_TEST_DB=$url "$BUILD/tests/unit/store"
	'
	check 'eight workers share the outbox by leases, and none sends a thing twice' '
		desk workers && HA_TEST_DB=$HA_DB "$BUILD/tests/unit/workers"
	'
else
	skip 'what the store promises holds on a server' 'make check builds it'
fi
wait
for family in t*.tap; do
	check "${family%.tap} keeps its promises on a server" "
		cat $family; ! grep '^not ok' $family && grep '^1\.\.' $family
	"
done
done_testing
