#!/bin/sh
# what trouble a ticket is about: when it arose, who is to blame, what is done
. "${0%/*}/lib.sh"

export HA_NOW=2026-06-08T10:00:00Z
me=$(id -un)
cat >ha.yaml <<Y
version: 1
db: ha.db
tz: UTC
team:
  $me: {login: $me, role: lead, languages: [de], capacity: 40, calendar: office}
  zhao: {login: zhao, role: helper}
  logistics: {address: l@knit.example, members: [zhao], calendar: office}
calendars:
  office: {tz: UTC, week: {mon-fri: [09:00-17:00]}}
accounts:
  ebay/us: {driver: jsonl, path: in}
  email/care: {driver: maildir, path: in, address: care@knit.example}
rules:
  issue:
    - name: damage
      when: "intent:damaged_in_transit"
      responsibility: carrier
      arose: delivery
      severity: 3
      steps:
        - {step: ask for a photo of the parcel, within: 4h}
        - {step: claim at the carrier, for: "@logistics", within: 2d}
    - {name: on its way, when: "intent:where_is_my_order,customs_duties,not_received", responsibility: carrier, arose: transit}
    - {name: broken, when: "intent:defective", responsibility: product, arose: use, severity: 2}
Y
export HA_CONFIG="$T/ha.yaml"
ha-db init >/dev/null || exit 1

