#!/bin/sh
# ha show, ha doctor and ha status over a shop with months behind it
. "${0%/*}/lib.sh"

ha demo -q --messages 80 shop || exit 1
cd shop || exit 1
ha sync || exit 1
number=$(jq -r .number orders.jsonl | head -1)
tracking=$(jq -r '.tracking | select(test("^[0-9]+$"))' shipments.jsonl | head -1)

check 'an order is shown by its number' '
	ha show "$number" >got && [ -s got ]
'
check 'a parcel is shown by its tracking number, even one that looks like a ticket' '
	ha show "$tracking" >got && has got "$tracking" && ha show -j "$tracking" | jq -e ".kind == \"order\""
'
check 'a ticket is shown by its number, a message by its id as its ticket' '
	ha show 1 >by-number && [ -s by-number ] &&
	id=$(ha db export | jq -r "select(.table == \"message\" and .ticket == 1).record.id" | head -1) &&
	ha show "$id" | cmp - by-number
'
check 'a reply is shown with its words' '
	r=$(ha send list -j reply:draft | jq -r .ref | head -1) && ha show "$r" >got && has got "$r  draft" && [ "$(wc -l <got)" -gt 4 ] &&
	ha show -j "$r" >got && same_field got ref "$r" && jq -e ".reply.text | length > 20" got && expect 66 ha show r999999
'
check 'of several the rest is shown when one is not there' '
	expect 66 ha show "$number" nothing/at/all 1 >got 2>err &&
	has err nothing/at/all && grep -q . got && [ "$(wc -l <err)" -eq 1 ]
'
check 'doctor tells of every account whether something would have left' '
	ha doctor >got && for a in $(ha account list | cut -f1); do
		grep "	$a	shadow: " got || exit 1
	done
'
check 'status counts the accounts of ha.yaml, not those that orders mention' '
	n=$(ha account list | wc -l) && ha status --lang en >got && has got "$n of $n accounts"
'
check 'an hour without a fetch shows' '
	later=$(date -u -d "+3 hours" +%Y-%m-%dT%H:%M:%SZ) &&
	n=$(ha account list | wc -l) &&
	ha --now "$later" --lang en >got && has got "0 of $n accounts"
'
check 'status is about the same database as ticket list' '
	ha status -j >got && [ "$(jq .unread got)" -eq "$(ha ticket list -j unread | wc -l)" ] &&
	[ "$(jq .drafts got)" -ge 0 ]
'
check 'status counts the alerts that nobody has taken' '
	ha watch >/dev/null && n=$(ha watch list status:open | wc -l) && [ "$n" -gt 0 ] && ha status --lang en >got && has got "alerts $n" &&
	w=$(ha watch list status:open | head -1 | cut -f1) && ha watch ack "$w" >/dev/null && [ "$(ha status -j | jq .alerts)" = $((n - 1)) ]
'
done_testing
