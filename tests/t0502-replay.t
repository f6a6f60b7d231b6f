#!/bin/sh
# ha-route replay: what other rules would have made of old messages
. "${0%/*}/lib.sh"

export HA_NOW=2026-06-10T10:00:00Z
me=$(id -un)

cat >ha.yaml <<Y
version: 1
db: ha.db
tz: UTC
team:
  $me: {login: $me, role: lead, languages: [zh, en, de], capacity: 40}
accounts:
  email/care: {driver: maildir, path: in, address: care@knit.example, shop: knit}
shops:
  knit: {name: Knit, signature: Your Knit team}
rules:
  queue:
    - {name: all, queue: general}
  priority:
    - {name: usual, priority: normal}
sla:
  - {name: default, first_response: {urgent: 1h, normal: 8h}, resolution: 3d}
Y
export HA_CONFIG="$T/ha.yaml"
ha-db init >/dev/null || exit 1

# mail N FROM AT INTENT [ANSWERS]
mail() {
	printf '{"v":1,"kind":"message","id":"email/care/%s","channel":"email","account":"care","external_id":"%s","direction":"in","received_at":"%s","from":{"name":"%s","email":"%s"},"subject":"Frage %s","text":"%s","mail":{"message_id":"%s@x"%s},"class":{"lang":"de","lang_p":0.99,"intents":[{"id":"%s","p":0.97}],"signals":[]}}\n' \
	    "$1" "$1" "$3" "$2" "$2" "$1" "$4" "$1" "${5:+,\"in_reply_to\":[\"$5@x\"]}" "$4"
}
number() { jq -r "select(.external_id == \"$1\").ticket.number" routed; }

{ mail 1 anna@example.com 2026-06-08T07:00:00Z customs_duties
  mail 2 joe@example.com 2026-06-08T08:00:00Z size_fit
  mail 3 old@example.com 2026-05-08T08:00:00Z customs_duties
  mail 4 joe@example.com 2026-06-08T09:00:00Z defective 2; } | ha-route >routed || exit 1
a=$(number 1) j=$(number 2)
HA_NOW=2026-06-08T10:00:00Z ha-ticket answer "$a" "$j" -m Hallo >/dev/null 2>&1 || exit 1

check 'the same rules change nothing: status 0' '
	cp ha.yaml same.yaml && sed -n "/^rules:/,\$p" ha.yaml >same.yaml &&
	ha-route replay 30d --rules same.yaml >got && [ ! -s got ]
'
cat >new.yaml <<'Y'
rules:
  queue:
    - {name: customs words, when: "intent:customs_duties", queue: logistics}
    - {name: all, queue: general}
  priority:
    - {name: duties, when: "intent:customs_duties", priority: urgent}
    - {name: broken, when: "intent:defective queue:general", priority: high}
    - {name: usual, priority: normal}
  tags:
    - {name: german, when: "lang:de", tags: [german]}
Y
check 'what would change is told with the rule that makes it so: status 1' '
	expect 1 ha-route replay 2026-06-08 --rules new.yaml >got &&
	grep -qx "$a	queue	general	logistics	customs words" got &&
	grep -qx "$a	priority	normal	urgent	duties" got &&
	grep -qx "$a	first_response	in time	late	default" got &&
	grep -qx "$a	tags	-	german	german" got
'
check 'a later message is judged by what the new rules made of the ticket' '
	grep -qx "$j	priority	normal	high	broken" got && ! grep -q "^$j	queue" got
'
check 'only tickets of the period are looked at, and nothing is written' '
	! grep -q "^$(number 3)	" got &&
	ha-ticket show -j "$a" >one && same_field one ticket.queue general && ha-db check
'
check 'a mistake in the rules is told with its place' '
	sed "s/logistics/[x/" new.yaml >bad.yaml &&
	expect 78 ha-route replay 30d --rules bad.yaml 2>err && has err "bad.yaml:" &&
	expect 64 ha-route replay 30d 2>err && expect 64 ha-route replay soon --rules new.yaml 2>err
'
check 'another policy of answers is told by what would leave by itself' '
	mail 5 kim@example.com 2026-06-09T08:00:00Z positive_feedback | ha-route >routed && k=$(number 5) &&
	mail 6 lea@example.com 2026-06-09T09:00:00Z positive_feedback | sed "s/\"signals\":\[\]/\"signals\":[\"legal\"]/" | ha-route >/dev/null &&
	printf "reply: {auto: [positive_feedback]}\n" >thank.yaml &&
	expect 1 ha-route replay 2026-06-09 --rules thank.yaml >got && [ "$(cat got)" = "$k	answer	by a person	automatic	-" ] &&
	printf "reply: {auto: [positive_feedback], threshold: 0.99}\n" >sure.yaml && ha-route replay 2026-06-09 --rules sure.yaml >got && [ ! -s got ] &&
	{ cat ha.yaml; cat thank.yaml; } >both.yaml && ha-route -c both.yaml replay 2026-06-09 --rules thank.yaml >got && [ ! -s got ] &&
	expect 1 ha-route -c both.yaml replay 2026-06-09 --rules sure.yaml >got && [ "$(cat got)" = "$k	answer	automatic	by a person	-" ] &&
	expect 1 env HA_LANG=zh ha-route replay 2026-06-09 --rules thank.yaml >got && grep -q "自动" got &&
	printf "reply: {auto: [nonsense]}\n" >bad.yaml && expect 78 ha-route replay 2026-06-09 --rules bad.yaml 2>err && has err "bad.yaml:1:9: "
'
done_testing
