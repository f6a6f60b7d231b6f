#!/bin/sh
# ha-route: who is it, which ticket, which rule, when is it due
. "${0%/*}/lib.sh"

export HA_NOW=2026-06-08T10:00:00Z

cat >ha.yaml <<'Y'
version: 1
db: ha.db
tz: Europe/Berlin
calendars:
  office: {tz: Europe/Berlin, week: {mon-fri: [09:00-17:00]}}
sla:
  - {name: default, first_response: 2h, next_response: 4h, resolution: 3d, calendar: office, reopen_window: 7d}
reply: {auto: [where_is_my_order]}
Y
export HA_CONFIG="$T/ha.yaml"
ha-db init >/dev/null || exit 1

# chat N BUYER THREAD AT [MORE]: a message of a marketplace
chat() {
	printf '{"v":1,"kind":"message","id":"ebay/us/m%s","channel":"ebay","account":"us","external_id":"m%s","thread":"%s","direction":"in","received_at":"%s","from":{"id":"%s","name":"Anna K.","country":"DE"},"subject":"Wo ist mein Paket?","text":"Wo ist es?","order_ids":[]%s}\n' \
	    "$1" "$1" "$3" "$4" "$2" "${5-}"
}
# mail N FROM SUBJECT AT MAIL: a mail, MAIL is its member "mail"
mail() {
	printf '{"v":1,"kind":"message","id":"email/care/%s","channel":"email","account":"care","external_id":"%s","direction":"in","received_at":"%s","from":{"name":"X","email":"%s"},"subject":"%s","text":"hello","order_ids":[]%s,"mail":%s}\n' \
	    "$1" "$1" "$4" "$2" "$3" "${MORE-}" "$5"
}
# number FILE [LINE]: the ticket of that line
number() { sed -n "${2-1}p" "$1" | jq .ticket.number; }

chat 1 anna c-1 2026-06-08T07:00:00Z ',"class":{"lang":"de","lang_p":0.99,"intents":[{"id":"customs_duties","p":0.9}],"signals":[],"sentiment":{"label":"negative","score":-0.4},"emotion":"anxious","urgency":"high","entities":{"order_ids":[],"tracking_ids":[],"skus":[],"amounts":[]},"why":[],"model":"t"}' >one

check 'a message gets a ticket with priority, queue and deadlines' '
	ha-route one >got &&
	same_field got ticket.number 1 && same_field got ticket.new true &&
	same_field got ticket.priority high &&
	same_field got ticket.queue logistics &&
	same_field got ticket.first_response_due 2026-06-08T09:00:00Z &&
	same_field got ticket.platform_due 2026-06-09T07:00:00Z
'
check 'what the line had besides leaves as it came' '
	jq -cS "del(.ticket)" got >a && jq -cS . one >b && cmp a b
'
check 'the same line again gives the same ticket and changes nothing' '
	ha-db export >before && ha-route one >again && cmp got again &&
	ha-db export >after && cmp before after &&
	ha-route one one | jq -c .ticket.number | sort -u | grep -qx 1 &&
	ha-ticket log 1 | wc -l | grep -qx 1
'
check 'a ticket that a line claims to have counts for nothing' '
	chat 2 eve c-2 2026-06-08T07:00:00Z ",\"ticket\":{\"number\":1,\"priority\":\"urgent\"},\"reply\":{\"mode\":\"auto\"}" |
	    ha-route >got &&
	same_field got ticket.number 2 && same_field got ticket.priority normal &&
	same_field got reply null
'
check 'the conversation of the platform is one ticket' '
	chat 3 anna c-1 2026-06-08T08:00:00Z | ha-route >got &&
	same_field got ticket.number 1 && same_field got ticket.new false
'

