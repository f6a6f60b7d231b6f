#!/bin/sh
# ha-ticket: list, show, answer, change, with references from everywhere
. "${0%/*}/lib.sh"

export HA_NOW=2026-06-08T10:00:00Z
me=$(id -un)

cat >ha.yaml <<Y
version: 1
db: ha.db
tz: Asia/Shanghai
team:
  $me: {login: $me, role: lead, languages: [zh, en, de], capacity: 1, may: [act_as]}
  mei: {login: mei, role: agent, languages: [zh, fr], capacity: 40}
  zhao: {login: zhao, role: helper}
  warehouse: {address: w@knit.example, members: [zhao]}
calendars:
  office: {tz: Asia/Shanghai, week: {mon-fri: [09:00-12:00, 13:30-18:00]}}
accounts:
  email/care: {driver: maildir, path: in, address: care@knit.example}
  ebay/us: {driver: jsonl, path: in}
sla:
  - {name: default, first_response: 2h, next_response: 4h, proposal: 24h, resolution: 3d, calendar: office, reopen_window: 30d}
Y
export HA_CONFIG="$T/ha.yaml"
ha-db init >/dev/null || exit 1

# mail N FROM LANG INTENT AT TEXT
mail() {
	printf '{"v":1,"kind":"message","id":"email/care/%s","channel":"email","account":"care","external_id":"%s","direction":"in","received_at":"%s","from":{"name":"%s","email":"%s"},"subject":"Frage %s","text":"%s","order_ids":["o1"],"mail":{"message_id":"%s@x"},"class":{"lang":"%s","lang_p":0.99,"intents":[{"id":"%s","p":0.97}],"signals":[],"sentiment":{"label":"neutral","score":0},"emotion":"neutral","urgency":"medium","entities":{"order_ids":[],"tracking_ids":[],"skus":[],"amounts":[]},"why":[],"model":"t"}}\n' \
	    "$1" "$1" "$5" "$2" "$2" "$1" "$6" "$1" "$3" "$4"
}
cat >things <<'J'
{"v":1,"kind":"order","id":"ebay/us/o1","channel":"ebay","account":"us","external_id":"o1","placed_at":"2026-06-01T00:00:00Z","currency":"EUR","total":"39.90","status":"shipped","lines":[{"sku":"SCARF-RED-M","title":"Scarf","quantity":2,"price":"19.95"}]}
{"v":1,"kind":"shipment","id":"ebay/us/s1","channel":"ebay","account":"us","external_id":"s1","order_id":"o1","carrier":"yanwen","tracking":"YT1","status":"delivered","shipped_at":"2026-06-02T00:00:00Z","delivered_at":"2026-06-06T00:00:00Z","signed_by":"Nachbar","events":[{"at":"2026-06-05T10:00:00Z","text":"Arrived","place":"Leipzig"}]}
J
{ cat things
  mail 1 anna@example.com de where_is_my_order 2026-06-08T07:00:00Z 'Wo ist mein Paket?\nDanke\n\n> quoted words'
  mail 2 marie@example.com fr damaged_in_transit 2026-06-08T06:30:00Z 'Pull trou\u00e9'
  mail 3 joe@example.com en positive_feedback 2026-06-08T08:00:00Z 'Great!'; } | ha-route >routed || exit 1

check 'a terminal of 80 columns has room for where it came from and the subject; a wide one has all' '
	script -qec "stty cols 80; ha-ticket list" /dev/null </dev/null | tr -d "\r" >got &&
	head -1 got | grep -q "^ticket due .*account .*subject$" && ! grep -q " lang " got &&
	grep -q "Frage 1" got && [ "$(awk "length > 95" got | wc -l)" -eq 0 ] &&
	script -qec "stty cols 160; ha-ticket list" /dev/null </dev/null | tr -d "\r" >got &&
	head -1 got | grep -q "account  *lang intent  *priority agent customer  *subject"
'
check 'list shows what ends first, the reference first' '
	ha-ticket list >got && cut -f1 got | tr "\n" " " | grep -qx "2 1 3 " &&
	head -1 got | cut -f2,3,5,6,7 | grep -qx "2026-06-08T08:30:00Z	first_response	fr	damaged_in_transit	normal"
'
check 'a query finds, --limit and --sort choose' '
	ha-ticket list lang:de | cut -f1 | grep -qx 1 &&
	ha-ticket list late not lang:fr | wc -l | grep -qx 1 &&
	[ "$(ha-ticket list --sort number --limit 2 | cut -f1 | tr "\n" " ")" = "1 2 " ] &&
	[ "$(ha-ticket list --sort time --limit 1 | cut -f1)" = 3 ] &&
	expect 64 ha-ticket list --sort dew 2>err && has err "did you mean '\''due'\''"
