#!/bin/sh
# the store: killed at any point, locked, full, with many writers
. "${0%/*}/lib.sh"
[ -n "${HA_TEST_DB:-}" ] || export HA_DB="$T/ha.db"
day=backup/ha-2026-11-23

# records N FIRST: N messages as JSON Lines
records() {
	i=$2
	while [ "$i" -lt $(($2 + $1)) ]; do
		printf '{"v":1,"kind":"message","id":"email/support/m%d","channel":"email","account":"support","external_id":"m%d","direction":"in","received_at":"2026-03-02T10:00:00Z","from":{"email":"anna%d@example.com"},"subject":"Paket","text":"Wo ist mein Paket? Nummer %d"}\n' \
		    "$i" "$i" "$i" "$i"
		i=$((i + 1))
	done
}

# killed CALL N command ...: dies before its N-th CALL; 1 when it has none
killed() {
	call=$1 n=$2
	shift 2
	strace -f -o trace -e trace="$call" \
	    -e inject="$call:signal=KILL:when=$n" "$@" >killed.out 2>killed.err
	[ $? -eq 137 ]
}

# everywhere PREPARE AGAIN command ...: killed at every call that changes a
# file, or that says something to the server; after each, AGAIN must succeed
calls='pwrite64 fdatasync fsync rename unlink link ftruncate'
each=200 # messages of each of eight writers
dense=4  # calls, each of which is tried; then ever fewer
[ -z "${HA_TEST_DB:-}" ] || calls=sendto each=40 dense=2
points=0
everywhere() {
	prepare=$1 again=$2
	shift 2
	for call in $calls; do
		n=1
		while eval "$prepare" >prepare.log 2>&1 &&
		    killed "$call" "$n" "$@"; do
			points=$((points + 1))
			if ! (eval "$again") >again.log 2>&1; then
				echo "after a kill before $call $n:" >&2
				cat again.log >&2
				return 1
			fi
			# HA_SOAK: all
			n=$((n < dense || ${HA_SOAK:-0} ? n + 1 : n * 2))
		done
	done
}

# keep_db NAME, back_to NAME: the database as it is now, and again
keep_db() {
	if [ -z "${HA_TEST_DB:-}" ]; then
		cp ha.db "$1.db"
	else
		make_db "${test_db}_$1" "$test_db"
	fi
}
back_to() {
	if [ -z "${HA_TEST_DB:-}" ]; then
		rm -f ha.db* && cp "$1.db" ha.db
	else
		make_db "$test_db" "${test_db}_$1"
	fi
}

records 40 1 >r.jsonl
ha-db init >init.log || exit 1
ha-fetch jsonl:r.jsonl | ha-classify | ha-route >routed || exit 1
[ -n "${HA_TEST_DB:-}" ] || cp ha.db good.db
can_trace=
strace -o trace true 2>trace.err && can_trace=1