mail a anna@example.com 'Question' 2026-06-08T07:00:00Z '{"message_id":"a@x"}' >ma
check 'a mail that answers a mail joins its ticket' '
	ha-route ma >g1 &&
	mail b anna@example.com "Re: Question" 2026-06-08T08:00:00Z \
	    "{\"message_id\":\"b@x\",\"in_reply_to\":[\"a@x\"]}" | ha-route >g2 &&
	mail c Anna@Example.com "other words" 2026-06-08T08:30:00Z \
	    "{\"message_id\":\"c@x\",\"references\":[\"a@x\",\"b@x\"]}" | ha-route >g3 &&
	[ "$(number g1)" = "$(number g2)" ] && [ "$(number g1)" = "$(number g3)" ]
'
check 'a stranger who names a mail or a ticket number gets a ticket of his own' '
	mail e eve@example.com "Re: Question" 2026-06-08T08:00:00Z \
	    "{\"message_id\":\"e@x\",\"in_reply_to\":[\"a@x\"]}" | ha-route >g1 &&
	mail f eve2@example.com "Re: Question [#3]" 2026-06-08T08:00:00Z \
	    "{\"message_id\":\"f@x\"}" | ha-route --explain >g2 &&
	same_field g1 ticket.new true && has g2 "perhaps 3"
'
check 'the number in the subject joins for who takes part' '
	mail g anna@example.com "about [#3]" 2026-06-08T09:00:00Z \
	    "{\"message_id\":\"g@x\"}" | ha-route >got &&
	same_field got ticket.number 3
'
check 'empty and unknown ids join nothing' '
	mail h h@example.com "" 2026-06-08T09:00:00Z \
	    "{\"message_id\":\"\",\"in_reply_to\":[\"\"],\"references\":[\"\"]}" | ha-route >g1 &&
	mail i h@example.com "" 2026-06-08T09:00:00Z \
	    "{\"message_id\":\"\",\"in_reply_to\":[\"no@where\"]}" | ha-route >g2 &&
	same_field g1 ticket.new true && same_field g2 ticket.new true
'
check 'one person is one customer over the channels' '
	printf "%s\n" "{\"v\":1,\"kind\":\"order\",\"id\":\"ebay/us/o1\",\"channel\":\"ebay\",\"account\":\"us\",\"external_id\":\"o1\",\"placed_at\":\"2026-06-01T00:00:00Z\",\"currency\":\"EUR\",\"total\":\"39.90\",\"customer\":{\"id\":\"anna\",\"email\":\"anna.k@gmail.com\"},\"lines\":[{\"sku\":\"SCARF-RED-M\",\"quantity\":1}]}" >order &&
	ha-route order >got && cmp order got &&
	MORE=",\"class\":{\"entities\":{\"order_ids\":[\"o1\"]}}" \
	    mail j annak+x@googlemail.com "My order" 2026-06-08T09:00:00Z "{\"message_id\":\"j@x\"}" | ha-route >got &&
	same_field got ticket.customer.id 1 && same_field got ticket.order_id o1
'
check 'the same customer and order is one ticket while it is open' '
	MORE=",\"class\":{\"entities\":{\"order_ids\":[\"o1\"]}}" \
	    mail k annak@gmail.com "Hello again" 2026-06-08T09:30:00Z "{\"message_id\":\"k@x\"}" | ha-route >g2 &&
	[ "$(number got)" = "$(number g2)" ] &&
	ha-ticket list -j ticket:"$(number g2)" | jq -e ".sku == \"SCARF-RED-M\""
'
check 'an order number in a mail makes nobody somebody else' '
	mail l eve@example.com "My order" 2026-06-08T09:00:00Z "{\"message_id\":\"l@x\"}" |
	    jq -c ".order_ids = [\"o1\"]" | ha-route >got &&
	same_field got ticket.order_id o1 &&
	same_field got ticket.new true && jq -e ".ticket.customer.id != 1" got
'
check 'a message reopens what was resolved within the window, and not later' '
	ha-ticket resolve 1 >/dev/null &&
	HA_NOW=2026-06-15T09:00:00Z chat 4 anna c-1 2026-06-15T09:00:00Z | HA_NOW=2026-06-15T10:00:00Z ha-route >g1 &&
	same_field g1 ticket.number 1 && same_field g1 ticket.status open &&
	HA_NOW=2026-06-15T10:00:00Z ha-ticket resolve 1 >/dev/null &&
	chat 5 anna c-1 2026-06-22T10:00:01Z | HA_NOW=2026-06-22T11:00:00Z ha-route >g2 &&
	same_field g2 ticket.new true
