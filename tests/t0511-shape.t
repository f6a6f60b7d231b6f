#!/bin/sh
# ha-ticket: tickets that become one, or two, or begin with us
. "${0%/*}/lib.sh"

export HA_NOW=2026-06-08T10:00:00Z
me=$(id -un)

cat >ha.yaml <<Y
version: 1
db: ha.db
tz: UTC
team:
  $me: {login: $me, role: lead, languages: [zh, en, de], capacity: 40, may: [act_as]}
  zhao: {login: zhao, role: helper}
  warehouse: {address: w@knit.example, members: [zhao], calendar: yard}
calendars:
  yard: {tz: UTC, week: {mon-sun: [12:00-13:00]}}
accounts:
  email/care: {driver: maildir, path: in, address: care@knit.example}
rules:
  platform:
    - {name: mail too, when: "channel:email", within: 24h}
sla:
  - {name: default, first_response: 2h, next_response: 4h, proposal: 24h, resolution: 3d, reopen_window: 30d}
Y
export HA_CONFIG="$T/ha.yaml"
ha-db init >/dev/null || exit 1

# mail N FROM AT TEXT [ANSWERS]
mail() {
	printf '{"v":1,"kind":"message","id":"email/care/%s","channel":"email","account":"care","external_id":"%s","direction":"in","received_at":"%s","from":{"name":"%s","email":"%s"},"subject":"Frage %s","text":"%s","mail":{"message_id":"%s@x"%s},"class":{"lang":"de","lang_p":0.99,"intents":[{"id":"size_fit","p":0.97}],"signals":[]}}\n' \
	    "$1" "$1" "$3" "$2" "$2" "$1" "$4" "$1" "${5:+,\"in_reply_to\":[\"$5@x\"]}"
}
number() { jq -r "select(.external_id == \"$1\").ticket.number" routed; }

{ mail 1 anna@example.com 2026-06-08T07:00:00Z 'Groesse?'
  mail 2 anna@example.com 2026-06-08T06:00:00Z 'Farbe?'
  mail 3 joe@example.com 2026-06-08T08:00:00Z 'Hello'
  mail 4 anna@example.com 2026-06-08T09:00:00Z 'Noch etwas'; } | ha-route >routed || exit 1
a=$(number 1) b=$(number 2) j=$(number 3) c=$(number 4)

check 'merge: messages, tags and what waits go to the one that stays' '
	ha-ticket tag vip "$b" >/dev/null &&
	ha-ticket merge "$a" "$b" >got && grep -qx "$b	merged" got &&
	ha-ticket show -j "$a" >got && [ "$(jq ".messages | length" got)" = 2 ] &&
	ha-ticket list tag:vip | cut -f1 | grep -qx "$a" &&
	ha-ticket sla -j "$a" >got &&
	jq -es "map(select(.clock == \"first_response\")) | .[0].start == \"2026-06-08T06:00:00Z\"" got &&
	jq -es "map(select(.clock == \"platform\")) | length == 2" got &&
	ha-ticket list | cut -f1 | grep -vqx "$b"
'
check 'what was merged is found under its old number' '
	ha-ticket show "$b" | head -1 | grep -q "^$a " &&
	ha-ticket log "$b" >got && has got absorbed
'
check 'an answer to a mail of the merged ticket comes to the one that stays' '
	mail 5 anna@example.com 2026-06-08T09:30:00Z Danke 2 | ha-route >routed &&
	[ "$(number 5)" = "$a" ] &&
	mail 6 anna@example.com 2026-06-08T09:31:00Z "und noch" 1 |
	    sed "s/Frage 6/Re: Frage [#$b]/" | ha-route >routed && [ "$(number 6)" = "$a" ]
'
check 'merging again changes nothing; a circle and itself are refused' '
	ha-ticket merge "$a" "$b" >got && grep -qx "$b	unchanged" got &&
	expect 1 ha-ticket merge "$b" "$a" 2>err && has err "circle" &&
	expect 1 ha-ticket merge "$a" "$a" 2>err && has err "itself" &&
	expect 1 ha-ticket merge "$c" "$b" 2>err && has err "already" &&
	expect 66 ha-ticket merge 999 "$c" 2>err
