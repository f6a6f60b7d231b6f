#!/bin/sh
# ha-reply: one decision a message, its words, its reasons, the receipt
. "${0%/*}/lib.sh"

export HA_NOW=2026-11-16T10:00:00Z

cat >ha.yaml <<'Y'
version: 1
db: ha.db
tz: UTC
accounts:
  email/support: {driver: jsonl, path: in.jsonl, address: support@knit.example, shop: knit}
  shopify/eu: {driver: jsonl, path: orders.jsonl, shop: knit}
shops:
  knit: {name: Knit & Gadgets, from: "Knit Care <care@knit.example>", signature: Your Knit team}
calendars:
  office: {tz: UTC, week: {mon-fri: [09:00-18:00]}}
sla:
  - {name: default, first_response: 4h, resolution: 3d, calendar: office}
reply: {auto: [where_is_my_order, thanks], threshold: 0.9}
Y
ha trust >/dev/null 2>&1
ha-db init >/dev/null || exit 1

cat >orders.jsonl <<'J'
{"v":1,"kind":"order","id":"shopify/eu/1001","channel":"shopify","account":"eu","external_id":"1001","number":"#1001","placed_at":"2026-11-10T10:00:00Z","status":"paid","currency":"EUR","total":"39.90","customer":{"name":"Anna Kovacs","email":"anna@example.com","country":"DE"},"lines":[{"sku":"SCARF-RED-M","title":"Merino scarf","quantity":1,"price":"39.90","variant":"red, M"}]}
{"v":1,"kind":"shipment","id":"shopify/eu/s1001","channel":"shopify","account":"eu","external_id":"s1001","order_id":"1001","carrier":"DHL","tracking":"00340434161094042557","status":"in_transit","shipped_at":"2026-11-12T08:00:00Z","events":[{"at":"2026-11-13T09:00:00Z","text":"Arrived","place":"Leipzig"}]}
{"v":1,"kind":"order","id":"shopify/eu/1002","channel":"shopify","account":"eu","external_id":"1002","number":"#1002","placed_at":"2026-11-15T10:00:00Z","status":"paid","currency":"EUR","total":"12.00","customer":{"name":"Ben Ort","email":"ben@example.com","country":"DE"},"lines":[{"sku":"HAT-1","title":"Hat","quantity":1,"price":"12.00"}]}
J

# mail N FROM NAME LANG INTENT P TEXT [MORE]: one classified message
mail() {
	printf '{"v":1,"kind":"message","id":"email/support/m%s","channel":"email","account":"support","external_id":"m%s","direction":"in","sent_at":"2026-11-16T09:%02d:00Z","received_at":"2026-11-16T09:%02d:00Z","from":{"id":null,"name":"%s","email":"%s","country":null},"to":"support@knit.example","subject":"%s","text":"%s","order_ids":[],"attachments":[],"mail":{"message_id":"m%s@example.com","references":["first@example.com"],"auto":{%s}},"class":{"lang":"%s","lang_p":0.99,"intents":[{"id":"%s","p":%s}],"signals":[%s],"sentiment":{"label":"neutral","score":0},"emotion":"neutral","urgency":"medium","entities":{"order_ids":[%s],"tracking_ids":[],"skus":[],"amounts":[]},"why":[],"model":"test"}}\n' \
	    "$1" "$1" "$1" "$1" "$3" "$2" "${SUBJECT-Wo ist mein Paket?}" "$7" "$1" "${AUTO-}" "$4" "$5" "$6" "${SIGNALS-}" "${ORDER-}"
}
# route FILE: stored, with tickets, ready for ha-reply
route() {
	cp "$1" in.jsonl && ha-fetch -q email/support >fetched &&
	    ha-route "$1"
}
ha-fetch -q shopify/eu >/dev/null || exit 1

ORDER='"1001"' mail 1 anna@example.com 'Anna Kovacs' de where_is_my_order 0.98 'Wo bleibt 1001?' >m1
route m1 >r1 || exit 1

check 'a question after a parcel is answered with its carrier, number and last place' '
	ha-reply r1 >got && same_field got reply.mode auto &&
	same_field got reply.template where_is_my_order && same_field got reply.lang de &&
	jq -r .reply.text got >text && has text DHL && has text 00340434161094042557 &&
	has text Leipzig && has text "13. November 2026" && has text "Guten Tag Anna Kovacs"
'
check 'an order is not told to another address than the one that asked, and a person is told why' '
	ORDER="\"1001\"" mail 59 anna@example.com "Anna Kovacs" de where_is_my_order 0.98 "Wo bleibt 1001?" |
	    jq -c ".mail.reply_to = [{\"name\":null,\"email\":\"eve@example.net\"}]" >m59 && route m59 >r59 && ha-reply r59 >got59 &&
	same_field got59 reply.mode draft && jq -r ".reply.why[]" got59 | grep -q "another address" && hasnt got59 receipt
