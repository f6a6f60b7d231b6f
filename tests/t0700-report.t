#!/bin/sh
# ha-report: figures of a small week, worked out by hand
#
# The week is that of 2026-06-01 in Shanghai: from 05-31T16:00Z to 06-07T16:00Z.
# The calendar is always open; limits: first 2 h, next 4 h, resolution 24 h.
#
#	   in             answered      resolved        about
#	1  05-31T15:59Z   06-01T15:00   06-02T00:00     (a minute before the week)
#	2  06-01T02:00    03:00         10:00           not_received, SKU A
#	   06-01T04:00    05:00
#	3  06-02T02:00    06:00         06-03T14:00     defective, SKU A
#	4  06-03T02:00    04:00         -               where_is_my_order
#	5  06-04T02:00    -             -               product_question
#	6  06-05T02:00    no reply      03:00           positive_feedback
. "${0%/*}/lib.sh"

cat >ha.yaml <<'Y'
version: 1
db: ha.db
tz: Asia/Shanghai
sla:
  - {name: default, first_response: 2h, next_response: 4h, resolution: 24h, calendar: always, pause_on: [waiting_internal], reopen_window: 30d}
shops:
  knit: {name: Knit & <b>Gadgets</b>, from: "Knit <care@knit.example>"}
Y
export HA_CONFIG="$T/ha.yaml"
ha-db init >/dev/null || exit 1

# letter N ACCOUNT THREAD in|out AT [LANG INTENT MORE]
letter() {
	class=
	[ -n "${6-}" ] && class=',"class":{"lang":"'$6'","lang_p":0.99,"intents":[{"id":"'$7'","p":0.97}],"signals":[],"sentiment":{"label":"neutral","score":0},"emotion":"neutral","urgency":"medium","entities":{"order_ids":[],"tracking_ids":[],"skus":[],"amounts":[]},"why":[],"model":"t"}'
	printf '{"v":1,"kind":"message","id":"%s/%s","channel":"%s","account":"%s","external_id":"%s","thread":"%s","direction":"%s","received_at":"%s","from":{"id":"%s","name":"%s"},"subject":"s","text":"t"%s%s}\n' \
	    "$2" "$1" "${2%/*}" "${2#*/}" "$1" "$3" "$4" "$5" "$3" "$3" \
	    "${8-}" "$class"
}
# order ID SHIPPED SKU...: an order and its parcel
order() {
	id=$1 at=$2
	shift 2
	lines=$(printf '{"sku":"%s","quantity":1},' "$@")
	printf '{"v":1,"kind":"order","id":"ebay/us/%s","channel":"ebay","account":"us","external_id":"%s","placed_at":"2026-05-20T00:00:00Z","currency":"EUR","total":"10.00","status":"shipped","ship_to":{"country":"DE"},"lines":[%s]}\n' \
	    "$id" "$id" "${lines%,}"
	printf '{"v":1,"kind":"shipment","id":"ebay/us/s%s","channel":"ebay","account":"us","external_id":"s%s","order_id":"%s","carrier":"Yanwen","tracking":"T%s","status":"shipped","shipped_at":"%s"}\n' \
	    "$id" "$id" "$id" "$id" "$at"
}
{
	order o1 2026-06-01T00:00:00Z A B
	order o2 2026-06-02T00:00:00Z A
	order o3 2026-05-30T00:00:00Z A
	order o4 2026-06-03T00:00:00Z B B B
	letter 1 web/eu zoe in 2026-05-31T15:59:00Z en other
	letter 2 ebay/us anna in 2026-06-01T02:00:00Z de not_received ',"sku":"A","order_ids":["o1"]'
	letter 3 ebay/us anna out 2026-06-01T03:00:00Z
	letter 4 ebay/us anna in 2026-06-01T04:00:00Z de not_received
	letter 5 ebay/us anna out 2026-06-01T05:00:00Z
	letter 6 web/eu zoe out 2026-06-01T15:00:00Z
	letter 7 ebay/us bob in 2026-06-02T02:00:00Z en defective ',"order_ids":["o2"]'
	letter 8 ebay/us bob out 2026-06-02T06:00:00Z
	letter 9 web/eu carl in 2026-06-03T02:00:00Z fr where_is_my_order
	letter 10 web/eu carl out 2026-06-03T04:00:00Z
	letter 11 web/eu dora in 2026-06-04T02:00:00Z en product_question
	letter 12 ebay/us eve in 2026-06-05T02:00:00Z de positive_feedback
} >pipe
HA_NOW=2026-06-05T02:00:00Z ha-route pipe >routed || exit 1
HA_NOW=2026-06-02T00:00:00Z ha-ticket resolve -y 1 >/dev/null || exit 1
HA_NOW=2026-06-01T10:00:00Z ha-ticket resolve -y 2 >/dev/null || exit 1
HA_NOW=2026-06-03T14:00:00Z ha-ticket resolve -y 3 >/dev/null || exit 1
HA_NOW=2026-06-05T02:30:00Z ha-ticket no-reply -y 6 >/dev/null || exit 1
HA_NOW=2026-06-05T03:00:00Z ha-ticket resolve -y 6 >/dev/null || exit 1
export HA_NOW=2026-06-09T00:00:00Z