'
check 'tickets of two customers become one only by force' '
	expect 1 ha-ticket merge "$a" "$j" 2>err && has err "not of c" &&
	ha-ticket merge -n --force "$a" "$j" >got && grep -qx "$j	would be: merged" got &&
	ha-ticket show -j "$j" | jq -e ".ref == $j" >/dev/null
'
check 'merge is all or nothing, or ticket by ticket with --keep-going' '
	expect 1 ha-ticket merge "$a" "$c" "$j" 2>err &&
	ha-ticket show -j "$c" | jq -e ".ref == $c" >/dev/null &&
	expect 1 ha-ticket merge --keep-going "$a" "$j" "$c" >got 2>err &&
	grep -qx "$c	merged" got && [ "$(wc -l <got)" = 1 ]
'
check 'split: these messages are a ticket of their own, and clocks come out right' '
	expect 66 ha-ticket split "$a" nothing 2>err && has err "no message" &&
	expect 1 ha-ticket split "$a" 1 2 4 5 6 2>err && has err "keeps at least one" &&
	n=$(ha-ticket split "$a" email/care/4 6 | cut -f1) && [ "$n" -gt "$c" ] &&
	ha-ticket show -j "$n" >got && [ "$(jq ".messages | length" got)" = 2 ] &&
	ha-ticket sla -j "$n" >got &&
	jq -es "map(select(.clock == \"first_response\")) | .[0].start == \"2026-06-08T09:00:00Z\"" got &&
	ha-ticket sla -j "$a" >got &&
	jq -es "map(select(.clock == \"platform\")) | length == 3" got &&
	ha-ticket log "$a" >got && has got "	split	" && ha-db check
'
check 'an answer to what was split off goes to the new ticket' '
	mail 7 anna@example.com 2026-06-08T09:40:00Z Bitte 4 | ha-route >routed &&
	[ "$(number 7)" != "$a" ] && [ "$(number 7)" != "$c" ]
'
check 'link: both name each other' '
	ha-ticket link "$a" "$j" >got && grep -qx "$j	linked" got &&
	ha-ticket show "$a" >got && has got "linked with  $j" &&
	ha-ticket show "$j" >got && has got "linked with  $a" &&
	ha-ticket link "$j" "$a" >got && grep -qx "$a	unchanged" got &&
	expect 1 ha-ticket link "$a" "$a" 2>err
'
check 'new: we write first, and the clocks begin with the answer' '
	k=$(ha-ticket show -j "$j" | jq .ticket.customer.id) &&
	n=$(ha-ticket new --customer "c$k" -m "Your order is late, we are sorry." 2>err | cut -f1) &&
	ha-ticket list -j status:waiting_customer >got &&
	jq -e "select(.ref == $n) | .ticket.assignee == \"$me\"" got >/dev/null &&
	ha-send list -j >sent && same_field sent ticket.number "$n" &&
	ha-ticket show "$n" >got && has got "Your order is late" &&
	ha-ticket sla "$n" >got && [ ! -s got ] &&
	mail 8 joe@example.com 2026-06-08T11:00:00Z Ok | sed "s/Frage 8/Re: x [#$n]/" | ha-route >routed &&
	[ "$(number 8)" = "$n" ] && ha-ticket sla -j "$n" >got &&
	jq -es "map(select(.clock == \"first_response\")) | .[0].start == \"2026-06-08T11:00:00Z\"" got
'
check 'who opted out is written to only by force' '
	k=$(ha-ticket show -j "$j" | jq .ticket.customer.id) && ha-customer opt-out "c$k" >/dev/null &&
	expect 1 ha-ticket new --customer "c$k" -m x 2>err && has err "does not want" &&
	expect 64 ha-ticket new -m x 2>err && expect 66 ha-ticket new --customer c999 -m x 2>err
