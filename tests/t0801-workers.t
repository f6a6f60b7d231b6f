#!/bin/sh
# many workers: eight routers of one stream, some of them killed, leave the
# desk that one would have left
. "${0%/*}/lib.sh"

export HA_NOW=2026-06-09T00:00:00Z HA_CONFIG="$T/ha.yaml"
cat >ha.yaml <<'Y'
version: 1
db: ha.db
tz: UTC
team:
  mei: {login: mei, role: agent, languages: [zh, en, de], capacity: 12}
  lin: {login: lin, role: agent, languages: [zh, en, de], capacity: 9}
accounts:
  ebay/us: {driver: jsonl, path: in}
  email/care: {driver: maildir, path: in, address: care@knit.example}
sla:
  - {name: default, first_response: 2h, next_response: 4h, resolution: 3d, reopen_window: 30d}
Y

# stream N: conversations of a marketplace, and mails that answer each other;
# every ninth line comes twice
stream() {
	awk -v n="$1" 'BEGIN {
		for (i = 1; i <= n; i++) {
			at = sprintf("2026-06-08T%02d:%02d:00Z", 8 + (i * 7) % 12, (i * 13) % 60)
			if (i % 3) {
				from = sprintf("\"id\":\"anna%d\"", i % 20)
				id = "ebay/us/m" i
				more = sprintf(",\"thread\":\"c-%d\"", i % 20)
			} else {
				from = sprintf("\"email\":\"bert%d@example.com\"", i % 7)
				id = "email/care/m" i
				more = sprintf(",\"mail\":{\"message_id\":\"%d@x\"%s}", i,
				    i > 42 ? sprintf(",\"in_reply_to\":[\"%d@x\"]", i - 42) : "")
			}
			split(id, part, "/")
			line = sprintf("{\"v\":1,\"kind\":\"message\",\"id\":\"%s\",\"channel\":\"%s\",\"account\":\"%s\",\"external_id\":\"m%d\",\"direction\":\"in\",\"received_at\":\"%s\",\"from\":{%s},\"subject\":\"Paket\",\"text\":\"Wo ist mein Paket?\"%s}", \
			    id, part[1], part[2], i, at, from, more)
			print line
			if (i % 9 == 0)
				print line
		}
	}'
}
# shape: what this desk knows
shape() { ha-db export | jq -cs -f "$tests/desk.jq"; }
# names FILE: message and ticket of each line, the ticket by its first message
names() {
	jq -cs 'map({id, ticket: .ticket.number}) | (group_by(.ticket)
	    | map({key: (.[0].ticket | tostring), value: (map(.id) | min)}) | from_entries) as $name
	    | map([.id, $name[.ticket | tostring]]) | unique[]' "$1"
}
stream 240 | ha-classify >stream.jsonl
fresh_db && ha-route stream.jsonl >one.out && shape >one || exit 1
strace -o trace true 2>trace.err && can_trace=1
if [ -n "${HA_TEST_DB:-}" ]; then
	call=sendto
else
	call=pwrite64
fi

# killed_after LINES: kill -9 in the work on what comes after so many; it
# cannot be done with it, as nobody takes all that it prints
killed_after() {
	mkfifo "w$1.in" "w$1.printed"
	ha-route <"w$1.in" >"w$1.printed" 2>"w$1.err" &
	router=$!
	exec 3>"w$1.in" 4<"w$1.printed"
	head -n "$1" stream.jsonl >&3
	read -r line <&4
	{ tail -n +"$1" stream.jsonl >&3; } 2>tail.err &
	kill -9 $router
	wait $router
	echo $? >"w$1.status"
}
# killed_before N: kill -9 before the N-th of what writes to the database,
# unless the others have left less to write
killed_before() {
	strace -f -o "w$1.trace" -e trace=$call -e inject=$call:signal=KILL:when="$1" \
	    ha-route stream.jsonl >"w$1.out" 2>"w$1.err"
}

check 'eight processes that route one stream leave the desk that one does' '
	fresh_db && for w in 1 2 3 4 5 6 7 8; do
		ha-route stream.jsonl >w$w.out 2>w$w.err &
	done
	wait
	cat w?.err && [ -z "$(cat w?.err)" ] && ha-db check >sound && shape >eight && diff one eight &&
	names one.out >a && for w in 1 2 3 4 5 6 7 8; do
		names w$w.out >b && cmp a b || exit 1
	done
'
check 'so they do when five of them are killed' '
	fresh_db && rm -f w*.*
	if [ -n "${can_trace:-}" ]; then
		for n in 11 12 20; do killed_before $n & done
	fi
	for lines in 30 90; do killed_after $lines & done
	for w in 6 7 8; do
		ha-route stream.jsonl >w$w.out 2>w$w.err &
	done
	wait
	cat w*.err && [ -z "$(cat w?.err)" ] && [ "$(cat w30.status w90.status | tr "\n" " ")" = "137 137 " ] &&
	ha-db check >sound && shape >eight && diff one eight
'
check 'and one that comes after all of them finds nothing to do' '
	ha-db export >before && ha-route stream.jsonl >again && ha-db export >after && cmp before after &&
	names one.out >a && names again >b && cmp a b
'
done_testing
