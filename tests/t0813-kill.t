#!/bin/sh
# killed anywhere in the live pipe, the next run ends where an undisturbed one does
# FAULT_POINTS=N tries N points of each call in each program; 2 when not set
. "${0%/*}/lib.sh"
strace -o trace true 2>trace.err || skip_all 'strace may not trace here'
points=${FAULT_POINTS:-2}
calls="pwrite64 write rename${FAULT_POINTS:+ fdatasync fsync unlink link}"
export HA_NOW=2026-11-25T00:00:00Z

mkdir -p fresh/mail/new fresh/mail/cur fresh/mail/tmp
cat >fresh/ha.yaml <<'Y'
version: 1
db: ha.db
files: files
tz: UTC
accounts:
  email/support: {driver: maildir, path: mail, address: support@knit.example, shop: knit, send: {driver: maildir, path: sent}}
shops:
  knit: {name: Knit, from: "Knit Care <support@knit.example>", signature: Your Knit team}
reply:
  auto: [where_is_my_order, thanks]
  threshold: 0.5
  receipt: always
Y
for i in 1 2 3; do
	printf 'From: Anna %d <anna%d@example.com>\nTo: support@knit.example\nSubject: Parcel %d\nMessage-ID: <m%d@example.com>\nDate: Tue, 24 Nov 2026 10:00:0%d +0000\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nHello, where is my parcel? It has been three weeks now.\n--b\nContent-Type: image/jpeg; name=a.jpg\nContent-Transfer-Encoding: base64\n\n%s\n--b--\n' \
	    "$i" "$i" "$i" "$i" "$i" "$(echo "photo $i" | base64)" >"fresh/mail/new/179551440$i.m$i.host"
done
(cd fresh && export HA_CONFIG="$PWD/ha.yaml" && ha-db init -q && HA_NOW=2026-11-23T00:00:00Z ha-account live -q email/support) || exit 1

# What there is in the end, but for times, attempts and what tells of them.
what_is() {
	sqlite3 ha.db "
	    SELECT 'message', external_id, ticket FROM message ORDER BY 2, 3;
	    SELECT 'ticket', number, status, queue, priority FROM ticket ORDER BY 2;
	    SELECT 'reply', ticket, kind, mode, template, status FROM reply ORDER BY 2, 3;
	    SELECT 'event', ticket, kind, count(*) FROM event WHERE kind <> 'reply_not_sent' GROUP BY 2, 3 ORDER BY 2, 3;" &&
	    (cd sent/new 2>/dev/null && cat ./* | grep -E '^(To|In-Reply-To|Subject):' | sort) &&
	    find files -type f ! -path 'files/tmp/*' | sort
}

# run: the pipe, once
run() {
	ha-fetch >lines 2>>log && ha-classify lines >classified && ha-route classified >routed 2>>log &&
	    ha-reply routed >replied 2>>log && ha-send 2>>log
}

# again: after a crash somebody runs the pipe, and looks at what is unknown
again() {
	run
	HA_NOW=2026-11-25T01:00:00Z ha-send reconcile >>log 2>&1
	HA_NOW=2026-11-25T02:00:00Z ha-send >>log 2>&1
}

work() {
	rm -rf "$T/work" && cp -a "$T/fresh" "$T/work" && cd "$T/work" && export HA_CONFIG="$PWD/ha.yaml"
}

# whole: nothing lost, nothing twice, the books add up
whole() {
	ha-db check >sound && ha-db reconcile >missing && what_is >got && diff "$T/want" got
}

(work && run && ha-ticket answer -y -m 'On its way.' 1 >answered && ha-send && what_is >"$T/want") || exit 1

# killed_in STAGE PREPARE command ...: at POINTS points of each call; then the
# pipe runs again, ticket 1 is answered unless it was, and all must be whole
killed_in() {
	prepare=$1 after=$2
	shift 2
	tried=0
	for call in $calls; do
		n=1
		while [ "$n" -le $((points * points)) ]; do
			work && eval "$prepare" || return 1
			strace -f -o "$T/trace" -e trace="$call" -e inject="$call:signal=KILL:when=$n" "$@" >out 2>err
			[ $? -eq 137 ] || break
			tried=$((tried + 1))
			eval "$after" && again && whole || {
				echo "killed before $call $n of $*" >&2
				cat log >&2
				return 1
			}
			n=$((n + (n < points ? 1 : n)))
		done
	done
	[ "$tried" -ge "$points" ]
}

answer_1() {
	ha-ticket answer -y -m 'On its way.' 1 >>log 2>&1 || grep -q "answered ticket 1" log
}

check 'ha-fetch killed anywhere: every mail is in exactly one ticket' '
	killed_in true "run && answer_1" ha-fetch
'
check 'ha-route killed anywhere: every message has one ticket and one decision' '
	killed_in "ha-fetch >lines && ha-classify lines >classified" "run && answer_1" ha-route classified
'
check 'ha-reply killed anywhere: no answer twice, none forgotten' '
	killed_in "ha-fetch >lines && ha-classify lines | ha-route >routed" "run && answer_1" ha-reply routed
'
check 'ha-send killed anywhere: each answer leaves exactly once' '
	killed_in "ha-fetch | ha-classify | ha-route | ha-reply >replied" "again && answer_1" ha-send
'
check 'ha-ticket answer killed anywhere: it is there once, or can be given again' '
	killed_in "run" answer_1 ha-ticket answer -y -m "On its way." 1
'
done_testing
