#!/bin/sh
# what exactly a ticket is about: from the message to the report
. "${0%/*}/lib.sh"

export HA_NOW=2026-06-08T10:00:00Z
cat >ha.yaml <<Y
version: 1
db: ha.db
accounts:
  ebay/us: {driver: jsonl, path: in}
rules:
  queue:
    - {name: workshop, when: "detail:battery_life", queue: workshop}
    - {name: rest, queue: general}
Y
export HA_CONFIG="$T/ha.yaml"
unset HA_DB
ha-db init >/dev/null || exit 1

# message N TEXT
message() {
	jq -cn --arg n "$1" --arg t "$2" '{v: 1, kind: "message", id: "ebay/us/\($n)",
	    channel: "ebay", account: "us", external_id: $n, direction: "in",
	    received_at: "2026-06-08T07:00:00Z", from: {id: "b\($n)"}, text: $t}'
}
{ message 1 'The speaker stopped working after a week, its battery dies within an hour'
  message 2 'I want my money back'
  message 3 'You charged my card twice, please check'; } |
    ha-classify | ha-route >routed || exit 1

check 'a rule may ask for it' '
	jq -r "[.ticket.number, .ticket.queue] | @tsv" routed >got &&
	printf "1\tworkshop\n2\tgeneral\n3\tgeneral\n" >want && cmp got want
'
check 'tickets are found by it, and it stands in their record' '
	[ "$(ha-ticket list detail:battery_life | cut -f1)" = 1 ] &&
	[ "$(ha-ticket list detail:battery_life,double_charge | cut -f1 | sort | tr -d "\n")" = 13 ] &&
	[ "$(ha-ticket list not detail:battery_life | cut -f1 | sort | tr -d "\n")" = 23 ] &&
	ha-ticket list -j detail:double_charge |
	    jq -e ".class.intents[0] | .id == \"payment_invoice\" and .detail == \"double_charge\"" &&
	ha-ticket show 1 | grep -q "defective .*battery_life"
'
check 'the report counts it under its name, in the language of the reader' '
	ha-report -f json 2026-06 >got.json && grep -q battery_life got.json &&
	ha-report -f md 2026-06 >got.md && grep -q "Battery does not last" got.md &&
	ha-report -f md --lang zh 2026-06 >got.md && grep -q 续航差 got.md
'
check 'who corrects the intent takes away what was said under the other' '
	ha-ticket set intent=usage_help 1 >got &&
	ha-ticket list detail:battery_life >got && [ ! -s got ]
'
done_testing
