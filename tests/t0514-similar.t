#!/bin/sh
# past tickets that are like the one that is shown
. "${0%/*}/lib.sh"

export HA_NOW=2026-06-08T10:00:00Z
cat >ha.yaml <<Y
version: 1
db: ha.db
tz: UTC
team:
  $(id -un): {login: $(id -un), role: lead, languages: [de], capacity: 40}
accounts:
  ebay/us: {driver: jsonl, path: in}
Y
export HA_CONFIG="$T/ha.yaml"
ha-db init >/dev/null || exit 1

# parcel N CARRIER: order N and how it travels
parcel() {
	printf '{"v":1,"kind":"order","id":"ebay/us/o%s","channel":"ebay","account":"us","external_id":"o%s","placed_at":"2026-05-20T00:00:00Z","currency":"EUR","total":"39.90","lines":[]}\n' "$1" "$1"
	printf '{"v":1,"kind":"shipment","id":"ebay/us/s%s","channel":"ebay","account":"us","external_id":"s%s","order_id":"o%s","carrier":"%s","tracking":"T%s","shipped_at":"2026-05-22T00:00:00Z"}\n' "$1" "$1" "$1" "$2" "$1"
}
# ask N INTENT SKU COUNTRY LANG: a message about order N
ask() {
	printf '{"v":1,"kind":"message","id":"ebay/us/m%s","channel":"ebay","account":"us","external_id":"m%s","thread":"ebay/us/c%s","direction":"in","received_at":"2026-06-08T09:00:00Z","from":{"id":"b%s","country":"%s"},"subject":"x","text":"y","order_ids":["o%s"],"sku":"%s","class":{"lang":"%s","lang_p":0.99,"intents":[{"id":"%s","p":0.97}],"signals":[]}}\n' \
	    "$1" "$1" "$1" "$1" "$4" "$1" "$3" "$5" "$2"
}
{ parcel 1 yanwen; ask 1 defective SCARF DE de
  parcel 2 dhl; ask 2 defective SCARF US en
  parcel 3 yanwen; ask 3 defective HAT DE fr
  parcel 4 yanwen; ask 4 defective HAT US fr
  parcel 5 dhl; ask 5 defective HAT US de
  parcel 6 yanwen; ask 6 wrong_item SCARF DE de
  parcel 7 dhl; ask 7 defective HAT US fr; } | ha-route >routed || exit 1
# done_at TIME N...: resolved then
done_at() {
	at=$1
	shift
	HA_NOW=$at ha-ticket resolve "$@" >/dev/null
}
# like N: the tickets that are shown as like it, with the kind of likeness
like() {
	ha-ticket show -j "$1" | jq -r '.similar[] | "\(.ref) \(.alike)"' | paste -sd, -
}

check 'nothing is like what nobody resolved yet' '
	[ -z "$(like 1)" ] && ha-ticket show 1 >page && ! grep -q "^like" page
'
check 'the same SKU goes before the same lane, the same carrier and the same language' '
	done_at 2026-06-09T10:00:00Z 5 4 && [ "$(like 1)" = "4 carrier,5 lang" ] &&
	done_at 2026-06-08T11:00:00Z 3 && [ "$(like 1)" = "3 lane,4 carrier,5 lang" ] &&
	done_at 2026-06-08T10:30:00Z 2 && [ "$(like 1)" = "2 sku,3 lane,4 carrier" ]
'
check 'another intent and what is like in nothing is not shown' '
	done_at 2026-06-09T10:00:00Z 6 7 && [ "$(like 1)" = "2 sku,3 lane,4 carrier" ]
'
check 'a ticket is not like itself, and not like one that was reopened' '
	ha-ticket reopen 3 >/dev/null && [ "$(like 1)" = "2 sku,4 carrier,5 lang" ] &&
	[ "$(like 2 | grep -c "^2 ")" = 0 ] && done_at 2026-06-08T11:00:00Z 3
'
check 'of one kind a result goes first, then what is newest' '
	{ ask 11 size_fit COAT XX xx; ask 12 size_fit COAT XX xx; ask 13 size_fit COAT XX xx
	  ask 14 size_fit COAT XX xx; } | ha-route >got &&
	set -- $(jq .ticket.number got) && done_at 2026-06-09T10:00:00Z "$1" &&
	done_at 2026-06-09T11:00:00Z "$2" && done_at 2026-06-09T12:00:00Z "$3" &&
	[ "$(like "$4")" = "$3 sku,$2 sku,$1 sku" ] &&
	ha-ticket set result=exchanged "$1" >/dev/null &&
	[ "$(like "$4")" = "$1 sku,$3 sku,$2 sku" ]
'
check 'what became of it is shown with its reason and who was to blame' '
	ha-ticket set "result=unfounded: the photo shows it whole" responsibility=customer 2 >/dev/null &&
	ha-ticket show 1 >page &&
	has page "same SKU  customer  result unfounded: the photo shows it whole" &&
	tail -3 page | cut -d" " -f1 | sort -u | grep -qx like
'
check 'the newest 200 of an intent are looked at, however many there are' '
	i=100; while [ $i -lt 305 ]; do ask $i refund_request "" XX yy; i=$((i + 1)); done >many &&
	sed -i "1s/\"yy\"/\"zz\"/" many && ha-route <many >got &&
	old=$(head -1 got | jq .ticket.number) && done_at 2026-06-08T10:10:00Z "$old" &&
	sed 1d got | jq .ticket.number | HA_NOW=2026-06-08T10:20:00Z ha-ticket resolve >/dev/null &&
	ask 400 refund_request "" XX zz | ha-route >new && n=$(jq .ticket.number new) &&
	[ -z "$(like "$n")" ] && ha-ticket reopen "$old" >/dev/null &&
	done_at 2026-06-08T10:30:00Z "$old" && [ "$(like "$n")" = "$old lang" ]
'
done_testing
