#!/bin/sh
# ha-watch: what happens when time has passed, once
. "${0%/*}/lib.sh"

me=$(id -un)
export HA_CONFIG="$T/ha.yaml"

cat >base.yaml <<Y
version: 1
db: ha.db
tz: UTC
team:
  $me: {login: $me, role: lead, languages: [zh, en, de], capacity: 0, may: [act_as]}
  mei: {login: mei, role: agent, languages: [zh, en, de, fr], capacity: 3}
  zhao: {login: zhao, role: helper}
  warehouse: {address: w@knit.example, members: [zhao]}
shops:
  knit: {name: Knit, from: "Knit <care@knit.example>", signature: Your Knit team}
accounts:
  email/care: {driver: maildir, path: in, address: care@knit.example, shop: knit}
  ebay/us: {driver: jsonl, path: in}
sla:
  - {name: default, first_response: 2h, next_response: 4h, resolution: 3d, warn_before: 30m}
follow_up: {ask_after: 3d, close_after: 7d}
Y

# fresh [LINES OF YAML]: an empty desk
fresh() {
	{ cat base.yaml; [ -z "${1:-}" ] || printf '%s\n' "$1"; } >ha.yaml && fresh_db
}
# mail N AT FROM [CHANNEL/ACCOUNT]
mail() {
	c=${4:-email/care}
	printf '{"v":1,"kind":"message","id":"%s/%s","channel":"%s","account":"%s","external_id":"%s","direction":"in","received_at":"%s","from":{"id":"%s","name":"Anna","email":"%s@example.com"},"subject":"Frage %s","text":"Hallo","class":{"lang":"de","lang_p":0.99,"intents":[{"id":"wrong_item","p":0.97}],"signals":[],"urgency":"medium"}%s}\n' \
	    "$c" "$1" "${c%/*}" "${c#*/}" "$1" "$2" "$3" "$3" "$1" "$([ "${c%/*}" = email ] && printf ',"mail":{"message_id":"%s@x"}' "$1")"
}
at() { HA_NOW=$1; shift; HA_NOW=$HA_NOW "$@"; }
D=2026-06-08
what() { jq -r "select(.kind == \"event\") | .what" "$1" | tr '\n' ' '; }

check 'nothing is due: nothing is said' '
	fresh && mail 1 ${D}T09:00:00Z anna | at ${D}T09:00:00Z ha-route >/dev/null &&
	at ${D}T09:00:00Z ha-watch >/dev/null && at ${D}T10:29:59Z ha-watch >got && [ ! -s got ]
'
check 'a warning comes when so much working time is left, and only once' '
	at ${D}T10:30:00Z ha-watch >got && [ "$(what got)" = "warning " ] &&
	jq -se "map(select(.kind == \"alert\"))[0] | .rule == \"soon late\" and .notify == [\"mei\"] and .ref == \"w1\"" got &&
	at ${D}T10:31:00Z ha-watch >got && [ ! -s got ]
'
check 'a breach is booked, raises the priority and tells the agent and the lead' '
	at ${D}T11:00:00Z ha-watch >got && [ "$(what got)" = "breach " ] &&
	same_field got ticket.priority high && jq -se "map(select(.kind == \"alert\"))[0] | .notify == [\"mei\", \"'"$me"'\"]" got &&
	ha-ticket log 1 | grep -q "ha-watch	breach.*first_response" &&
	ha-ticket log 1 | grep -q "ha-watch	set.*priority"
'
check 'records of events and alerts keep to their schemas' '
	"$PYTHON" "$tests/schema.py" got && ha-watch list -j >alerts && [ "$(wc -l <alerts)" = 2 ] && "$PYTHON" "$tests/schema.py" alerts
'
check 'what happens later comes by itself: a day late is urgent' '
	at 2026-06-09T11:00:00Z ha-watch >got && jq -se "map(select(.kind == \"alert\"))[0] | .rule == \"first answer is a day late\"" got &&
	[ "$(ha-ticket list priority:urgent | cut -f1)" = 1 ]
'
check 'alerts: list, show, ack, mute, close' '
	ha-watch list >got && [ "$(head -1 got | cut -f1,3,4)" = "w3	open	1" ] &&
	ha-watch ack w3 -m "mei calls" >got && grep -qx "w3	acked" got && ha-watch show w3 >got && has got "mei calls" &&
	ha-watch list status:acked | cut -f1 | grep -qx w3 && [ "$(ha-watch list ticket:1 | wc -l)" = 3 ] &&
	ha-watch mute w2 >/dev/null && ha-watch close w1 >/dev/null && ha-watch close w1 >got && grep -qx "w1	unchanged" got &&
	[ "$(ha-watch list | wc -l)" = 2 ] && expect 64 ha-watch ack 1 2>err && expect 66 ha-watch ack w99 2>err && ha show w3 >got && has got "day late"
'
check 'who has taken an alert stands in the log of the ticket, and who acted for them' '
	ha-watch ack -n --as mei w1 >got && grep -qx "w1	would be: acked" got && ha-watch ack --as mei w1 -m "a call" >/dev/null && ha-ticket log -j 1 | tail -1 >got &&
	same_field got kind alert && same_field got actor mei && jq -e ".data.by == \"$me\" and .data.to == \"acked\" and .content.text == \"a call\"" got && ha-db check
'
check 'an alert whose clock has stopped closes itself' '
	at 2026-06-09T12:00:00Z ha-ticket no-reply 1 >/dev/null; at 2026-06-09T12:00:00Z ha-ticket answer -q --force -m Hallo 1 >/dev/null &&
	at 2026-06-09T12:01:00Z ha-watch >/dev/null && [ "$(ha-watch list status:open,acked,muted | wc -l)" = 0 ]
'
check 'a late desk is told what it missed, once for each clock' '
	fresh && { mail 1 ${D}T09:00:00Z anna; mail 2 ${D}T09:00:00Z bert; } | at ${D}T09:00:00Z ha-route >/dev/null &&
	at ${D}T20:00:00Z ha-watch >got && [ "$(what got)" = "breach breach " ] && at ${D}T20:00:00Z ha-watch >got && [ ! -s got ]
'
check 'a breach that was answered before the watch looked is told, and nothing is raised' '
	fresh && mail 1 ${D}T09:00:00Z anna | at ${D}T09:00:00Z ha-route >/dev/null && at ${D}T09:00:00Z ha-watch &&
	at ${D}T11:05:00Z ha-ticket answer -q -m Hallo 1 >/dev/null && at ${D}T11:10:00Z ha-watch >got &&
	[ "$(what got)" = "breach " ] && [ "$(grep -c "\"alert\"" got)" = 0 ] && same_field got ticket.priority normal
'
check 'eight watches at once do everything once' '
	fresh && i=0 && while [ $i -lt 60 ]; do i=$((i + 1)); mail $i ${D}T09:00:00Z c$i; done | at ${D}T09:00:00Z ha-route >/dev/null &&
	export HA_NOW=2026-06-10T12:00:00Z && for n in 1 2 3 4 5 6 7 8; do ha-watch >out.$n 2>err.$n & done && wait &&
	cat out.? >all && cat err.? | tee errs >&2 && [ ! -s errs ] &&
	[ "$(jq -r "select(.kind == \"alert\") | .ref" all | sort -u | wc -l)" = 120 ] &&
	[ "$(jq -r "select(.kind == \"event\" and .what == \"breach\") | \"\(.ticket.number) \(.rule)\"" all | sort | uniq -d | wc -l)" = 0 ] &&
	[ "$(ha-watch list | wc -l)" = 120 ] && ha-db check
'
kill='killed at any write, the next run does what is left, and nothing twice'
if [ -n "${HA_TEST_DB:-}" ] || ! command -v strace >/dev/null; then
	skip "$kill" 'no strace here, or the server writes'
else
check "$kill" '
	for n in 1 3 6; do
		fresh && { mail 1 ${D}T09:00:00Z anna; mail 2 ${D}T09:00:00Z bert; } | at ${D}T09:00:00Z ha-route >/dev/null &&
		{ HA_NOW=${D}T20:00:00Z strace -f -o tr -e trace=pwrite64 -e inject=pwrite64:signal=KILL:when=$n ha-watch; :; } >/dev/null 2>&1
		at ${D}T20:00:00Z ha-watch >/dev/null && [ "$(ha-watch list | wc -l)" = 2 ] && ha-db check || exit 1
	done
'
fi
check '-n says what would happen and changes nothing' '
	fresh && mail 1 ${D}T09:00:00Z anna | at ${D}T09:00:00Z ha-route >/dev/null &&
	at ${D}T12:00:00Z ha-watch -n >dry && [ "$(what dry)" = "breach " ] && [ -z "$(ha-watch list)" ] &&
	at ${D}T12:00:00Z ha-watch >got && sed "s/\"ref\":\"w[0-9]*\"//" dry >a && sed "s/\"ref\":\"w[0-9]*\"//" got >b && cmp a b
'
check 'own rules: a condition, a colleague, only some clocks' '
	fresh "watch: {timers: [{name: quick, on: breach, before: 1h, clocks: [first_response], when: \"channel:ebay\", assign: \"@warehouse\", notify: [zhao]}]}" &&
	{ mail 1 ${D}T09:00:00Z anna; mail 2 ${D}T09:00:00Z bert ebay/us; } | at ${D}T09:00:00Z ha-route >/dev/null &&
	at ${D}T10:00:00Z ha-watch >got && [ "$(jq -s length got)" = 2 ] && same_field got rule quick && same_field got ticket.number 2 &&
	same_field got ticket.assignee @warehouse
'
check 'a clock that a raised priority brings to its end is told in the same run' '
	fresh "watch: {timers: [{name: soon, on: warning, priority: urgent}, {name: over, on: breach, notify: [mei]}]}" &&
	sed -i "s/first_response: 2h/first_response: {urgent: 1h, high: 4h, normal: 4h, low: 4h}/" ha.yaml &&
	mail 1 ${D}T09:00:00Z anna | at ${D}T09:00:00Z ha-route >/dev/null && at ${D}T12:30:00Z ha-watch >got &&
	jq -es "map(.rule) | index(\"soon\") != null and index(\"over\") != null" got &&
	at ${D}T12:31:00Z ha-watch >got && [ ! -s got ]
'
check 'rules with an error are refused whole, with their place' '
	fresh && n=$(wc -l <ha.yaml) && echo "watch: {timers: [{name: a, on: breech}, {name: b, on: breach, assign: nobody2, clocks: [fist]}]}" >>ha.yaml &&
	expect 78 ha-watch 2>err && has err "ha.yaml:$((n + 1)):" && has err nobody2 && has err "unknown clock"
'
check 'new rules are about tickets that are there already' '
	fresh && mail 1 ${D}T09:00:00Z anna | at ${D}T09:00:00Z ha-route >/dev/null && at ${D}T12:00:00Z ha-watch >/dev/null &&
	echo "watch: {timers: [{name: mine, on: breach, notify: [mei]}]}" >>ha.yaml && at ${D}T12:01:00Z ha-watch >got && same_field got rule mine
'
check 'tasks: a word before they are due and one when they are, to who has them' '
	fresh && at ${D}T09:00:00Z ha-task add @warehouse --due 6h -m "count" >/dev/null &&
	at ${D}T10:59:00Z ha-watch >got && [ ! -s got ] && at ${D}T11:00:00Z ha-watch >got &&
	jq -e ".rule == \"task is due soon\" and .notify == [\"@warehouse\"] and .task.ref == \"t1\"" got && "$PYTHON" "$tests/schema.py" got &&
	at ${D}T15:00:00Z ha-watch >got && same_field got rule "task is late" && at ${D}T16:00:00Z ha-watch >got && [ ! -s got ] &&
	[ "$(ha-watch list | cut -f4 | sort -u)" = t1 ] && ha-task done t1 >/dev/null && ha-watch >/dev/null && [ -z "$(ha-watch list)" ]
'
check 'after a solution the customer is asked once, in their language' '
	fresh && mail 1 ${D}T09:00:00Z anna | at ${D}T09:00:00Z ha-route >/dev/null && at ${D}T09:10:00Z ha-ticket answer -q -m Hallo 1 >/dev/null &&
	at ${D}T09:20:00Z ha-ticket resolve 1 >/dev/null && at 2026-06-11T09:19:59Z ha-watch >got && [ "$(what got)" = "" ] &&
	at 2026-06-11T09:20:00Z ha-watch >got && [ "$(what got)" = "asked " ] && "$PYTHON" "$tests/schema.py" got &&
	ha-send list -j >l && jq -se "map(select(.reply.template == \"follow_up\")) | length == 1 and .[0].reply.lang == \"de\" and .[0].reply.status == \"held\"" l &&
	at 2026-06-11T09:21:00Z ha-watch >got && [ ! -s got ]
'
check 'silence closes, and a closed ticket is left alone' '
	at 2026-06-15T09:20:00Z ha-watch >got && [ "$(what got)" = "closed " ] && same_field got ticket.status closed &&
	at 2026-07-15T09:20:00Z ha-watch >got && [ ! -s got ]
'
check 'the customer is asked, not the colleague who wrote last' '
	fresh && mail 1 ${D}T09:00:00Z anna | at ${D}T09:00:00Z ha-route >/dev/null &&
	at ${D}T09:05:00Z ha-task add @warehouse 1 --due 2d -m look >/dev/null &&
	mail 2 ${D}T09:06:00Z w | sed "s/w@example.com/w@knit.example/; s/Frage 2/Re: look [t1]/" |
	    at ${D}T09:06:00Z ha-route >r && same_field r ticket.number 1 &&
	at ${D}T09:20:00Z ha-ticket resolve 1 >/dev/null && at 2026-06-11T09:20:00Z ha-watch >got && has got asked &&
	ha-db export | jq -se "map(select(.template? == \"follow_up\")) | map(.recipient) == [\"anna@example.com\"]"
'
check 'who wrote again is neither asked nor closed' '
	fresh && mail 1 ${D}T09:00:00Z anna ebay/us | at ${D}T09:00:00Z ha-route >/dev/null && at ${D}T09:20:00Z ha-ticket resolve 1 >/dev/null &&
	at 2026-06-10T00:00:00Z ha-ticket reopen 1 >/dev/null && at 2026-06-20T00:00:00Z ha-watch >got && [ "$(grep -c -e asked -e closed got)" = 0 ]
'
check 'a ticket that fails is told, and what else is due is done' '
	fresh && mail 1 ${D}T09:00:00Z anna | at ${D}T09:00:00Z ha-route >/dev/null &&
	at ${D}T09:10:00Z ha-ticket answer -q -m Hallo 1 >/dev/null && at ${D}T09:20:00Z ha-ticket resolve 1 >/dev/null &&
	at ${D}T09:30:00Z ha-task add @warehouse --due 1h -m count >/dev/null &&
	mkdir templates && echo broken >templates/follow_up.md &&
	expect 78 at 2026-06-11T09:20:00Z ha-watch >got 2>err && has err "follow_up.md" && rm -r templates &&
	jq -es "any(.rule == \"task is late\")" got
'
check 'templates that cannot be read put every question off, and none is lost' '
	fresh && { mail 1 ${D}T09:00:00Z anna; mail 2 ${D}T09:00:00Z bert; } | at ${D}T09:00:00Z ha-route >/dev/null &&
	at ${D}T09:20:00Z ha-ticket resolve 1 2 >/dev/null && mkdir templates && echo broken >templates/follow_up.md &&
	expect 78 at 2026-06-11T09:20:00Z ha-watch >got 2>err && [ "$(grep -c "follow_up.md" err)" = 2 ] && rm -r templates &&
	at 2026-06-11T09:21:00Z ha-watch >got && [ "$(what got | grep -o asked | wc -l)" = 2 ]
'
check 'tickets that waited go to who has become free' '
	fresh && i=0 && while [ $i -lt 4 ]; do i=$((i + 1)); mail $i ${D}T09:0$i:00Z c$i; done | at ${D}T09:10:00Z ha-route >/dev/null &&
	[ "$(ha-ticket list unassigned | wc -l)" = 1 ] && at ${D}T09:11:00Z ha-ticket resolve 1 >/dev/null &&
	at ${D}T09:12:00Z ha-watch >got && [ "$(what got)" = "assigned " ] && same_field got ticket.assignee mei && "$PYTHON" "$tests/schema.py" got &&
	[ -z "$(ha-ticket list unassigned)" ]
'
check 'ha sync runs it at its end, quietly' '
	fresh && mkdir -p in/new in/cur in/tmp && ha sync -x >x && tail -1 x | grep -q "^ha watch" 
'
check 'a timer judges what the rules saw when the message came in, and what the desk knows since' '
	fresh "watch:
  timers:
    - {name: by the words, on: breach, when: \"sentiment:negative emotion:angry signal:legal carrier:dhl text:Anwalt from:Anna responsibility:carrier\", notify: [agent]}
    - {name: by the intent, on: breach, when: \"intent:size_fit not intent:wrong_item age:2h..\", notify: [agent]}" &&
	mail 1 ${D}T09:00:00Z anna >line &&
	jq -c ".text = \"Mein Anwalt\" | .class += {sentiment: {label: \"negative\"}, emotion: \"angry\", signals: [\"legal\"], entities: {tracking_ids: [{id: \"1\", carrier: \"dhl\"}]}}" line >angry &&
	at ${D}T09:00:00Z ha-route angry >/dev/null && at ${D}T09:10:00Z ha-ticket set responsibility=carrier intent=size_fit 1 >/dev/null &&
	at ${D}T11:00:00Z ha-watch >got && [ "$(jq -r "select(.kind == \"alert\").rule" got | sort | tr "\n" ,)" = "by the intent,by the words," ] &&
	"$PYTHON" "$tests/schema.py" got && ha-ticket list -j | jq -e ".ticket.responsibility == \"carrier\""
'
check 'what a rule of assignment keeps from everybody waits, also when there is room' '
	fresh "rules:
  assign:
    - {name: junk, when: \"text:Gewinnspiel\", to: nobody}
    - {name: by load}" &&
	{ mail 1 ${D}T09:00:00Z anna | sed s/Hallo/Gewinnspiel/; mail 2 ${D}T09:00:00Z bert; } | at ${D}T09:00:00Z ha-route >/dev/null &&
	at ${D}T09:01:00Z ha-watch >got && [ ! -s got ] && ha-ticket list unassigned | cut -f1 >got && [ "$(cat got)" = 1 ]
'
done_testing
