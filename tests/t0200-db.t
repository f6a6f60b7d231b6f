#!/bin/sh
# ha-db: init, versions, check, reconcile, export; databases that are refused
. "${0%/*}/lib.sh"
[ -n "${HA_TEST_DB:-}" ] || export HA_DB="$T/ha.db"

# records N [FIRST]: N messages as JSON Lines
records() {
	i=${2:-1}
	while [ "$i" -lt $((${2:-1} + $1)) ]; do
		printf '{"v":1,"kind":"message","id":"email/support/m%d","channel":"email","account":"support","external_id":"m%d","direction":"in","received_at":"2026-03-02T10:00:00Z","from":{"email":"anna%d@example.com"},"subject":"Paket","text":"Wo ist mein Paket?"}\n' \
		    "$i" "$i" "$i"
		i=$((i + 1))
	done
}

on_file 'init makes a database that only its owner may read' '
	ha-db init >out && [ "$(cat out)" = "made '"'$T/ha.db'"'" ] &&
	[ "$(stat -c %a ha.db)" = 600 ]
'
on_file 'a second init changes nothing' '
	cp ha.db before && ha-db init && cmp ha.db before
'
on_file 'init -n makes nothing' '
	ha-db --db new.db -n init && [ ! -e new.db ]
'
check 'a new database is sound' '
	[ "$(ha-db check)" = "sound: 0 messages, 0 tickets, 0 events" ]
'
on_file 'a missing database is a matter of configuration, with the next step' '
	expect 78 ha-db --db none.db check 2>err && has err "ha-db init" &&
	[ ! -e none.db ] && [ "$(wc -l <err)" -eq 1 ]
'
on_file 'a database that is none is refused and not touched' '
	echo "hello, this is a text" >text && cp text before &&
	expect 78 ha-db --db text check 2>err && has err "no ticket database" &&
	cmp text before &&
	: >empty && expect 78 ha-db --db empty check 2>err && [ ! -s empty ] &&
	mkdir -p dir && expect 78 ha-db --db dir check 2>err
'
on_file 'the database of another program is refused, also by init' '
	sqlite3 other.db "CREATE TABLE t (x)" && cp other.db before &&
	expect 78 ha-db --db other.db init 2>err && cmp other.db before
'
on_file 'a newer schema is refused, and nothing is written' '
	cp ha.db newer.db && sqlite3 newer.db "PRAGMA user_version = 99" &&
	cp newer.db before && expect 78 ha-db --db newer.db check 2>err &&
	has err "schema 99" && has err "upgrade" && cmp newer.db before &&
	expect 78 ha-db --db newer.db migrate 2>err && has err "schema 99"
'
on_file 'an older schema names the command that mends it' '
	cp ha.db older.db && sqlite3 older.db "PRAGMA user_version = 0" &&
	expect 78 ha-db --db older.db check 2>err && has err "ha-db migrate"
'
check 'a database that nobody has a driver for is refused' '
	expect 78 ha-db --db mysql://desk@db.example/ha check 2>err &&
	has err mysql && has err postgresql://
'
check 'a server that does not answer: 75, once more later' '
	expect 75 ha-db --db "postgresql:///ha?host=$T/nowhere" check 2>err &&
	[ "$(wc -l <err)" -eq 1 ]
'
check 'an address with a password, or without proof who answers, is refused' '
	expect 78 ha-db --db postgresql://desk:hunter2@db.example/ha check 2>err &&
	has err .pgpass && hasnt err hunter2 &&
	expect 78 ha-db --db "postgresql://desk@db.example/ha?sslmode=require" check 2>err &&
	has err verify-full
'
on_file 'migrate brings an older one to this version and keeps it as it was' '
	sqlite3 old.db "PRAGMA application_id = 1751204930; PRAGMA user_version = 0" &&
	expect 78 ha-db --db old.db check 2>err && has err "ha-db migrate" &&
	ha-db --db old.db migrate -n >out && has out "would bring" &&
	expect 78 ha-db --db old.db check 2>err &&
	ha-db --db old.db migrate >out && has out "old.db.schema-0" &&
	ha-db --db old.db check && [ -s old.db.schema-0 ]
'
check 'migrate has nothing to do on a new database' '
	ha-db migrate >out && has out "the newest"