'
check 'mail that no person wrote starts no clock and is owed no answer' '
	mail n robot@example.com "Out of office" 2026-06-08T09:00:00Z \
	    "{\"message_id\":\"n@x\",\"auto\":{\"submitted\":\"auto-replied\"}}" | ha-route >got &&
	same_field got ticket.priority low &&
	same_field got ticket.first_response_due null
'
check 'a mail that came back goes to the ticket of whom it did not reach' '
	mail p anna@example.com "Sent" 2026-06-08T09:10:00Z "{\"message_id\":\"p@x\"}" | ha-route >g1 &&
	bounce="\"auto\":{\"submitted\":\"auto-replied\",\"bounce\":{\"recipient\":\"ANNA@example.com\",\"original_id\":\"p@x\"}}" &&
	mail q mailer-daemon@example.com "Undeliverable" 2026-06-08T09:20:00Z "{\"message_id\":\"q@x\",$bounce}" | ha-route >g2 &&
	[ "$(number g1)" = "$(number g2)" ] &&
	mail r mailer-daemon@example.com "Undeliverable" 2026-06-08T09:20:00Z "{\"message_id\":\"r@x\",$(echo "$bounce" | sed s/ANNA/eve/)}" | ha-route >g3 &&
	same_field g3 ticket.new true
'
check 'history comes in without clocks, unread marks or work' '
	mail o old@example.com "Old" 2025-01-08T09:00:00Z "{\"message_id\":\"o@x\"}" |
	    jq -c ".history = true" | ha-route >got &&
	same_field got ticket.history true && same_field got ticket.status closed &&
	same_field got ticket.first_response_due null &&
	! ha-ticket list | grep -q Old
'
check 'our own message on the platform counts as an answer' '
	chat 6 ben c-6 2026-06-08T07:00:00Z | ha-route >got &&
	chat 7 ben c-6 2026-06-08T08:00:00Z | jq -c ".direction = \"out\"" | ha-route >g2 &&
	same_field g2 ticket.status waiting_customer &&
	ha-ticket sla "$(number got)" | grep -q "first_response	met"
'
check 'a bad line stops nothing and is told with its number' '
	{ chat 8 zoe c-8 2026-06-08T07:00:00Z; echo "{\"kind\":\"message\"}"; echo nonsense;
	  chat 9 zoe c-8 2026-06-08T07:10:00Z; } >in &&
	expect 65 ha-route --rejects bad in >got 2>err &&
	[ "$(wc -l <got)" = 2 ] && [ "$(wc -l <bad)" = 2 ] &&
	has err "in:2: a message needs channel" && has err "in:3:"
'
check '-n decides and keeps nothing' '
	before=$(ha-ticket list -j --sort number | jq -s length) &&
	chat 10 new c-10 2026-06-08T07:00:00Z | ha-route -n >got &&
	same_field got ticket.new true &&
	[ "$(ha-ticket list -j --sort number | jq -s length)" = "$before" ]
'

cat >rules.yaml <<'Y'
rules:
  queue:
    - {name: customs words, when: "intent:customs_duties", queue: customs}
    - {name: rest, queue: general}
Y
check '--rules takes its sections before those of ha.yaml, and --explain names the rule' '
	sed "s/m1\"/m20\"/; s/\"m1/\"m20/; s/c-1/c-20/; s/us\/m1/us\/m20/" one | ha-route -n --rules rules.yaml --explain >got &&
	grep -q "	queue	customs words	fires	customs$" got && grep -q "	priority	urgent words	fires	high$" got &&
	grep -q "	priority	danger or law	no	signal:safety,legal,chargeback, it is not known$" got