'
check 'list -j gives records that jq and the verbs understand' '
	ha-ticket list -j lang:de >got && same_field got ref 1 &&
	same_field got due_clock first_response && same_field got ticket.number 1 &&
	ha-ticket list -j | jq -c "select(.class.lang == \"fr\")" | ha-ticket tag vip >got &&
	grep -qx "2	tagged" got && ha-ticket list tag:vip | cut -f1 | grep -qx 2
'
check 'a ticket goes to who has the language and room' '
	[ "$(ha-ticket list lang:fr | cut -f8)" = mei ] &&
	[ "$(ha-ticket list lang:de | cut -f8)" = '"$me"' ]
'
check 'show has order, tracking with signer, customer and new words, in this order' '
	ha-ticket show 1 >got &&
	has got "2 x SCARF-RED-M  Scarf  19.95" && has got "signed by Nachbar" &&
	has got "Arrived, Leipzig" && has got "Wo ist mein Paket?" &&
	hasnt got "quoted words" && ha-ticket show -v 1 2>/dev/null | grep -q "quoted words" &&
	grep -n -e "^order" -e "^c[0-9]" -e "^> " got | cut -d: -f2 | cut -c1 | tr -d "\n" | grep -qx "oc>"
'
check 'show -j is one object with its messages' '
	ha-ticket show -j 1 2 >got && [ "$(wc -l <got)" = 2 ] &&
	head -1 got | jq -e ".messages[0].external_id == \"1\" and .order.external_id == \"o1\" and .draft == null"
'
check 'next claims what ends first for me' '
	HA_NOW=2026-06-08T10:00:00Z ha-ticket next >got && head -1 got | grep -q "^1 " &&
	ha-ticket log 1 | tail -1 | grep -q "'"$me"'	claimed"
'
check 'what somebody works on is not claimed by another' '
	expect 1 ha-ticket claim --as mei 1 2>err && has err "claimed by" &&
	ha-ticket release 1 >got && grep -qx "1	released" got
'
check 'an answer goes into the outbox, addressed and threaded' '
	ha-ticket answer -m "Es kommt morgen." 1 >got 2>err && grep -qx "1	answered" got &&
	has err "is not live" &&
	ha-ticket show 1 | grep -A1 "^r1  ready" | grep -q "Es kommt morgen." &&
	ha-ticket sla 1 | grep "^1	first_response" | cut -f6 | grep -qx 2026-06-08T10:00:00Z &&
	ha-ticket list status:waiting_customer | cut -f1 | grep -qx 1
'
check 'a message that was just answered is not answered again, unless by force' '
	expect 1 ha-ticket answer -m "Noch mal" 1 2>err && has err "answered ticket 1" &&
	ha-ticket answer -q --force -m "Nachtrag" 1 >/dev/null &&
	ha-ticket show 1 | grep -c "^r[0-9]*  ready" | grep -qx 2
'
check 'a text never competes for stdin with references' '
	echo "Bonjour" | ha-ticket answer -q -F - 2 >got && grep -qx "2	answered" got &&
	ha-ticket show 2 | grep -q Bonjour
'
check 'where stdin would hold the text and the references nothing is read or done' '
	for verb in "ha-ticket answer" "ha-ticket note" "ha-task done" "ha-customer note"; do
		echo 2 | expect 64 $verb -F - >got 2>err && has err "as an argument" && [ ! -s got ] || exit 1
	done