# order N [SHIPMENT MEMBERS]
order() {
	printf '{"v":1,"kind":"order","id":"ebay/us/o%s","channel":"ebay","account":"us","external_id":"o%s","placed_at":"2026-05-20T00:00:00Z","currency":"EUR","total":"39.90","status":"paid","lines":[{"sku":"S","quantity":1,"price":"39.90"}]}\n' "$1" "$1"
	[ $# -eq 1 ] || printf '{"v":1,"kind":"shipment","id":"ebay/us/s%s","channel":"ebay","account":"us","external_id":"s%s","order_id":"o%s","carrier":"yanwen","tracking":"YT%s","shipped_at":"2026-05-22T00:00:00Z",%s}\n' "$1" "$1" "$1" "$1" "$2"
}
# ask N INTENT: a message about order N
ask() {
	printf '{"v":1,"kind":"message","id":"ebay/us/m%s","channel":"ebay","account":"us","external_id":"m%s","thread":"ebay/us/c%s","direction":"in","received_at":"2026-06-08T09:00:00Z","from":{"id":"b%s"},"subject":"x","text":"y","order_ids":["o%s"],"class":{"lang":"de","lang_p":0.99,"intents":[{"id":"%s","p":0.97}],"signals":[]}}\n' "$1" "$1" "$1" "$1" "$1" "$2"
}
{ order 1 '"status":"delivered","delivered_at":"2026-06-06T08:00:00Z","signed_by":"Nachbar","events":[{"at":"2026-06-06T08:00:00Z","text":"Delivered"}]'
  order 2 '"status":"in_transit","events":[{"at":"2026-06-01T08:00:00Z","text":"Held by customs"},{"at":"2026-05-25T08:00:00Z","text":"Departed"}]'
  order 3
  order 4 '"status":"in_transit","events":[{"at":"2026-06-01T08:00:00Z","text":"Held by customs"},{"at":"2026-06-03T08:00:00Z","text":"Departed Leipzig"}]'
  ask 1 damaged_in_transit; ask 2 where_is_my_order; ask 3 where_is_my_order; ask 4 not_received; ask 5 size_fit; ask 6 spam; } |
    ha-route >routed || exit 1
number() { jq -r "select(.external_id == \"m$1\").ticket.number" routed; }
# known N: what is known of the trouble, as JSON
known() { ha-ticket show -j "$(number "$1")" | jq .issue; }

check 'damage arose when it was delivered, and the reason says who signed' '
	known 1 >got && same_field got arose 2026-06-06T08:00:00Z && same_field got responsibility carrier &&
	same_field got arose_why "delivered 2026-06-06, signed by Nachbar" && same_field got arose_proposed true &&
	ha-ticket show "$(number 1)" >page && has page "  severity 3" && has page "responsible carrier?: rule"
'
check 'a parcel that customs hold is theirs, one that was never sent the warehouse'\''s, else the carrier'\''s' '
	known 2 >got && same_field got responsibility customs && has got "2026-06-01 Held by customs" &&
	known 3 >got && same_field got responsibility warehouse && has got "ordered 2026-05-20, not shipped" &&
	known 4 >got && same_field got responsibility carrier && has got "Departed Leipzig"
'
check 'where nothing is known nothing is said' '
	known 5 >got && same_field got responsibility null && same_field got arose_why "first message"
'
check 'what a person says goes before, with the reason' '
	n=$(number 1) && ha-ticket set responsibility=warehouse arose=2026-06-01 -m "badly packed" "$n" >/dev/null &&
	known 1 >got && same_field got responsibility warehouse && same_field got responsibility_proposed false &&
	same_field got responsibility_why "badly packed" && same_field got arose 2026-06-01T00:00:00Z &&
	ha-ticket list responsibility:warehouse | cut -f1 | grep -qx "$n" &&
	expect 64 ha-ticket set arose=soon "$n" 2>err && expect 64 ha-ticket set responsibility=nobody "$n" 2>err
'
check 'unfounded wants the evidence, and shows it' '
	n=$(number 4) && expect 64 ha-ticket set result=unfounded "$n" 2>err && has err "wants the evidence" &&
	ha-ticket set result=unfounded -m "photo shows another scarf" "$n" >/dev/null &&
	ha-ticket show "$n" >got && has got "result unfounded: photo shows another scarf" && ha-db check
'
check 'a procedure is a checklist of tasks, due by the working day' '
	n=$(number 1) && ha-task list -j ticket:"$n" >got && [ "$(wc -l <got)" = 2 ] &&
	jq -es ".[0].due_at == \"2026-06-08T14:00:00Z\" and .[1].due_at == \"2026-06-10T17:00:00Z\"" got &&
	jq -es ".[1].because == [\"damage, step 2 of 2\"] and .[1].assignee == \"@logistics\"" got &&
	ha-ticket show "$n" >page && has page "[ ] t2  open  @logistics" &&
	ha-task done t2 >/dev/null && ha-ticket show "$n" >page && has page "[x] t2  done  @logistics" &&
	has page "[ ] t1"
'
check 'each step goes as a mail to who has an address, and is done by answering it' '
	n=$(number 1) && ha-send list -j >got && grep "\"task:" got >mails && [ "$(wc -l <mails)" = 1 ] &&
	has mails "task:2\"" && ha-ticket show "$n" >page && has page "Answer this mail when it is done" &&
	ask 9 damaged_in_transit | ha-route >r && k=$(ha-task list -j ticket:"$(jq .ticket.number r)" assignee:@logistics | jq -r .ref) &&
	printf "%s\n" "{\"v\":1,\"kind\":\"message\",\"id\":\"email/care/a1\",\"channel\":\"email\",\"account\":\"care\",\"external_id\":\"a1\",\"direction\":\"in\",\"received_at\":\"2026-06-08T12:00:00Z\",\"from\":{\"email\":\"l@knit.example\"},\"subject\":\"Re: claim [$k]\",\"text\":\"claimed\",\"mail\":{\"message_id\":\"a1@x\"}}" | ha-route >r2 &&
	ha-task show -j "$k" >got && same_field got state done && same_field got result claimed
'
check 'a procedure begins once, also when the intent is corrected later' '
	n=$(number 6) && ha-ticket set intent=damaged_in_transit "$n" >/dev/null &&
	[ "$(ha-task list ticket:"$n" | wc -l)" = 2 ] && ha-ticket set intent=damaged_in_transit "$n" >/dev/null &&
	[ "$(ha-task list ticket:"$n" | wc -l)" = 2 ] &&
	ask 1 damaged_in_transit | ha-route >/dev/null && [ "$(ha-task list ticket:"$(number 1)" | wc -l)" -le 2 ]
'
check 'who handled it and how long is counted from the claims' '
	n=$(number 2) && HA_NOW=2026-06-08T11:00:00Z ha-ticket claim "$n" >/dev/null &&
	HA_NOW=2026-06-08T11:20:00Z ha-ticket answer "$n" -m "It is on its way" >/dev/null 2>&1 &&
	HA_NOW=2026-06-08T15:00:00Z known 2 >got && same_field got handling_s 1200 && same_field got handled_by "$me"
'
check 'mistakes in a procedure are told with their place' '
	sed "s/@logistics/@logistic/; s/responsibility: product/responsibility: produkt/; s/severity: 3/severity: 4/" ha.yaml >bad.yaml &&
	expect 78 ha-route -c bad.yaml lint 2>err && has err "is not in team:" && has err "unknown responsibility" && has err "a severity is"
'
done_testing