'
check 'lint says what is wrong, where, and what was perhaps meant' '
	ha-route lint rules.yaml && ha-route lint &&
	sed "s/queue: customs/quene: customs/" rules.yaml >bad.yaml &&
	expect 78 ha-route lint bad.yaml 2>err &&
	has err "bad.yaml:3:60: unknown key '\''quene'\'' (did you mean '\''queue'\''?)" &&
	sed "s/intent:/intend:/" rules.yaml >bad.yaml &&
	expect 78 ha-route lint bad.yaml 2>err && has err "did you mean '\''intent:'\''" &&
	expect 66 ha-route lint nowhere.yaml 2>err
'
check 'lint finds rules that are never reached, intents that are none, queues that nobody serves' '
	cat >odd.yaml <<Y &&
version: 1
rules:
  queue:
    - {name: customs, when: "intent:customs_duties,not_received", queue: customs}
    - {name: narrower, when: "lang:de intent:customs_duties", queue: customs}
    - {name: wider, when: "intent:customs_duties,spam", queue: customs}
    - {name: typo, when: "intent:custom_duties", queue: lost}
    - {name: rest, queue: customs}
    - {name: behind, when: "lang:de", queue: customs}
  assign:
    - {name: magic, skills: [magic]}
Y
	cat >team.yaml <<Y &&
version: 1
db: ha.db
team:
  mei: {login: mei, role: agent, skills: [customs], capacity: 40}
Y
	expect 78 ha-route -c team.yaml lint odd.yaml 2>err &&
	has err "odd.yaml:5:7: rule '\''narrower'\'' is never reached: '\''customs'\'' before it" &&
	has err "rule '\''behind'\'' is never reached: '\''rest'\''" && hasnt err wider &&
	has err "unknown intent '\''custom_duties'\''" && has err "nobody serves queue '\''lost'\''" &&
	has err "wants skill '\''magic'\''" && [ "$(grep -c odd.yaml err)" = 5 ] &&
	printf "version: 1\nrules:\n  queue: [{name: all, queue: lost}]\n" >fine.yaml && ha-route -c team.yaml lint fine.yaml
'
cat >hours.yaml <<'Y'
version: 1
calendars:
  office: {tz: Europe/Berlin, week: {mon-fri: [09:00-17:00]}, overrides: {2026-06-04: []}}
  night: {tz: Europe/Berlin, week: {fri: [22:00-24:00]}}
rules:
  queue:
    - {name: at night, when: "hours:night", queue: night}
    - {name: after hours, when: "hours:closed", queue: later}
    - {name: by day, when: "hours:open", queue: now}
Y
# came AT: the queue of a message that came in then
came() {
	chat "$(echo "$1" | tr -d :)" zoe "z-$1" "$1" | ha-route -n --rules hours.yaml | jq -r .ticket.queue
}
check 'a rule may ask about business hours: open, closed, or a calendar by its name' '
	[ "$(came 2026-06-05T08:00:00Z)" = now ] && [ "$(came 2026-06-05T15:00:00Z)" = later ] &&
	[ "$(came 2026-06-05T21:00:00Z)" = night ] && [ "$(came 2026-06-07T08:00:00Z)" = later ] &&
	[ "$(came 2026-06-04T08:00:00Z)" = later ] && ha-route lint hours.yaml &&
	chat 70 zoe z-70 2026-06-05T08:00:00Z | ha-route -n --rules hours.yaml --explain >got &&
	grep -q "	queue	after hours	no	hours:closed, it is 2026-06-05T08:00:00Z$" got
'
check 'hours that nobody keeps are an error with its place, and only rules can ask' '
	sed "s/hours:night/hours:nigth/" hours.yaml >bad.yaml && expect 78 ha-route lint bad.yaml 2>err &&
	has err "bad.yaml:7:24: unknown hours '\''nigth'\'' (open, closed, or a name of calendars:)" &&
	printf "    - {name: never, when: \"lang:de hours:closed\", queue: x}\n" >>hours.yaml &&
	expect 78 ha-route lint hours.yaml 2>err && has err "'\''never'\'' is never reached: '\''after hours'\''" &&
	expect 64 ha-ticket list hours:open 2>err && has err "in rules only" &&
	expect 64 ha-view hours:open /dev/null 2>err && has err "in rules only"
