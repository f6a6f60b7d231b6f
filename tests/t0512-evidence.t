#!/bin/sh
# ha-ticket export: records, and a case for an appeal at a platform
. "${0%/*}/lib.sh"

export HA_NOW=2026-06-08T10:00:00Z
me=$(id -un)
cat >ha.yaml <<Y
version: 1
db: ha.db
files: files
tz: UTC
team:
  $me: {login: $me, role: lead, may: [answer, export, act_as], languages: [de], capacity: 40}
  mei: {login: mei, role: agent, languages: [de]}
  zhao: {login: zhao, role: helper, address: zhao@knit.example}
accounts:
  email/care: {driver: maildir, path: in, address: care@knit.example}
  ebay/us: {driver: jsonl, path: in}
Y
export HA_CONFIG="$T/ha.yaml"
ha-db init >/dev/null || exit 1
mkdir -p in/cur in/new in/tmp
cat >in/new/1 <<'M'
From: Anna <anna@example.com>
To: care@knit.example
Subject: Kaputt
Message-ID: <1@example.com>
Date: Mon, 8 Jun 2026 09:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

Der Schal hat ein Loch, Bestellung o1.
--b
Content-Type: image/jpeg; name="../Foto vom Loch.jpg"
Content-Disposition: attachment; filename="../Foto vom Loch.jpg"
Content-Transfer-Encoding: base64

/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//
--b--
M
{ cat <<'J'
{"v":1,"kind":"order","id":"ebay/us/o1","channel":"ebay","account":"us","external_id":"o1","placed_at":"2026-06-01T00:00:00Z","currency":"EUR","total":"39.90","status":"shipped","customer":{"email":"anna@example.com"},"lines":[{"sku":"SCARF-RED-M","title":"Scarf","quantity":2,"price":"19.95"}]}
{"v":1,"kind":"shipment","id":"ebay/us/s1","channel":"ebay","account":"us","external_id":"s1","order_id":"o1","carrier":"yanwen","tracking":"YT1","status":"delivered","delivered_at":"2026-06-06T00:00:00Z","signed_by":"Nachbar","events":[{"at":"2026-06-05T10:00:00Z","text":"Arrived","place":"Leipzig"}]}
J
} | ha-route >/dev/null && ha-fetch email/care | ha-classify | ha-route >routed || exit 1
n=$(jq -r 'select(.kind == "message").ticket.number' routed)
ha-ticket set order=o1 "$n" >/dev/null && ha-ticket note -m 'send it back' "$n" >/dev/null || exit 1
printf '{"v":1,"kind":"message","id":"email/care/t","channel":"email","account":"care","external_id":"t","direction":"in","received_at":"2026-06-08T09:30:00Z","from":{"name":"Anna","email":"anna@example.com"},"subject":"Re: Kaputt","text":"Und jetzt?","translation":{"to":"en","text":"And now?","engine":"x"},"mail":{"message_id":"t@x","in_reply_to":["1@example.com"]}}\n' | ha-route >/dev/null || exit 1

# what is ours alone: a note, a tag, a task, a colleague's mail about it
ha-ticket tag Schwindler "$n" >/dev/null && ha-task add zhao "$n" --due 2d -m 'Lager fragen' >/dev/null &&
ha-ticket resolve "$n" >/dev/null || exit 1
printf 'From: Zhao <zhao@knit.example>\nTo: care@knit.example\nSubject: Re: Lager fragen [t1]\nMessage-ID: <9@knit.example>\nDate: Mon, 8 Jun 2026 09:40:00 +0000\n\nDie Charge war schlecht.\n' >in/new/9
ha-fetch email/care | ha-classify | ha-route | jq -e ".ticket.number == $n" >/dev/null || exit 1

check 'a case holds timeline, messages with original and translation, tracking and files' '
	ha-ticket export --evidence -o case.tar "$n" && [ "$(stat -c %a case.tar)" = 600 ] &&
	mkdir case && tar -xf case.tar -C case && cd case &&
	has "$n/messages/001-in.txt" "ein Loch" &&
	has "$n/messages/002-in.txt" "And now?" && has "$n/messages/002-in.txt" "Und jetzt?" &&
	has "$n/messages/001.eml" "Message-ID: <1@example.com>" &&
	has "$n/tracking.txt" "signed by: Nachbar" && has "$n/tracking.txt" Leipzig &&
	[ "$(jq -r .external_id "$n/order.json")" = o1 ] && [ "$(jq .ref "$n/ticket.json")" = "$n" ] &&
	ls "$n/files" | grep -q "^001-.*Foto_vom_Loch.jpg$"
'
check 'the timeline is what both sides saw, in the order of time' '
	cut -d" " -f3- "case/$n/timeline.txt" >got && cat >want <<-T &&
	ordered
	delivered by yanwen YT1
	the buyer wrote: messages/001-in.txt
	the buyer wrote: messages/002-in.txt
	resolved
	T
	cmp want got
'
check 'notes, tags, tasks, clocks and what colleagues wrote do not leave' '
	ha-ticket show "$n" >got && has got "Die Charge war schlecht" && ha-ticket log "$n" >got && has got "send it back" &&
	! grep -rE "send it back|Schwindler|Lager|Charge|zhao|$me|priority|_due" case/
'
check 'who may not export makes no case' '
	expect 77 ha-ticket export --as mei --evidence -o no.tar "$n" && [ ! -e no.tar ]
'
check 'sha256sum -c verifies every member, and finds a changed byte' '
	cd case && sha256sum --quiet -c SHA256SUMS &&
	[ "$(find "$n" -type f | wc -l)" = "$(wc -l <SHA256SUMS)" ] &&
	echo x >>"$n/timeline.txt" && ! sha256sum --status -c SHA256SUMS
'
check 'the same case gives the same bytes, whenever it is asked' '
	HA_NOW=2026-07-01T00:00:00Z ha-ticket export --evidence -o again.tar "$n" && cmp case.tar again.tar
'
check 'several tickets are folders of one archive; a query finds them' '
	printf "{\"v\":1,\"kind\":\"message\",\"id\":\"email/care/z\",\"channel\":\"email\",\"account\":\"care\",\"external_id\":\"z\",\"direction\":\"in\",\"received_at\":\"2026-06-08T09:30:00Z\",\"from\":{\"email\":\"joe@example.com\"},\"subject\":\"x\",\"text\":\"y\",\"mail\":{\"message_id\":\"z@x\"}}\n" | ha-route >/dev/null &&
	ha-ticket export --evidence -o all.tar channel:email && [ "$(tar -tf all.tar | grep -c ticket.json)" = 2 ]
'
check 'without --evidence the file holds records; nothing is written for a ticket that is not there' '
	ha-ticket export -o case.jsonl "$n" && jq -e ".messages | length == 3" case.jsonl &&
	expect 66 ha-ticket export -o none.jsonl 999 2>err && [ ! -e none.jsonl ] &&
	expect 64 ha-ticket export "$n" 2>err
'
check 'show has the translation beside the words' '
	ha-ticket show "$n" >got && has got "Und jetzt?" && has got "  = en" && has got "And now?"
'
done_testing
