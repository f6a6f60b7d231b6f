#!/bin/sh
# in whatever order messages arrive: the same tickets, the same clocks
. "${0%/*}/lib.sh"

export HA_NOW=2026-06-08T18:00:00Z HA_CONFIG="$T/ha.yaml"
cat >ha.yaml <<'Y'
version: 1
db: ha.db
tz: UTC
calendars:
  office: {tz: UTC, week: {mon-fri: [08:00-17:00]}}
accounts:
  ebay/us: {driver: jsonl, path: in}
  email/care: {driver: maildir, path: in, address: care@knit.example}
rules:
  priority:
    - {name: hurry, when: "urgency:high", priority: high}
    - {name: else, priority: normal}
sla:
  - {name: damage, when: "intent:damaged_in_transit", first_response: 1h, next_response: 1h, resolution: 1d, calendar: office}
  - {name: default, first_response: {high: 1h, normal: 3h}, next_response: {high: 2h, normal: 4h}, proposal: 6h, resolution: {high: 8h, normal: 20h}, calendar: office, reopen_window: 30d}
Y
fresh_db || exit 1

# orders SCENE: each order of arrival of the messages of the scene, as buyers
# of their own; the first one is that of the times.  A scene is lines of
# "TIME in|out INTENT URGENCY".
orders() {
	jq -cRn --arg scene "$1" '
	    def orders: if length == 0 then [] else
	        range(length) as $i | [.[$i]] + (del(.[$i]) | orders) end;
	    [inputs | select(. != "") | split(" ")] as $lines
	    | [$lines | to_entries | orders] | to_entries[] | .key as $n | .value[]
	    | "\($scene)\($n)" as $who | "\($who)m\(.key)" as $id | .value as [$at, $way, $intent, $urgency]
	    | {v: 1, kind: "message", id: "ebay/us/\($id)", channel: "ebay", account: "us",
	        external_id: $id, thread: $who, direction: $way, received_at: "2026-06-08T\($at):00Z",
	        from: (if $way == "in" then {id: $who, name: "Anna"} else {id: "us"} end),
	        to: [{id: (if $way == "in" then "us" else $who end)}],
	        subject: "Scarf", text: "A scarf \($intent)"}
	    + if $way == "in" then {class: {lang: "en", lang_p: 0.9, intents: [{id: $intent, p: 0.9}],
	        signals: [], urgency: $urgency}} else {} end'
}
# told SCENE: what the desk knows of it, a line for each order of arrival
told() {
	ha-db export | jq -cs --arg scene "$1" '
	    map(select(.table == "ticket" and (.thread | startswith($scene))))[]
	    | del(.table, .number, .customer, .thread, .unread, .updated_at, .watch_at)' >rows
	ha-db export | jq -r --arg scene "$1" 'select(.table == "ticket" and (.thread | startswith($scene))) | .number' |
	    ha-ticket sla -j | jq -c 'del(.ref, .ticket, .number)' >clocks
}
# alike COUNT: the tickets are one in so many copies, and so are their clocks
alike() {
	sort rows | uniq -c >kinds && cat kinds && [ "$(wc -l <kinds)" -eq 1 ] &&
	sort rows clocks | uniq -c >kinds && [ "$(wc -l <kinds)" -gt 3 ] &&
	! grep -v "^ *$1 " kinds
}

check 'a conversation, with an answer that was given elsewhere' '
	orders a >in <<S &&
09:00 in wrong_item medium
09:20 in wrong_item high
09:50 out
11:30 in wrong_item medium
S
	ha-route in >out && told a && alike 24
'
check 'the shop wrote first' '
	orders b >in <<S &&
08:10 out
09:00 in wrong_item medium
09:30 out
10:00 in wrong_item low
S
	ha-route in >out && told b && alike 24
'
check 'what the first message is about decides, also when it comes last' '
	orders c >in <<S &&
09:00 in damaged_in_transit high
09:20 in wrong_item medium
10:30 in size_fit low
S
	ha-route in >out && told c && alike 6
