#!/bin/sh
# the store and the desk on a PostgreSQL server: the same promises, the same
# tests
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
PATH=$(sh "$tests/pg.sh" bin):$PATH

# The families, side by side.  HA_TEST_DB is for these alone: here it is not
# exported.
families='t0200-db t0202-crash t0203-writers t0210-archive t0500-route
    t0501-aside t0502-arrival t0510-ticket t0520-customer t0521-forget
    t0530-task t0540-watch t0801-workers'
for family in $families; do
	HA_TEST_DB=$url sh "$tests/$family.t" >"$family.tap" 2>&1 &
done
HA_TEST_DB=$url
# sql DATABASE STATEMENTS
sql() { psql -qXAt "$(server_db "$1")" -c "$2"; }
# desk NAME [TEMPLATE]: a new database for the programs that follow
desk() { make_db "$1" "${2:-template0}" && at "$1"; }
# at DATABASE: the programs that follow work there
at() { HA_DB=$(server_db "$1") && export HA_DB; }
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
check 'a database with the tables of others is refused and not touched' '
	desk other && sql other "CREATE TABLE t (x INT)" &&
	expect 78 ha-db init 2>err && has err "no ticket database"
'
check 'a desk may have a schema beside those of others' '
	sql other "CREATE SCHEMA desk" && export HA_DB="$(server_db other)&options=-csearch_path%3Ddesk" &&
	ha-db init && ha-db check && expect 78 ha-db --db "$(server_db other)" check 2>err
'
check 'a newer schema is refused' '
	desk newer desk && sql newer "UPDATE ha_schema SET version = 99" &&
	expect 78 ha-db check 2>err && has err "schema 99"
'
check 'a server that would confirm before it has written is told not to' '
	ha-db --db "$(server_db one)&options=-csynchronous_commit%3Doff" check
'
check 'a desk is there, with a hundred messages' '
	desk many && ha-db init && ha-classify r.jsonl | ha-route >out &&
	ha-db check >out && has out "100 messages, 10 tickets"
'
# whole LOG: tables that grow and are read from end to end, by themselves or by
# an index without a condition, in what auto_explain wrote with sequential scans
# off.  What is worked on, or done in the order of a list, may be; of replies
# there are none here, and any index is as good.
whole() {
	awk '
	/Query Text:/ { queries++ }
	/Query Text:/ || /Scan( Backward)? (using [a-z_]+ )?on [a-z_]+/ {
		if (node != "") print node
		node = ""
		if ($0 ~ / on (ticket|message|event|customer|identity|reply|orders|shipment|task|alert|delivery)( |$)/ &&
		    $0 !~ /Bitmap|ticket_working|ticket_done|reply_[a-z]*|task_open|alert_open|_watch/)
			node = $0
	}
	/(Index|Recheck|TID) Cond:/ { node = "" }
	END { if (node != "") print node; if (queries < 50) print "only " queries " statements" }
	' "$1"
}
if sql postgres "LOAD 'auto_explain'" 2>no.err; then
	check 'no statement that a desk needs reads a table that grows from end to end' '
		desk plans many && for s in "session_preload_libraries = auto_explain" "auto_explain.log_min_duration = 0" \
		    "enable_seqscan = off"; do
			sql plans "ALTER DATABASE plans SET $s" || exit 1
		done && : >"$pg/log" &&
		records 102 | tail -1 | ha-classify | ha-route >out && ha-watch >out && ha-ticket resolve 3 &&
		for query in "" late mine lang:de text:paket "sku:S*" tag:x status:resolved "status:resolved carrier:x" \
		    "status:closed draft" "customer:c1 not unread"; do
			ha-ticket list --limit 5 $query && ha-ticket list --limit 5 --sort time $query || exit 1
		done >out && ha-ticket show 1 >out && ha status >out && ha-send list >out && whole "$pg/log" >wide && ! [ -s wide ]
	'
else
	skip 'no statement that a desk needs reads a table that grows from end to end' 'auto_explain is not installed'
fi
check 'what may take long is not stopped after ten seconds, and all else is' '
	desk patient many && sql patient "ALTER DATABASE patient SET log_statement = '"'all'"'" &&
	timeout_of() {
		: >"$pg/log" && "$@" >out && sed -n "s/.*SET statement_timeout = \([0-9]*\);.*/\1/p" "$pg/log" | sort -u
	} &&
	[ "$(timeout_of ha-db archive)" = 0 ] && [ "$(timeout_of ha-db index)" = 0 ] && [ "$(timeout_of ha-db check)" = 0 ] &&
	[ "$(timeout_of ha-customer forget -n c1)" = 0 ] && [ "$(timeout_of ha-ticket set queue=x 1)" = 10000 ]
'
check 'a changed event is found' '
	desk forged many &&
	! sql forged "UPDATE event SET actor = '"'nobody'"' WHERE seq = 7" 2>refused &&
	sql forged "DROP TRIGGER event_stays ON event;
	    UPDATE event SET actor = '"'nobody'"' WHERE seq = 7" &&
	expect 1 ha-db check >out && has out "event 7 of ebay/us"
'
check 'a reference to nothing is found' '
	desk orphan many &&
	sql orphan "SET session_replication_role = replica; DELETE FROM ticket WHERE number = 4" &&
	expect 1 ha-db check >out && has out "missing row of"
'
check 'a desk goes to a file and back, and not a byte of its rows changes' '
	desk back && there=$(server_db many) &&
	ha-db copy "$there" file.db && ha-db copy file.db "$HA_DB" &&
	ha-db --db "$there" export >a && ha-db --db file.db export >b && ha-db export >c &&
	cmp a b && cmp b c && ha-db --db file.db check && ha-db check &&
	for d in "$there" file.db "$HA_DB"; do
		ha-ticket list --db "$d" text:paket | wc -l
	done | uniq | grep -qx " *10" &&
	records 101 | tail -1 | ha-route >out && same_field out ticket.new false
'
check 'a copy is made only into an empty desk, and a forged one not at all' '
	expect 73 ha-db copy file.db "$(server_db many)" 2>err && has err "not empty" &&
	expect 78 ha-db copy "$(server_db forged)" no.db 2>err && has err "event 7" &&
	[ "$(ha-db --db no.db check)" = "sound: 0 messages, 0 tickets, 0 events" ]
'
check 'a backup of a server is a file that restores' '
	at many && ha-db backup mine && ha-db --db new.db restore -y mine &&
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
for family in $families; do
	check "$family keeps its promises on a server" "
		cat $family.tap; ! grep '^not ok' $family.tap && grep '^1\.\.[1-9]' $family.tap
	"
done
done_testing