'
cat >shift.yaml <<'Y'
version: 1
db: shift.db
team:
  mei: {login: mei, role: agent, languages: [de], capacity: 1, calendar: day}
  lin: {login: lin, role: lead, languages: [de], capacity: 2, calendar: day}
calendars:
  day: {tz: UTC, week: {mon-fri: [09:00-17:00]}}
rules:
  assign:
    - {name: by load}
Y
first_db=${HA_DB:-}
new_db
check 'what comes at night waits, and is given out when the shift begins' '
	HA_CONFIG=$T/shift.yaml && export HA_CONFIG && ha-db init >/dev/null &&
	for i in 1 2 3 4; do
		chat 4$i b$i c-4$i 2026-06-08T03:0$i:00Z ",\"class\":{\"lang\":\"de\",\"urgency\":\"$([ $i = 3 ] && echo high || echo low)\"}"
	done >in &&
	HA_NOW=2026-06-08T03:30:00Z ha-route in >got && same_field got ticket.assignee null &&
	HA_NOW=2026-06-08T09:00:00Z ha-route </dev/null &&
	ha-ticket list --sort number | cut -f8 | tr "\n" " " >who && cat who &&
	grep -qx "mei lin lin - " who
'
check 'a ticket goes back to who knows the customer' '
	HA_CONFIG=$T/shift.yaml && export HA_CONFIG && who=$(ha-ticket list ticket:1 | cut -f8) &&
	ha-ticket resolve 1 4 >/dev/null &&
	chat 51 b1 c-51 2026-06-08T10:00:00Z ",\"class\":{\"lang\":\"de\"}" | ha-route >got &&
	same_field got ticket.new true && same_field got ticket.assignee "$who"
'
new_db
check 'tickets that nobody may have keep none from those behind them' '
	HA_CONFIG=$T/junk.yaml && export HA_CONFIG &&
	sed "s/^db:.*/db: junk.db/; s/    - {name: by load}/    - {name: junk, when: \"text:Gewinn\", to: nobody}\n&/" shift.yaml >junk.yaml &&
	ha-db init >/dev/null && chat @ j@ c-@ 2026-06-08T02:00:00Z ",\"class\":{\"lang\":\"de\"}" |
	    awk "{ for (i = 101; i <= 520; i++) { l = \$0; gsub(/@/, i, l); sub(/Wo ist es/, \"Gewinn\", l); print l } }" >in &&
	chat 600 anna c-600 2026-06-08T03:00:00Z ",\"class\":{\"lang\":\"de\"}" >>in &&
	HA_NOW=2026-06-08T03:30:00Z ha-route in >/dev/null &&
	HA_NOW=2026-06-08T09:00:00Z ha-route </dev/null &&
	ha-ticket list not unassigned | cut -f1,8 >got && cat got && [ "$(cat got)" = "421	lin" ]
'
[ -z "$first_db" ] || HA_DB=$first_db
check 'without a configuration a database is enough' '
	unset HA_CONFIG; mkdir -p bare && cd bare && HA_DB=x.db ha-db init >/dev/null &&
	chat 1 anna c-1 2026-06-08T07:00:00Z | ha-route --db x.db >got &&
	same_field got ticket.number 1
'
check 'an agent with a mail address gets tickets, an address alone is a team elsewhere' '
	unset HA_DB; mkdir -p mailed && cat >mailed/ha.yaml <<Y &&
version: 1
db: ha.db
team:
  mei: {login: mei, role: agent, address: mei@knit.example, languages: [en, de], capacity: 40}
  mill: {address: mill@yarn.example}
Y
	ha-db -c mailed/ha.yaml init >/dev/null &&
	chat 1 anna c-1 2026-06-08T07:00:00Z | ha-route -c mailed/ha.yaml >got &&
	same_field got ticket.assignee mei
'
check 'a reader that goes away loses nothing' '
	for i in 1 2 3 4 5 6 7 8 9; do chat 3$i z$i c-3$i 2026-06-08T07:00:00Z; done >in &&
	ha-route in | head -1 >/dev/null && ha-route in | jq -s -e "length == 9 and all(.ticket.number > 0)"
'
done_testing