'
# mails: each order of arrival of four mails, one of them ours, as buyers of
# their own
mails() {
	jq -nc '
	    def orders: if length == 0 then [] else
	        range(length) as $i | [.[$i]] + (del(.[$i]) | orders) end;
	    [["09:00", "in", []], ["09:10", "in", [0]], ["09:30", "out", [0, 1]], ["11:00", "in", [0, 1, 2]]] as $mails
	    | [$mails | to_entries | orders] | to_entries[] | .key as $n | .value[]
	    | "p\($n)" as $who | "\($who)-\(.key)" as $id | .value as [$at, $way, $refs]
	    | {v: 1, kind: "message", id: "email/care/\($id)", channel: "email", account: "care",
	        external_id: $id, direction: $way, received_at: "2026-06-08T\($at):00Z",
	        from: {email: (if $way == "in" then "\($who)@example.com" else "care@knit.example" end)},
	        to: [{email: (if $way == "in" then "care@knit.example" else "\($who)@example.com" end)}],
	        subject: "\($who)", text: "A scarf",
	        mail: ({message_id: "\($id)@x"} + if $refs == [] then {} else
	            {in_reply_to: ["\($who)-\($refs[-1])@x"], references: ($refs | map("\($who)-\(.)@x"))} end)}
	    + if $way == "in" then {class: {lang: "en", lang_p: 0.9, intents: [{id: "size_fit", p: 0.9}],
	        signals: [], urgency: "medium"}} else {} end'
}
check 'mails find each other, whichever comes first' '
	mails >in && ha-route in >out && [ "$(wc -l <out)" -eq 96 ] &&
	jq -r "[.subject, .ticket.number] | @tsv" out | sort -u >pairs && [ "$(wc -l <pairs)" -eq 24 ] &&
	ha-db export | jq -cs "
	    map(select(.table == \"ticket\" and (.subject | startswith(\"p\"))))[]
	    | del(.table, .number, .customer, .thread, .subject, .unread, .updated_at, .watch_at)" >rows &&
	cut -f2 pairs | ha-ticket sla -j | jq -c "del(.ref, .ticket, .number)" >clocks && alike 24
'
check 'an answer to what a stranger wrote, and that comes first, draws no stranger in' '
	mails | sed -n "1,2p" | sed "s/p0-/q0-/g; s/p0@/q0@/g; s/\"p0\"/\"q0\"/g" >two &&
	{ sed -n 2p two; sed -n 1p two | sed s/q0@example/eve@example/g; } | ha-route >out &&
	[ "$(jq .ticket.number out | sort -u | wc -l)" -eq 2 ]
'
# things SCENE: each order of arrival of a message that names an order by the
# buyer's number, the order, two parcels of it and a second message without it
things() {
	jq -nc --arg scene "$1" '
	    def orders: if length == 0 then [] else
	        range(length) as $i | [.[$i]] + (del(.[$i]) | orders) end;
	    [[0, 1, 2, 3, 4] | orders] | to_entries[] | .key as $n | .value[] as $what
	    | "\($scene)\($n)" as $who
	    | {v: 1, id: "ebay/us/\($who)-\($what)", channel: "ebay", account: "us", external_id: "\($who)-\($what)"}
	    + if $what < 2 then {kind: "message", thread: $who, direction: "in",
	        received_at: "2026-06-08T\(["09:00", "10:00"][$what]):00Z", from: {id: $who, name: "Anna"},
	        subject: "Scarf", text: "Where is it?", order_ids: ([["#\($n)7"], []][$what]),
	        class: {lang: "en", lang_p: 0.9, intents: [{id: "where_is_my_order", p: 0.9}], signals: [], urgency: "medium"}}
	      elif $what == 2 then {kind: "order", number: "#\($n)7", placed_at: "2026-05-20T00:00:00Z", currency: "EUR",
	        total: "39.90", customer: {id: $who}, ship_to: {country: "DE"}, lines: [{sku: "SCARF", quantity: 1, price: "39.90"}]}
	      else {kind: "shipment", order_id: "\($who)-2", carrier: (["yanwen", "dhl"][$what - 3]), tracking: "T\($who)\($what)",
	        status: "in_transit", shipped_at: (["2026-05-22", "2026-05-23"][$what - 3] + "T00:00:00Z")} end'
}
check 'a message, its order and its parcels, whichever comes first: the same ticket, clocks and reasons' '
	things t >in && ha-route in >out && [ "$(wc -l <in)" -eq 600 ] &&
	ha-db export | jq -cs "
	    map(select(.table == \"ticket\" and (.thread // \"\" | startswith(\"t\"))))[]
	    | .order_id |= sub(\"t[0-9]+\"; \"t\")
	    | del(.table, .number, .customer, .thread, .unread, .updated_at, .watch_at)" >rows &&
	jq -es "length == 120 and all(.[]; .order_id == \"t-2\" and .sku == \"SCARF\" and .country == \"DE\" and .carrier == \"yanwen\")" rows &&
	jq -r "select(.kind == \"message\") | .ticket.number" out | sort -u >numbers && [ "$(wc -l <numbers)" -eq 120 ] &&
	ha-ticket sla -j <numbers | jq -c "del(.ref, .ticket, .number)" >clocks && alike 120 &&
	ha-ticket show -j <numbers | jq -c .issue | sort -u >issues && cat issues && [ "$(wc -l <issues)" -eq 1 ]
'
check 'the number of an order of another account says nothing about a ticket' '
	jq -c "select(.kind == \"message\" and .id == \"ebay/us/t5-0\") | .id = \"ebay/us/zz\" | .external_id = \"zz\" | .thread = \"zz\" | .order_ids = [\"#x9\"]" in |
	    ha-route >out && n=$(jq .ticket.number out) &&
	jq -c "select(.kind == \"order\" and .id == \"ebay/us/t5-2\") | .id = \"shopify/eu/q\" | .external_id = \"q\" | .channel = \"shopify\" | .account = \"eu\" | .number = \"#x9\"" in |
	    ha-route >out && ha-ticket list -j "ticket:$n" | jq -e ".sku == null and .ticket.order_id == \"#x9\""
'
check 'a state of a parcel that was overtaken on its way takes nothing back' '
	p() { printf "{\"v\":1,\"kind\":\"shipment\",\"id\":\"ebay/us/pp\",\"channel\":\"ebay\",\"account\":\"us\",\"external_id\":\"pp\",\"order_id\":\"t5-2\",\"carrier\":\"dhl\",\"tracking\":\"PP\",\"status\":\"%s\",\"shipped_at\":\"2026-05-22T00:00:00Z\",\"events\":[{\"at\":\"%s\",\"text\":\"%s\"}]}\n" "$@"; } &&
	state() { p "$@" >p.jsonl && ha-fetch jsonl:p.jsonl >/dev/null && ha-db export | jq -r "select(.table == \"shipment\" and .external_id == \"pp\") | .status"; } &&
	[ "$(state in_transit 2026-05-23T00:00:00Z Departed)" = in_transit ] &&
	[ "$(state delivered 2026-05-29T00:00:00Z Delivered)" = delivered ] &&
	[ "$(state out_for_delivery 2026-05-28T00:00:00Z Out)" = delivered ] &&
	[ "$(state returned 2026-05-30T00:00:00Z Back)" = returned ]
'
# say WHO N TIME TEXT: a message of a buyer
say() {
	jq -nc --arg who "$1" --arg n "$2" --arg at "$3" '{v: 1, kind: "message", id: "ebay/us/\($who)-\($n)",
	    channel: "ebay", account: "us", external_id: "\($who)-\($n)", thread: $who, direction: "in",
	    received_at: "2026-06-08T\($at):00Z", from: {id: $who}, subject: "Scarf", text: "The scarf is too small",
	    class: {lang: "en", lang_p: 0.9, intents: [{id: "size_fit", p: 0.9}], signals: [], urgency: "medium"}}'
}
at() { HA_NOW=2026-06-08T$1:00Z; shift; HA_NOW=$HA_NOW "$@"; }

check 'what was written before a person answered leaves the ticket waiting, unread' '
	say dora 1 09:00 | at 09:00 ha-route >one && n=$(jq .ticket.number one) &&
	at 10:00 ha-ticket answer -y -m "A larger one is on its way." "$n" &&
	say dora 2 09:40 | at 10:05 ha-route >two && same_field two ticket.number "$n" &&
	same_field two ticket.status waiting_customer && ha-ticket list unread "ticket:$n" | grep -q . &&
	! grep -q next_response_due two &&
	say dora 3 10:10 | at 10:15 ha-route >three && same_field three ticket.status open &&
	same_field three ticket.next_response_due 2026-06-08T14:10:00Z
'
check 'what was written before it was resolved does not reopen it' '
	say emil 1 09:00 | at 09:00 ha-route >one && n=$(jq .ticket.number one) &&
	at 12:00 ha-ticket resolve "$n" && say emil 2 11:30 | at 12:05 ha-route >two &&
	same_field two ticket.status resolved && ha-ticket list unread "ticket:$n" | grep -q . &&
	say emil 3 12:10 | at 12:15 ha-route >three && same_field three ticket.status open
'
check 'what a person has set stays, whatever comes late' '
	say fred 2 10:00 | at 10:00 ha-route >one && n=$(jq .ticket.number one) &&
	at 10:30 ha-ticket set priority=low queue=quality intent=wrong_item "$n" &&
	say fred 1 09:00 | jq -c ".class.urgency = \"high\"" | at 10:40 ha-route >two &&
	same_field two ticket.priority low && same_field two ticket.queue quality &&
	ha-ticket list "ticket:$n" intent:wrong_item | grep -q . &&
	ha-ticket sla "$n" | grep -q "first_response.*2026-06-08"
'
done_testing