if [ -n "$can_trace" ]; then
	on_file 'init killed at any point is done by the next init' '
		everywhere "rm -f ha.db*" "ha-db init && ha-db check" ha-db init &&
		[ $points -gt 12 ]
	'
	check 'storing killed at any point loses and doubles nothing' '
		everywhere fresh_db "
		    ha-fetch jsonl:r.jsonl >lines && [ \$(wc -l <lines) -eq 40 ] &&
		    ha-db check >sound && has sound \"40 messages\" && ha-db reconcile
		    " ha-fetch jsonl:r.jsonl
	'
	check 'routing killed at any point loses and doubles nothing' '
		fresh_db && ha-fetch jsonl:r.jsonl | ha-classify >classified &&
		keep_db stored && everywhere "back_to stored" "
		    ha-route classified >lines && [ \$(wc -l <lines) -eq 40 ] &&
		    ha-db check >sound && has sound \"40 messages, 40 tickets, 40 events\"
		    " ha-route classified
	'
	rows() { ha-db export | jq -cS 'select(.table != "archive")'; }
	on_file 'archiving killed at any point loses and doubles nothing' '
		back_to stored && ha-route classified >lines &&
		ha-ticket list status:new | ha-ticket close >closed && rows >whole &&
		keep_db closed && HA_NOW=2030-01-01T00:00:00Z && export HA_NOW &&
		everywhere "back_to closed; rm -rf files" "
		    rows | cmp - whole && ha-db check && ha-db archive >said &&
		    rows | cmp - whole && ha-db check && ha-db archive >said &&
		    has said nothing
		    " ha-db archive && [ $points -gt 4 ]
	'
	on_file 'a backup killed at any point leaves the old one or the new one' '
		rm -rf ha.db* backup && cp good.db ha.db &&
		export HA_NOW=2026-11-23T12:00:00Z &&
		everywhere "true" "
		    { [ ! -e \$day ] || ha-db --db \$day/ha.db check; } &&
		    ha-db backup && [ \$(ls backup | wc -l) -eq 1 ] && ha-db check
		    " ha-db backup
	'
	on_file 'a restore killed at any point is done by the next restore' '
		rm -rf ha.db* backup && cp good.db ha.db && ha-db backup mine &&
		everywhere "rm -f ha.db* && cp good.db ha.db" "
		    ha-db restore -y mine && ha-db check >sound &&
		    has sound \"40 messages\" && ! ls ha.db*.new*
		    " ha-db restore -y mine
	'
	on_file 'a disk that fails once: 74, and the next run is whole' '
		rm -f ha.db* && ha-db init &&
		expect 74 strace -o trace -e inject=fdatasync:error=EIO:when=3 \
		    ha-fetch jsonl:r.jsonl >lines 2>err && [ ! -s lines ] &&
		[ -e ha.db.check ] && ha-fetch jsonl:r.jsonl >lines &&
		[ "$(wc -l <lines)" -eq 40 ] && [ ! -e ha.db.check ] && ha-db check
	'
	on_file 'a database that the disk has hurt is not worked on' '
		cp good.db hurt.db && : >hurt.db.check &&
		size=$(sqlite3 hurt.db "PRAGMA page_size") &&
		page=$(sqlite3 hurt.db "SELECT rootpage FROM sqlite_schema WHERE name = '"'event'"'") &&
		dd if=/dev/zero of=hurt.db bs=1 seek=$(((page - 1) * size)) \
		    count=2000 conv=notrunc 2>dd.log &&
		expect 78 ha-route --db hurt.db classified >lines 2>err &&
		has err "is damaged" && has err "ha-db restore" && [ -e hurt.db.check ] &&
		{ ha-db --db hurt.db check >out; s=$?; [ $s -eq 1 ] && [ -s out ]; }
	'
	on_file 'no space: 75 with path and room, and the next run is whole' '
		rm -f ha.db* && ha-db init &&
		expect 75 strace -o trace -e inject=pwrite64:error=ENOSPC:when=3+ \
		    ha-fetch jsonl:r.jsonl >lines 2>err && has err "ha.db" &&
		has err "MiB free" && [ ! -s lines ] &&
		ha-fetch jsonl:r.jsonl >lines && [ "$(wc -l <lines)" -eq 40 ] && ha-db check
	'
else
	skip 'killed at any point' 'strace may not trace here'
fi

if [ "$(id -u)" -eq 0 ] && mkdir -p disk &&
    mount -t tmpfs -o size=1m tmpfs disk 2>mount.err; then
	trap 'umount "$T/disk"; rm -rf "$T"' EXIT
	on_file 'a full disk: 75, nothing printed, and on it goes when there is room' '
		export HA_DB=$T/disk/ha.db && records 3000 1 >many.jsonl && ha-db init &&
		expect 75 ha-fetch jsonl:many.jsonl >lines 2>err &&
		has err "no space" && ha-db check &&
		mount -o remount,size=16m disk && ha-fetch jsonl:many.jsonl >lines2 &&
		[ "$(cat lines lines2 | sort -u | wc -l)" -eq 3000 ] &&
		ha-db check >sound && has sound "3000 messages" && ha-db reconcile
	'
	on_file 'a backup onto a full disk: 75, and no half backup' '
		rm -rf disk/* && mount -o remount,size=1m disk &&
		dd if=/dev/zero of=disk/fill bs=1k count=900 2>dd.log &&
		rm -f ha.db* && cp good.db ha.db &&
		expect 75 ha-db backup disk/b 2>err && has err "no space" && [ "$(ls disk)" = fill ]
	'
else
	skip 'a full disk' 'only root may mount one'
fi

on_file 'a locked database: 75 after ten seconds, with the next step' '
	rm -f ha.db* && cp good.db ha.db && mkfifo ready go &&
	{ python3 -c "
import sqlite3
db = sqlite3.connect(\"ha.db\", isolation_level=None)
db.execute(\"BEGIN IMMEDIATE\")
open(\"ready\", \"w\").close()
open(\"go\").read()" & } &&
	: <ready && expect 75 ha-fetch jsonl:r.jsonl 2>err; : >go; wait
	has err "is locked" && has err "try again" && ha-db check
'
check 'eight writers and a backup beside them: no error, all there' '
	fresh_db && rm -rf backup &&
	for w in 1 2 3 4 5 6 7 8; do
		records $each $((w * 1000)) | ha-classify >w$w.jsonl || exit 1
	done
	for w in 1 2 3 4 5 6 7 8; do
		ha-route w$w.jsonl >w$w.out 2>w$w.err &
	done
	for b in 1 2 3; do ha-db backup b$b >b.out 2>>b.err; done
	wait
	cat w?.err b.err && [ -z "$(cat w?.err b.err)" ] && [ "$(cat w?.out | wc -l)" -eq $((n = 8 * each)) ] &&
	ha-db check >sound && has sound "$n messages, $n tickets, $n events" &&
	for b in 1 2 3; do ha-db --db b$b/ha.db check || exit 1; done
'
done_testing