'
check 'a text that is empty is no text' '
	for verb in "ha-ticket answer --force" "ha-ticket note" "ha-customer note" "ha-task add mei"; do
		expect 64 $verb -m " " "$([ "${verb#ha-cust}" = "$verb" ] || echo c)2" 2>err && has err "is empty" &&
		printf "\n\n" | expect 64 $verb -F - "$([ "${verb#ha-cust}" = "$verb" ] || echo c)2" 2>err && has err "is empty" || exit 1
	done
'
check 'without a text, a draft or an editor an answer is refused' '
	expect 64 ha-ticket answer 3 </dev/null 2>err && has err "wants its text" &&
	expect 1 ha-ticket answer -y 3 2>err && has err "has no draft"
'
check 'the editor sees the message and the order, and only what stands above counts' '
	cat >ed <<-E &&
	#!/bin/sh
	cp "\$1" "$T/seen"; { echo "Thank you!"; cat "\$1"; } >"$T/new"; cat "$T/new" >"\$1"
	E
	chmod +x ed && EDITOR="$T/ed" ha-ticket answer -q 3 >got &&
	has seen "# Great!" && has seen "# order o1" &&
	ha-ticket show 3 | grep -A2 "^r[0-9]*  ready" >sent &&
	has sent "Thank you!" && hasnt sent "Great"
'
check 'an editor that leaves nothing sends nothing' '
	EDITOR=true expect 1 ha-ticket answer --force 3 2>err && has err "nothing was written"
'
check 'a note is for colleagues and stops no clock' '
	{ mail 4 bob@example.com en wrong_item 2026-06-08T09:00:00Z "Wrong colour"; } | ha-route >/dev/null &&
	ha-ticket note -m "ask the warehouse" 4 >/dev/null &&
	ha-ticket log 4 | grep -q "note.*ask the warehouse" &&
	ha-ticket sla 4 | grep "first_response" | cut -f3 | grep -qx running
'
check 'whom a note names is told by an alert, a person or a team, once each; an address is no name' '
	ha-ticket note -m "@mei. and @warehouse, again @mei; not x@warehouse or @nobody-here" 4 >/dev/null && ha-watch list -j >w &&
	jq -se "map(select(.rule == \"named in a note\")) | length == 1 and .[0].notify == [\"mei\", \"@warehouse\"] and .[0].ticket.number == 4" w &&
	"$PYTHON" "$tests/schema.py" w && ha-ticket note --as mei -m "done, @mei" 4 >/dev/null && [ "$(ha-watch list | wc -l)" = 1 ] &&
	ha-ticket note -n -m "@mei" 4 >/dev/null && [ "$(ha-watch list | wc -l)" = 1 ] &&
	ha-watch mute "$(ha-watch list | cut -f1)" >/dev/null && ha-ticket note -m "@mei" 4 >/dev/null && [ -z "$(ha-watch list status:open)" ]
'
check 'the clock stands still while the customer has the ball' '
	ha-ticket wait 4 >/dev/null &&
	HA_NOW=2026-06-09T09:00:00Z ha-ticket sla -j 4 | jq -e "select(.clock == \"resolution\") | .state == \"paused\" and .elapsed_s == 3600 and .due == null"
'
check 'set corrects several fields at once, and says what they take' '
	ha-ticket set priority=urgent intent=defective responsibility=warehouse severity=2 order=o1 "result=new one sent" 4 >got &&
	grep -qx "4	set" got && ha-ticket list -j status:waiting_customer ticket:4 >got &&
	same_field got ticket.priority urgent && jq -e ".class.intents[0].id == \"defective\"" got &&
	expect 64 ha-ticket set prioritty=high 4 2>err && has err "did you mean '\''priority'\''" &&
	expect 64 ha-ticket set priority=high+ 4 2>err &&
	expect 64 ha-ticket set intent=defect 4 2>err && has err "did you mean '\''defective'\''" &&
	expect 64 ha-ticket set responsibility=me 4 2>err
'
check 'what is so already is no event, unless a reason comes with it' '
	ha-ticket tag calm 4 >/dev/null && ha-ticket set severity=1 arose=2026-06-01 "result=new one sent" 4 >/dev/null &&
	ha-ticket log 4 >before && ha-ticket tag calm 4 >got && grep -qx "4	unchanged" got && ha-ticket untag never 4 >got && grep -qx "4	unchanged" got &&
	ha-ticket set severity=1 arose=2026-06-01T00:00:00Z "result=new one sent" intent=defective 4 >got && grep -qx "4	unchanged" got &&
	ha-ticket log 4 >after && cmp before after &&
	ha-ticket set severity=2 arose=2026-06-02 4 >got && grep -qx "4	set" got &&
	ha-ticket log -j 4 | jq -es "map(.data) | .[-2].from == \"1\" and .[-1].from == \"2026-06-01T00:00:00Z\"" &&
	ha-ticket set severity=2 -m "the photo shows it" 4 >got && grep -qx "4	set" got
'
check 'assign takes one of the team or a team, and nobody else' '
	ha-ticket assign mei 4 | grep -qx "4	assigned" &&
	ha-ticket assign @warehouse 4 >/dev/null &&
	expect 64 ha-ticket assign warehouse 4 2>err && has err "@warehouse" &&
	expect 64 ha-ticket assign mej 4 2>err && has err "did you mean '\''mei'\''" &&
	ha-ticket assign mei 4 >/dev/null && ha-ticket assign mei 4 | grep -qx "4	unchanged"
'
check 'resolve, reopen, close; a resolved ticket waits for nothing' '
	ha-ticket resolve 4 >/dev/null && ! ha-ticket list | cut -f1 | grep -qx 4 &&
	expect 1 ha-ticket wait 4 2>err && has err "reopen it first" &&
	ha-ticket reopen 4 >/dev/null && ha-ticket list | cut -f1 | grep -qx 4 &&
	ha-ticket close 4 >/dev/null && ha-ticket list status:closed | cut -f1 | grep -qx 4
'
check 'no-reply ends the clocks that wait for an answer' '
	mail 5 kim@example.com en positive_feedback 2026-06-08T09:30:00Z "Nice" | ha-route >/dev/null &&
	ha-ticket list status:new intent:positive_feedback | ha-ticket no-reply >got &&
	grep -qx "5	no reply needed" got &&
	ha-ticket sla 5 | grep "first_response" | cut -f3 | grep -qx cancelled &&
	ha-ticket no-reply 5 >got && grep -qx "5	unchanged" got && ha-ticket log 5 | grep -c "	no_reply" | grep -qx 1
'
check 'all change or none; --keep-going does what it can' '
	expect 66 ha-ticket tag x 1 999 2 2>err && has err "no ticket 999" &&
	! ha-ticket list -j ticket:1 | grep -q "\"x\"" &&
	expect 66 ha-ticket tag --keep-going x 1 999 2 >got 2>err && [ "$(cat got)" = "1	tagged
2	tagged" ]
'
check 'one that cannot be answered leaves the others alone with --keep-going' '
	expect 1 ha-ticket answer -y 1 2 >got 2>err && [ ! -s got ] && has err "--keep-going does the others" &&
	expect 1 ha-ticket answer -y --keep-going 1 2 3 >got 2>err && [ ! -s got ] &&
	[ "$(grep -c "has no draft" err)" -eq 3 ] && hasnt err "--keep-going"
'
check '-n shows what would happen and changes nothing' '
	ha-ticket resolve -n 1 | grep -qx "1	would be: resolved" &&
	ha-ticket list status:resolved | wc -l | grep -qx 0
'
check 'a query that changes many asks first' '
	expect 64 ha-ticket tag y status:waiting_customer 2>err </dev/null && has err "-y" &&
	ha-ticket tag -y y status:waiting_customer | wc -l | grep -q "[2-9]"
'
check 'letters that do not fit are refused' '
	expect 64 ha-ticket show c1 2>err && expect 64 ha-ticket resolve r1 2>err
'
check '--as needs the right, and both names are kept' '
	ha-ticket note --as mei -m "for mei" 1 >/dev/null &&
	ha-ticket log -j 1 | tail -1 | jq -e ".actor == \"mei\" and .data.by == \"'"$me"'\"" &&
	sed "s/, may: \[act_as\]//" ha.yaml >no.yaml &&
	expect 77 ha-ticket note -c no.yaml --as mei -m x 1 2>err
'
check 'nothing waits: status 1' '
	ha-ticket list -j | jq -r .ref | ha-ticket resolve >/dev/null;
	expect 1 ha-ticket next 2>err
'
check 'sla --explain is a sum that a person can check: it arrives at the target when due' '
	printf "%s\n" "$(mail 90 x90@example.com fr size_fit 2026-06-08T08:00:00Z Bonjour)" | ha-route >routed &&
	n=$(jq .ticket.number routed) && ha-ticket wait "$n" >/dev/null &&
	HA_NOW=2026-06-09T02:00:00Z ha-ticket reopen "$n" >/dev/null &&
	HA_NOW=2026-06-09T03:00:00Z ha-ticket sla --explain -j "$n" >got &&
	grep "\"clock\": *\"proposal\"" got >one &&
	has one "office (Asia/Shanghai)" &&
	jq -es "map(.counts_s // 0) | add == 86400" one &&
	jq -es "map(select(.what == \"paused: waiting_customer\")) | .[0] |
	    .from == \"Mon 2026-06-08 18:00:00\" and .until == \"Tue 2026-06-09 10:00:00\"" one &&
	jq -es "last | .what == \"due\" and .until == \"Fri 2026-06-12 09:30:00\"" one &&
	has one "policy default"
'
check 'a terminal is shown the first fifty, a pipe and who asks for all get all' '
	for i in $(seq 51); do
		mail "m$i" "b$i@example.com" de other 2026-06-08T07:00:00Z Hallo
	done >many && export HA_DB=many.db && ha-db init && ha-route many >out &&
	ha-ticket list >all && [ "$(wc -l <all)" -eq 51 ] &&
	script -qec "stty cols 80; ha-ticket list" /dev/null </dev/null | tr -d "\r" >got &&
	[ "$(grep -c "Frage m" got)" -eq 50 ] && tail -1 got | grep -q -e "--limit 0" &&
	script -qec "stty cols 80; ha-ticket list --limit 0" /dev/null </dev/null | tr -d "\r" >got &&
	[ "$(grep -c "Frage m" got)" -eq 51 ] && ! grep -q -e --limit got
'
done_testing