# metric ID FIELD VALUE: of last week
metric() {
	ha-report week --metric "$1" -j >one.json || return 1
	jq -e ".$2 == $3" one.json >/dev/null || { cat one.json >&2; return 1; }
}
HOUR=3600000

check 'the cohort begins at local midnight' '
	metric tickets value 5 && metric messages value 6 &&
	metric answers value 5
'
check 'first response: median, 90th percentile, and who still waits' '
	metric first_response value $((2 * HOUR)) &&
	metric first_response p90 $((4 * HOUR)) &&
	metric first_response n 3 && metric first_response open 1 &&
	metric first_response_hours value $((2 * HOUR)) &&
	metric next_response value $((1 * HOUR))
'
check 'resolution: time, rate, contacts, without a person' '
	metric resolution_time value $((8 * HOUR)) &&
	metric resolution_time open 2 &&
	metric resolution_rate value 0.6 &&
	metric contacts_per_ticket "value * 3 | round" 4 &&
	metric answers_per_ticket value 1 &&
	metric automation_share hits 1 && metric automation_share n 3
'
check 'a share has its interval by Wilson' '
	ha-report week --metric resolution_rate | cut -f2-4 |
	    grep -qx "60.0 %	23.1–88.2 %	3 of 5"
'
check 'a clock counts in the week in which it was decided' '
	metric sla_first_response hits 2 && metric sla_first_response n 5 &&
	metric sla_next_response hits 1 && metric sla_next_response n 1 &&
	metric sla_resolution hits 2 && metric sla_resolution n 6 &&
	metric sla_all hits 2 && metric sla_all n 5 &&
	metric platform_misses value 0
'
check 'the backlog is that of the end of the week' '
	metric backlog value 2 &&
	HA_NOW=2026-06-20T00:00:00Z ha-ticket resolve -y 4 >/dev/null &&
	metric backlog value 2 && metric resolution_rate value 0.8
'
check 'complaints are counted on the order lines shipped in the week' '
	metric complaint_rate hits 3 && metric complaint_rate n 6 &&
	ha-report week -j --section problems >got &&
	jq -e "[.sections[0].tables[] | select(.id == \"skus\").rows[] | select(.[0] == \"A\") | .[1:4]] == [[2,2,1]]" got
'
check '--explain names the tickets and the sum behind a figure' '
	ha-report week --metric first_response --explain >got &&
	grep -qx "2	1 h 00 min" got && grep -qx "3	4 h 00 min" got &&
	grep -qx "5	open" got && grep -qx "sum 7 h 00 min of 3, open 1" got &&
	! grep -q "^1	" got &&
	ha-report week --metric tickets --explain -j |
	    jq -c "[.tickets[].ticket]" | grep -qxF "[2,3,4,5,6]"
'
check 'a query chooses tickets and their messages' '
	ha-report week channel:ebay --metric tickets,messages | cut -f2 |
	    tr "\n" " " | grep -qx "3 4 " &&
	ha-report week lang:de -j --section problems |
	    jq -e ".sections[0].figures[1].value == null" >/dev/null &&
	ha-report week sku:A --metric complaint_rate | cut -f2,4 |
	    grep -qx "100.0 %	2 on 2 order lines"
