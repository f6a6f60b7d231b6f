#!/bin/sh
# the store: programs that write at once never make each other fail
. "${0%/*}/lib.sh"
[ -n "${HA_TEST_DB:-}" ] || export HA_DB="$T/ha.db"

# records N FIRST: N messages as JSON Lines
records() {
	i=$2
	while [ "$i" -lt $(($2 + $1)) ]; do
		printf '{"v":1,"kind":"message","channel":"email","account":"support","external_id":"m%d","received_at":"2026-03-02T10:00:00Z","from":{"email":"anna%d@example.com"},"subject":"Paket","text":"Wo ist mein Paket?"}\n' \
		    "$i" "$i"
		i=$((i + 1))
	done
}

# one_by_one FILE: a program, and so an opened and closed database, for each
# line; the log of the database comes and goes
one_by_one() {
	while read -r line; do
		printf '%s\n' "$line" | ha-route || return 1
	done <"$1"
}

# hasty TRACE command ...: its sleeps end at once, so that SQLite soon has
# done all of its own attempts
hasty() {
	trace=$1
	shift
	strace -f -o "$trace" -e trace=clock_nanosleep,nanosleep \
	    -e inject=clock_nanosleep,nanosleep:error=EINTR "$@"
}

for w in 1 2 3 4; do records 12 $((w * 100)) >w$w.jsonl; done

check 'programs that come and go while others write: no error, all there' '
	ha-db init && pids= &&
	for w in 1 2 3; do
		one_by_one w$w.jsonl >w$w.out 2>w$w.err &
		pids="$pids $!"
	done &&
	one_by_one w4.jsonl >w4.out 2>w4.err && for p in $pids; do wait "$p" || exit 1; done
	cat w?.err && [ -z "$(cat w?.err)" ] && [ "$(cat w?.out | wc -l)" -eq 48 ] &&
	ha-db check >sound && has sound "48 messages, 48 tickets, 48 events"
'
# rebuilding FIFO TRACE: the log's index is being rebuilt by somebody, until
# TRACE shows that the other one has looked at it 150 times
rebuilding() {
	python3 -c '
import fcntl, os, struct, sys, time
WRITE_LOCK = 120
index = os.open("ha.db-shm", os.O_RDWR)
fcntl.lockf(index, fcntl.LOCK_EX, 1, WRITE_LOCK)
os.pwrite(index, bytes(136), 0)
open(sys.argv[1], "w").close()
looks, end = 0, time.monotonic() + 30
while looks < 150 and time.monotonic() < end:
    with open(sys.argv[2]) as trace:
        looks = sum("nanosleep" in line for line in trace)
fcntl.lockf(index, fcntl.LOCK_UN, 1, WRITE_LOCK)
' "$1" "$2"
}

if strace -o trace true 2>trace.err; then
	on_file 'the log of the database busy at every look is a lock like others' '
		rm -f ha.db* && ha-db init && mkfifo ready hold && : >looks &&
		{ { sed 1q w1.jsonl; cat hold; } | ha-route >first & } && exec 3>hold &&
		until [ -s first ]; do :; done &&
		{ rebuilding ready looks & } && : <ready &&
		hasty looks ha-route w2.jsonl >out 2>err
		status=$? && exec 3>&- && wait
		cat err && [ $status -eq 0 ] && [ ! -s err ] && [ "$(wc -l <out)" -eq 12 ] &&
		ha-db check >sound && has sound "13 messages, 13 tickets, 13 events"
	'
else
	skip 'the log of the database busy at every look is a lock like others' \
	    'strace may not trace here'
fi
done_testing