'
check 'what was fetched is found sound and complete' '
	records 20 >r.jsonl && ha-fetch jsonl:r.jsonl >first &&
	[ "$(wc -l <first)" -eq 20 ] && ha-db check >out &&
	has out "20 messages" && ha-db reconcile >out &&
	has out "nothing is missing"
'
on_file 'a message that got lost is missed' '
	cp ha.db lossy.db && sqlite3 lossy.db "
	    DELETE FROM delivery WHERE message = 3; DELETE FROM message WHERE id = 3" &&
	expect 1 ha-db --db lossy.db reconcile >out &&
	has out "20 messages were stored, 19 are there" &&
	expect 1 ha-db --db lossy.db reconcile -j email/support >out &&
	same_field out account email/support
'
check 'reconcile refuses an account that it does not know' '
	expect 64 ha-db reconcile email/suport 2>err && has err "email/suport"
'
on_file 'a damaged page is found' '
	cp ha.db bad.db &&
	page=$(sqlite3 bad.db "SELECT rootpage FROM sqlite_schema WHERE name = '"'message'"'") &&
	size=$(sqlite3 bad.db "PRAGMA page_size") &&
	dd if=/dev/urandom of=bad.db bs=1 seek=$(((page - 1) * size + 200)) \
	    count=2000 conv=notrunc 2>dd.log &&
	{ ha-db --db bad.db check >out 2>err; s=$?; [ $s -eq 1 ] || [ $s -eq 78 ]; }
'
on_file 'a reference to nothing is found' '
	cp ha.db orphan.db && sqlite3 orphan.db "DELETE FROM message WHERE id = 4" &&
	expect 1 ha-db --db orphan.db check >out && has out "delivery" &&
	expect 1 ha-db --db orphan.db check -j >out &&
	jq -e .finding out >finding
'
check 'what was fetched becomes tickets, one by one' '
	ha-classify first | ha-route >routed && ha-db check >out &&
	has out "20 messages, 20 tickets, 20 events"
'
on_file 'a changed event is found' '
	cp ha.db forged.db &&
	sqlite3 forged.db "DROP TRIGGER event_stays;
	    UPDATE event SET actor = '"'nobody'"' WHERE seq = 7" &&
	expect 1 ha-db --db forged.db check >out &&
	has out "event 7 of email/support"
'
check 'export gives every row as JSON, records opened' '
	ha-db export -o all.jsonl && jq -es "
	    (map(select(.table == \"message\")) | length) == 20 and
	    (map(select(.table == \"ticket\")) | length) == 20 and
	    (map(select(.table == \"message\" and .record.text == \"Wo ist mein Paket?\")) | length) == 20 and
	    (map(select(.table == \"event\" and .data.message)) | length) >= 20
	    " all.jsonl >verdict
'
check 'export --labels gives texts and what they mean' '
	ha-db export --labels >labels && [ "$(wc -l <labels)" -eq 20 ] &&
	same_field labels lang de && same_field labels "intents[0]" where_is_my_order
'
check 'a corrected intent becomes the label' '
	ha-ticket set intent=wrong_item 1 >set.log && ha-db export --labels >labels &&
	[ "$(grep -c wrong_item labels)" -eq 1 ]
'
records 480 21 | ha-classify | ha-route >routed
check 'of many rows none is read twice, and none left out' '
	ha-db check >out && has out "500 messages, 500 tickets" && ha-db export --labels >labels &&
	[ "$(jq -r .id labels | sort -u | wc -l)" -eq 500 ] && [ "$(wc -l <labels)" -eq 500 ]
'
on_file 'the last of many is looked at too' '
	cp ha.db late.db && sqlite3 late.db "UPDATE message SET record = x'"'ff'"' WHERE id = 500" &&
	expect 1 ha-db --db late.db check >out && has out "message row 500 is damaged" &&
	cp ha.db late.db && sqlite3 late.db "DROP TRIGGER event_stays;
	    UPDATE event SET actor = '"'nobody'"' WHERE seq = 500" &&
	expect 1 ha-db --db late.db check >out && has out "event 500 of email/support"
'
check 'operands and verbs that do not exist are usage errors' '
	expect 64 ha-db 2>err && expect 64 ha-db chek 2>err &&
	expect 64 ha-db check twice 2>err && expect 64 ha-db restore 2>err
'
done_testing