'
check 'nothing leaves an account that is not live: the answer is held' '
	same_field got reply.status held && jq -r ".reply.why[]" got | grep -q "not live"
'
check 'the subject keeps its words and carries the ticket' '
	same_field got reply.subject "Re: Wo ist mein Paket? [#1]"
'
check 'the same line again prints the same reply, byte for byte' '
	ha-reply r1 >again && cmp got again && ha-reply got >again && cmp got again
'
check 'what a line claims to be its reply is replaced' '
	jq -c ".reply = {mode: \"auto\", status: \"sent\", text: \"x\"}" r1 | ha-reply >forged &&
	jq -S .reply got >a && jq -S .reply forged >b && cmp a b
'
check 'other kinds and what we wrote ourselves pass through unchanged' '
	{ cat orders.jsonl; echo "{\"v\":1,\"kind\":\"message\",\"id\":\"a/b/c\",\"channel\":\"a\",\"account\":\"b\",\"external_id\":\"c\",\"direction\":\"out\"}"; } >other &&
	ha-reply other >passed && cmp other passed
'
check 'a message without a ticket gets none, with the reason, and status 0' '
	mail 40 z@example.com Zed en other 0.9 hello | sed s,support/m40,support/m41,\;s,\"m40\",\"m41\", >lost &&
	ha-reply lost >got && same_field got reply.mode none && same_field got reply.id null &&
	jq -r ".reply.why[]" got | grep -q "not stored"
'
check 'a class in the line does not grant what the stored one does not' '
	ORDER="\"1001\"" mail 2 carl@example.com "Carl C" de where_is_my_order 0.5 hm >m2 && route m2 >r2 &&
	jq -c ".class.intents[0].p = 0.99" r2 | ha-reply >got &&
	same_field got reply.mode draft && jq -r ".reply.why[]" got | grep -q "below the threshold"
'
check 'an order of somebody else is never spoken of' '
	same_field got reply.mode draft && jq -r ".reply.why[]" got | grep -q "1001.*not known as this" &&
	hasnt got 0034043416
'
check 'a value that is missing makes a draft that names it' '
	jq -e ".reply.missing | index(\"order\")" got >/dev/null && has got "⟦order⟧"
'
check 'a new ticket without an automatic answer gets one receipt, with problem and time' '
	jq -e ".reply.receipt.template == \"order_receipt\" and .reply.receipt.mode == \"auto\"" got &&
	jq -r .reply.receipt.text got >text && has text "den Stand Ihrer Bestellung" &&
	has text "16. November 2026"
'
check 'a second message of the ticket gets no second receipt' '
	mail 3 carl@example.com "Carl C" de size_fit 0.99 noch >m3 &&
	jq -c ".mail.in_reply_to = [\"m2@example.com\"] | .mail.references = [\"m2@example.com\"]" m3 >m3b &&
	route m3b >r3 && ha-reply r3 >got && same_field got ticket.number 2 &&
	same_field got reply.receipt null
'
check 'a signal such as legal is for people, and is acknowledged in neutral words' '
	SIGNALS="\"legal\"" ORDER="\"1001\"" mail 4 anna@example.com "Anna Kovacs" de where_is_my_order 0.99 Anwalt >m4 &&
	jq -c ".subject = \"Anwalt\" | .mail.references = []" m4 >m4b && route m4b >r4 && ha-reply r4 >got &&
	same_field got reply.mode draft && jq -r ".reply.why[]" got | grep -q "signal .legal."
'
check 'an automatic mail is never answered, and gets no receipt' '
	AUTO="\"submitted\":\"auto-replied\"" SUBJECT=Abwesend mail 5 dora@example.com Dora de where_is_my_order 0.99 weg >m5 &&
	route m5 >r5 && ha-reply r5 >got && same_field got reply.mode none &&
	same_field got reply.receipt null
'
check 'mail from an address of our own is never answered' '
	SUBJECT=loop mail 6 care@knit.example Care en thanks 0.99 hi >m6 &&
	route m6 >r6 && ha-reply r6 >got && same_field got reply.mode none &&
	jq -r ".reply.why[]" got | grep -q "of our own"
'
check 'one address gets at most one automatic message a day' '
	SUBJECT=Danke mail 7 anna@example.com "Anna Kovacs" de positive_feedback 0.99 toll >m7 &&
	jq -c ".mail.references = []" m7 >m7b && route m7b >r7 && ha-reply r7 >got &&
	same_field got reply.mode draft && jq -r ".reply.why[]" got | grep -q "to this address in 24 h"
'
check 'a language without a text gets the shop'\''s or English, and a person first' '
	SUBJECT=Tack mail 8 sven@example.com Sven sv positive_feedback 0.99 tack >m8 &&
	route m8 >r8 && ha-reply r8 >got && same_field got reply.lang en &&
	same_field got reply.mode draft && jq -r ".reply.why[]" got | grep -q "no text in the"