'
check 'the period before is compared' '
	ha-report week --compare previous -j >got &&
	jq -e ".compared.to == .period.from" got >/dev/null &&
	ha-report 2026-06-01..2026-06-02 --compare 2026-05-31 --brief >got &&
	has got "Compared with 2026-05-31."
'
check 'the same data give the same bytes, whenever they are asked for' '
	for f in term md html json csv; do
		ha-report 2026-W23 -f $f >a && ha-report 2026-W23 -f $f >b &&
		HA_NOW=2027-01-01T00:00:00Z ha-report 2026-W23 -f $f >c &&
		cmp a b && cmp a c || exit 1
	done
'
check '-o chooses the format by its suffix, whole or not at all' '
	ha-report week -o r.html && head -1 r.html | grep -q "^<!DOCTYPE html>" &&
	ha-report week -o r.json && jq -e ".kind == \"report\"" r.json >/dev/null &&
	ha-report week -o r.csv && head -1 r.csv | grep -q "^\"section\",\"table\"" &&
	ha-report week -o r.md && head -1 r.md | grep -q "^# " &&
	expect 64 ha-report week -o r.doc 2>err && [ ! -e r.doc ] &&
	expect 73 ha-report week -o none/r.html 2>err
'
check 'the page has no script, asks for nothing, and shows markup as text' '
	ha-report week -o r.html && has r.html "<svg " &&
	has r.html "default-src '\''none'\''; style-src" &&
	! grep -qiE "<script|https?:|@import|url\(|<link|<img" r.html &&
	has r.html "Knit &amp; &lt;b&gt;Gadgets" && hasnt r.html "<b>Gadgets"
'
check 'a report speaks Chinese and its keys do not' '
	ha-report week --lang zh >got && has got "首次响应时间" &&
	ha-report week --lang zh --section problems,topics -j >zh.json &&
	ha-report week --section problems,topics -j >en.json &&
	jq "del(.sections[].text)" zh.json >a && jq "del(.sections[].text)" en.json >b &&
	cmp a b
'
check 'a period in which nothing happened is a report too' '
	for f in term md html json csv; do
		ha-report 2025-06 -f $f >got || exit 1
		[ -s got ] || exit 1
	done
	ha-report 2025-06 --brief | grep -q "No customer wrote in this period."
'
check 'sections and --brief leave out the rest' '
	ha-report week --section backlog,service -j |
	    jq -c "[.sections[].id]" | grep -qxF "[\"service\",\"backlog\"]" &&
	[ "$(ha-report week --brief | wc -l)" -lt 25 ]
'
check 'what there is not is said, with what was perhaps meant' '
	expect 64 ha-report week --metric first_respons 2>err &&
	has err "did you mean '\''first_response'\''" &&
	expect 64 ha-report week --section nonsense 2>err &&
	expect 64 ha-report wek 2>err && expect 64 ha-report 2027-01 2>err &&
	has err "yet to come" && expect 64 ha-report ..2026-06 2>err &&
	has err "beginning"
'
check 'define says what a figure means, in both languages' '
	ha-report define first_response >got &&
	has got "automatic answers, bots and notes do not count" &&
	ha-report define --lang zh first_response >got && has got "自然时间" &&
	expect 64 ha-report define nothing 2>err
'
check 'the manual says what the program says' '
	tr "\n" " " <"$top/man/ha-metrics.7" >page &&
	ha-report define -j | jq -r .definition | while read -r text; do
		grep -qF -- "$text" page || { echo "not in the manual: $text"; exit 1; }
	done &&
	ha-report define | cut -f1 | while read -r id; do
		grep -qx "\.It Cm $id" "$top/man/ha-metrics.7" ||
		    { echo "no $id"; exit 1; }
	done &&
	[ "$(ha-report define | wc -l)" -eq "$(grep -c "^\.It Cm " "$top/man/ha-metrics.7")" ]
'
done_testing
