#!/bin/sh
# ha-route, ha-watch: rules that look at the order of a ticket
. "${0%/*}/lib.sh"

export HA_NOW=2026-06-08T10:00:00Z HA_CONFIG="$T/ha.yaml"
cat >ha.yaml <<'Y'
version: 1
db: ha.db
tz: UTC
rules:
  priority:
    - {name: dear, when: "order.total:100.. order.currency:EUR", priority: high}
    - {name: others, priority: normal}
  queue:
    - {name: swiss, when: "order.country:CH", queue: customs}
    - {name: new, when: "order.age:..7d not order.status:cancelled", queue: fresh}
    - {name: may, when: "order.placed:2026-05", queue: old}
  tags:
    - {name: scarf, when: "order.sku:SCARF* order.lines:2..", tags: [scarf]}
sla:
  - {name: default, first_response: 1h}
watch:
  timers:
    - {name: dear and late, on: breach, when: "order.total:100..", priority: urgent}
Y
ha-db init >/dev/null || exit 1

# order N TOTAL CURRENCY COUNTRY PLACED SKU ...
order() {
	n=$1 total=$2 currency=$3 country=$4 placed=$5
	shift 5
	printf '{"v":1,"kind":"order","id":"ebay/us/o%s","channel":"ebay","account":"us","external_id":"o%s","placed_at":"%s","status":"paid","currency":"%s","total":"%s","customer":{"id":"b%s"},"ship_to":{"country":"%s"},"lines":[%s]}\n' \
	    "$n" "$n" "$placed" "$currency" "$total" "$n" "$country" \
	    "$(for s; do printf ',{"sku":"%s","quantity":1}' "$s"; done | cut -c2-)"
}
# ask N [MORE]: the buyer of order N writes about it
ask() {
	printf '{"v":1,"kind":"message","id":"ebay/us/m%s","channel":"ebay","account":"us","external_id":"m%s","thread":"t%s","direction":"in","received_at":"2026-06-08T09:30:00Z","from":{"id":"b%s","name":"Anna"},"subject":"Frage","text":"Hallo","order_ids":[%s]}\n' \
	    "$1" "$1" "$1" "$1" "${2-\"o$1\"}"
}
{ order 1 129.00 EUR DE 2026-06-05T00:00:00Z SCARF-RED HAT
  order 2 129.00 USD CH 2026-06-05T00:00:00Z SCARF-RED
  order 3 12.50 EUR DE 2026-05-03T00:00:00Z HAT; } | ha-route >/dev/null || exit 1

check 'total, currency, destination, age and articles of the order decide' '
	{ ask 1; ask 2; ask 3; ask 4 ""; } | ha-route >got &&
	jq -r "[.ticket.priority, .ticket.queue, (.ticket.tags // [] | join(\",\"))] | join(\" \")" got >is &&
	printf "%s\n" "high fresh scarf" "normal customs " "normal old " "normal general " | diff - is
'
check 'the order that rules saw does not leave with the record' '
	same_field got ticket.order null
'
check 'a message that names no order is judged by that of its ticket' '
	ask 1 "" | sed "s/m1/m9/g" | ha-route --explain >got && cat got &&
	grep -q "	ebay/us/m9	priority	dear	fires	high$" got
'
check 'a rule that does not fit says what the order is' '
	ask 3 | sed "s/m3/m8/g" | ha-route -n --explain >got && cat got &&
	grep -q "order.total:, it is 12.50" got
'
check 'a timer looks at the order too' '
	HA_NOW=2026-06-08T11:00:00Z ha-watch >got && [ "$(ha-ticket list priority:urgent | cut -f1 | sort | tr "\n" " ")" = "1 2 " ]
'
check 'replay judges by the order' '
	printf "version: 1\nrules:\n  queue: [{name: swiss, when: \"order.country:CH\", queue: alps}]\n" >new.yaml &&
	expect 1 ha-route replay 2026-06 --rules new.yaml >got && grep "^2	" got | grep -q "customs.*alps"
'
check 'what knows no order cannot be asked for one' '
	expect 64 ha-view order.total:5.. /dev/null 2>err && has err "in rules only" &&
	expect 64 ha-ticket list order.sku:HAT 2>err && has err "in rules only" &&
	sed "s/order.total:100../order.totl:100../" ha.yaml >bad.yaml &&
	expect 78 ha-route -c bad.yaml lint 2>err && has err "did you mean '\''order.total:'\''"
'
done_testing