'
check 'a team with hours of its own counts by them from then on' '
	n=$(mail 20 tim@example.com 2026-06-08T10:00:00Z Hallo | ha-route | jq .ticket.number) &&
	ha-ticket assign @warehouse "$n" >/dev/null && ha-ticket sla -j "$n" >got &&
	jq -es "map(select(.clock == \"first_response\")) | .[0].due == \"2026-06-09T13:00:00Z\"" got &&
	HA_NOW=2026-06-08T12:30:00Z ha-ticket assign "$me" "$n" >/dev/null &&
	HA_NOW=2026-06-08T12:30:00Z ha-ticket sla -j "$n" >got &&
	jq -es "map(select(.clock == \"first_response\")) | .[0].due == \"2026-06-08T14:00:00Z\"" got
'
check 'a team that releases a ticket takes its hours along' '
	n=$(mail 21 tom@example.com 2026-06-08T10:00:00Z Hallo | ha-route | jq .ticket.number) &&
	ha-ticket assign @warehouse "$n" >/dev/null &&
	HA_NOW=2026-06-08T10:30:00Z ha-ticket release "$n" >/dev/null &&
	HA_NOW=2026-06-08T10:30:00Z ha-ticket sla -j "$n" >got &&
	jq -es "map(select(.clock == \"first_response\")) | .[0].due == \"2026-06-08T12:30:00Z\"" got
'
check 'a rule that gives tickets to a team gives its hours too, and wants its sign' '
	printf "version: 1\nrules:\n  assign: [{name: yard, to: \"@warehouse\"}]\n" >yard.yaml &&
	n=$(mail 22 tea@example.com 2026-06-08T10:00:00Z Hallo | ha-route --rules yard.yaml | jq .ticket.number) &&
	ha-ticket list assignee:@warehouse | cut -f1 | grep -qx "$n" && ha-ticket sla -j "$n" >got &&
	jq -es "map(select(.clock == \"first_response\")) | .[0].due == \"2026-06-09T13:00:00Z\"" got &&
	sed s/@// yard.yaml >bare.yaml && expect 78 ha-route lint bare.yaml 2>err && has err "@TEAM"
'
check 'the chains are whole' 'ha-db check'

check 'split: answers go with what they answer, and more can be given' '
	mail 40 kim@example.com 2026-06-08T09:00:00Z Eins | ha-route >routed &&
	k=$(number 40) &&
	mail 41 kim@example.com 2026-06-08T09:10:00Z Zwei 40 | ha-route >routed &&
	[ "$(number 41)" = "$k" ] && ha-ticket answer -y -m "To both" "$k" &&
	n=$(ha-ticket split "$k" email/care/41 | cut -f1) &&
	ha-send list -j | jq -es "map(select(.ticket.number == $n)) | length == 1" &&
	ha-ticket answer --force -y -m "Once more" "$n" &&
	ha-send list -j | jq -es "map(select(.ticket.number == $n)) | length == 2"
'
check 'merge: what was split off before brings no clock along' '
	{ mail 50 liv@example.com 2026-06-08T09:00:00Z Eins
	  mail 51 liv@example.com 2026-06-08T09:05:00Z Zwei 50
	  mail 52 liv@example.com 2026-06-08T09:10:00Z Drei; } | ha-route >routed &&
	k=$(number 50) m=$(number 52) && [ "$(number 51)" = "$k" ] && [ "$m" != "$k" ] &&
	ha-ticket split "$k" email/care/51 >/dev/null && ha-ticket merge "$m" "$k" >/dev/null &&
	ha-ticket sla -j "$m" >got &&
	jq -es "map(select(.clock == \"platform\")) | length == 2" got
'
check 'merge: a word that nobody has answered ends the waiting, an older one does not' '
	{ mail 60 ute@example.com 2026-06-08T09:00:00Z Eins
	  mail 61 ute@example.com 2026-06-08T09:30:00Z Zwei; } | ha-route >routed &&
	k=$(number 60) old=$(number 61) && ha-ticket answer -y -m "So." "$k" &&
	ha-ticket merge "$k" "$old" >/dev/null &&
	ha-ticket show -j "$k" | jq -e ".ticket.status == \"waiting_customer\"" &&
	export HA_NOW=2026-06-08T11:00:00Z &&
	mail 62 ute@example.com 2026-06-08T10:30:00Z Drei | ha-route >routed &&
	ha-ticket merge "$k" "$(number 62)" >/dev/null &&
	ha-ticket show -j "$k" | jq -e ".ticket.status == \"open\"" && ha-db check
'
done_testing