'
check 'a new line in a name cannot begin a header, a name like a login greets nobody' '
	SUBJECT=Merci mail 9 eve@example.com "eve_77\\nBcc: x@example.com" fr positive_feedback 0.99 merci >m9 &&
	route m9 >r9 && ha-reply r9 >got && jq -r .reply.text got | head -1 | grep -qx "Bonjour,"
'
check 'template syntax in a name is text' '
	SUBJECT=Thanks mail 10 mal@example.com "{{signature}}" en positive_feedback 0.99 thanks >m10 &&
	route m10 >r10 && ha-reply r10 >got && jq -r .reply.text got >text && hasnt text "{{"
'
check 'a dry run decides and writes nothing' '
	SUBJECT=Hi mail 11 fay@example.com Fay en positive_feedback 0.99 thanks >m11 && route m11 >r11 &&
	ha-reply -n r11 >got && same_field got reply.mode auto &&
	ha-reply -n r11 >got2 && jq -c "del(.reply.id, .reply.ref)" got >a &&
	jq -c "del(.reply.id, .reply.ref)" got2 | cmp a -
'
check '--explain says why in words' '
	ha-reply --explain r2 >got && has got "below the threshold" && has got "missing: order"
'
check 'the outbox says all that keeps a draft back, until a person has answered' '
	ha-send list >before && grep -q "; missing: order$" before &&
	ha-ticket answer -m "Kommt morgen." 2 && ha-send list >after &&
	awk -F "\t" "FNR == NR { why[\$1] = \$9; next }
	    \$5 == \"human\" { n++; bad += why[\$1] == \"\" || \$9 != \"\" }
	    END { exit n != 1 || bad }" before after
'
check 'a draft that was let go is an answer: nobody gives a second one unasked' '
	r=$(ha-send list draft | awk -F "\t" "\$9 !~ /missing/ { print \$1; exit }") &&
	n=$(ha-send list -j | jq -r "select(.ref == \"$r\").ticket.number") &&
	ha-send approve -y "$r" &&
	expect 1 ha-ticket answer -y -m "Me too" "$n" 2>err && has err "answered ticket $n"
'
check 'what is printed is a record that the schema allows' '
	cat r1 r2 r3 r4 r5 | ha-reply >all &&
	python3 -c "
import json, jsonschema
schema = json.load(open(\"$top/share/schema/message.json\"))
for line in open(\"all\"):
    jsonschema.validate(json.loads(line), schema)
"
'
check '--template writes to the customers of these records, as drafts, once' '
	ha-reply --template delay r1 r2 >got && [ "$(jq -r .reply.mode got | sort -u)" = draft ] &&
	[ "$(jq -r .reply.template got | sort -u)" = delay ] && ha-reply --template delay r1 r2 >again && cmp got again &&
	ha-reply r1 >reply && same_field reply reply.template where_is_my_order &&
	expect 64 ha-reply --template nosuch r1 2>err && has err nosuch
'
check 'letters to many are let go by a query; who opted out gets none' '
	ha-reply --template thanks r1 r2 >got && both=$(jq -r .ticket.number got | paste -sd,) &&
	c=$(ha-ticket show -j "$(jq .ticket.number r2)" | jq -r .customer.ref) && ha-customer opt-out "$c" >/dev/null &&
	expect 1 ha-send approve -n template:thanks "ticket:$both" 2>err && has err "does not want to be written to" && [ "$(grep -c "would approve" err)" -eq 1 ] &&
	expect 1 ha-send approve -y template:thanks "ticket:$both" 2>err && ha-send list -j template:thanks "ticket:$both" >l &&
	[ "$(jq -r .reply.status l | sort | paste -sd,)" = draft,ready ] && ha-customer opt-out --off "$c" >/dev/null &&
	ha-send approve template:thanks "ticket:$both" && expect 1 ha-send approve -y template:thanks "ticket:$both"
'
check 'out of hours the receipt says so, and may be the only one there is' '
	sed "s/reply: {/reply: {receipt: out_of_hours, /" ha.yaml >night.yaml &&
	SUBJECT=Night mail 12 gus@example.com Gus en size_fit 0.5 hi >m12 && route m12 >r12 &&
	ha-reply -n -c night.yaml r12 >got && same_field got reply.receipt null &&
	HA_NOW=2026-11-16T20:00:00Z ha-reply -n -c night.yaml r12 >got &&
	same_field got reply.receipt.template out_of_hours
'
check 'without any configuration each message gets none, with the reason' '
	(cd / && unset HA_DB && HOME=/nonexistent ha-reply "$T/m1") >got && same_field got reply.mode none &&
	jq -r ".reply.why[]" got | grep -q "no database"
'
check 'an unknown template in the policy is an error with its place' '
	sed "s/thanks\]/thankss]/" ha.yaml >bad.yaml && expect 78 ha-reply -c bad.yaml r1 2>err &&
	has err "bad.yaml:1" && has err thankss
'
done_testing
