#!/bin/sh
# ha-customer: who people are; joined and parted, known by their past, forgotten
. "${0%/*}/lib.sh"

export HA_NOW=2026-06-08T10:00:00Z
me=$(id -un)

cat >ha.yaml <<Y
version: 1
db: ha.db
files: files
shops: {knit: {name: Knit}, luxe: {name: Luxe}}
team:
  $me: {login: $me, role: owner, languages: [en]}
  mei: {login: mei, role: agent, languages: [en]}
accounts:
  email/care: {driver: maildir, path: in, address: care@knit.example, shop: knit}
  ebay/us: {driver: jsonl, path: in, shop: knit}
  shopify/lx: {driver: jsonl, path: in, shop: luxe}
customers:
  - {tag: high_value, spent: [100.00 EUR]}
  - {tag: high_value, shop: luxe, spent: 1000.00 EUR}
  - {tag: repeat_buyer, orders: 2}
  - {tag: frequent_complainer, tickets: 2, unfounded: 1, unfounded_share: 0.5}
reply:
  auto: [where_is_my_order]
Y
export HA_CONFIG="$T/ha.yaml"
ha-db init >/dev/null || exit 1

# mail N NAME ADDRESS AT TEXT [MORE]
mail() {
	printf '{"v":1,"kind":"message","id":"email/care/%s","channel":"email","account":"care","external_id":"%s","direction":"in","received_at":"%s","from":{"name":"%s","email":"%s"},"subject":"Frage %s","text":"%s"%s,"mail":{"message_id":"%s@x"},"class":{"lang":"de","lang_p":0.99,"intents":[{"id":"not_received","p":0.97}],"signals":[],"sentiment":{"label":"neutral","score":0},"emotion":"neutral","urgency":"medium","entities":{"order_ids":[],"tracking_ids":[],"skus":[],"amounts":[]},"why":["word Schneekugel"],"model":"t"}}\n' \
	    "$1" "$1" "$4" "$2" "$3" "$1" "$5" "${6-}" "$1"
}
# chat N BUYER NAME AT TEXT: a message of the platform
chat() {
	printf '{"v":1,"kind":"message","id":"ebay/us/%s","channel":"ebay","account":"us","external_id":"%s","direction":"in","received_at":"%s","thread":"t-%s","from":{"id":"%s","name":"%s"},"subject":"","text":"%s"}\n' \
	    "$1" "$1" "$4" "$2" "$2" "$3" "$5"
}
# order N CHANNEL ACCOUNT BUYER NAME TOTAL [STREET]
order() {
	printf '{"v":1,"kind":"order","id":"%s/%s/%s","channel":"%s","account":"%s","external_id":"%s","placed_at":"2026-05-01T00:00:00Z","currency":"EUR","total":"%s","status":"shipped","customer":{"id":"%s","name":"%s","email":"%s@example.com","country":"DE"},"ship_to":{"name":"%s","street":"%s","zip":"10115","city":"Berlin","country":"DE"},"lines":[{"sku":"SCARF-RED-M","quantity":1,"price":"%s"}]}\n' \
	    "$2" "$3" "$1" "$2" "$3" "$1" "$6" "$4" "$5" "$4" "$5" "${7-Lindenallee 7}" "$6"
}
{
	order o1 ebay us anna77 'Anna Krause' 60.00
	order o2 ebay us anna77 'Anna Krause' 60.00
	printf '{"v":1,"kind":"return","id":"ebay/us/r1","channel":"ebay","account":"us","external_id":"r1","order_id":"o1","opened_at":"2026-05-20T00:00:00Z","status":"refunded","reason":"defective","sku":"SCARF-RED-M","refund":{"value":"20.00","currency":"EUR"},"comment":"Lieblingsfarbe"}\n'
	chat m1 anna77 'Anna Krause' 2026-06-01T08:00:00Z 'Where is it?'
	mail e1 'Anna Krause' anna@private.example 2026-06-02T08:00:00Z 'Mein Schal'
	order o9 shopify lx joe 'Joe Doe' 300.00 'Am Markt 3'
	order o10 shopify lx max 'Max Ohne' 5.00 'Am Markt 3'
} | ha-route >routed || exit 1

check 'list finds by address, order, buyer id, part of a name and reference' '
	for w in anna77@example.com o1 anna77 c1 from:anna77; do
		[ "$(ha-customer list "$w" | cut -f1 | head -1)" = c1 ] || { echo "$w"; return 1; }
	done &&
	ha-customer list krause | cut -f1 | sort | tr "\n" " " | grep -qx "c1 c2 " &&
	expect 1 ha-customer list nobody@example.com
'
check 'list says who, where, how much and which tags' '
	ha-customer list c1 >got &&
	grep -qx "c1	Anna Krause	DE	ebay/us	2	120.00 EUR	high_value, repeat_buyer" got &&
	ha-customer list -j c1 | jq -e ".ref == \"c1\" and .money[0].value == \"100.00\" and .return_reasons.defective == 1"
'
check 'a query filters; a field that customers lack is named' '
	ha-customer list tag:repeat_buyer country:DE | cut -f1 | grep -qx c1 &&
	ha-customer list shop:luxe | cut -f1 | grep -qx c3 &&
	expect 64 ha-customer list due:today 2>err && has err "cannot be asked for '\''due'\''"
'
check 'a customer is asked for by number, and by one name or order at a time' '
	[ "$(ha-customer list customer:c1 | cut -f1)" = c1 ] && [ "$(ha-customer list customer:1 country:DE | cut -f1)" = c1 ] &&
	[ "$(ha-customer list customer:c1 not country:DE | wc -l)" = 0 ] &&
	expect 64 ha-customer list customer:claudia 2>err && has err "wants a number, not '\''claudia'\''" &&
	expect 64 ha-ticket list "ticket:1*" 2>err && has err "wants a number" &&
	expect 64 ha-customer list from:krause order:nope 2>err && has err "one name or order" &&
	expect 64 ha-customer list krause order:nope 2>err &&
	ha-customer list from:krause customer:c2 >got && [ "$(cut -f1 got)" = c2 ]
'
check 'thresholds differ by shop: 300 EUR are not much at Luxe' '
	[ "$(ha-customer list c3 | cut -f7)" = - ]
'
check 'show has identities, money, returns with reasons, tickets and languages' '
	ha-customer show c1 >got && has got "Anna Krause" && has got "platform ebay  anna77" &&
	has got "120.00 EUR" && has got "lifetime value 100.00 EUR" && has got "defective 1" &&
	ha-customer show anna@private.example >got && has got "not_received 1" && has got "de 1"
'
check 'the ticket shows the customer in one line' '
	ha-ticket show 1 >got && grep -q "^c1  Anna Krause  DE  2 orders  120.00 EUR  1 return  1 ticket  #high_value  #repeat_buyer" got
'
check 'one is one and two are two, in Chinese too' '
	ha-customer show c1 >got && has got "wrote  1 ticket  " && has got "bought  2 orders  " &&
	LC_ALL=C.UTF-8 ha-ticket show --lang zh 1 >got && has got "  2 个订单  " && has got "  1 个工单"
'
check 'the same name and the same address only propose' '
	ha-customer suggest >got && [ "$(wc -l <got)" = 2 ] &&
	grep -qx "c1	c2	name	anna krause" got &&
	grep -qx "c3	c4	address	10115, am markt 3, de" got &&
	[ "$(ha-customer list krause | wc -l)" = 2 ]
'
dump() {
	ha-db export | jq -cS 'select(.table == "customer" or .table == "identity" or .table == "customer_tag" or .table == "ticket" or .table == "orders") | del(.updated_at, .watch_at)'
}
dump >before
check 'merge -n changes nothing' '
	ha-customer merge -n c1 c2 >got && grep -qx "c2	would be: merged" got && dump | cmp - before
'
check 'a merged customer is one: tickets, orders, identities and tags together' '
	ha-customer merge c1 c2 >got && grep -qx "c2	merged" got &&
	ha-customer show anna@private.example >got && has got "c1  Anna Krause" && has got "2 tickets" &&
	has got "known as c1 c2" && ha-customer suggest | cut -f2 | grep -qx c4 &&
	ha-ticket log 2 | grep -q merged
'
check 'a circle, oneself, and who is part of another already are refused' '
	expect 64 ha-customer merge c2 c1 2>err && has err circle &&
	expect 64 ha-customer merge c1 c1 && expect 64 ha-customer merge c3 c2 2>err && has err "part of c1" &&
	ha-customer merge c1 c2 | grep -qx "c2	unchanged"
'
check 'unmerge restores exactly what was before' '
	ha-customer unmerge c2 >got && grep -qx "c2	unmerged" got && dump | cmp - before
'
check 'what comes in while they are one goes to whose identity brought it' '
	ha-customer merge c1 c2 >/dev/null &&
	{ mail e2 "Anna Krause" anna@private.example 2026-06-03T08:00:00Z "Noch eine Frage"
	  chat m2 anna77 "Anna Krause" 2026-06-03T09:00:00Z "Hello?"
	  order o3 ebay us anna77 "Anna Krause" 10.00; } | ha-route >got &&
	ha-customer list c2 | cut -f1 | grep -qx c1 &&
	n=$(grep "\"email/care/e2\"" got | jq .ticket.number) &&
	[ "$(grep "\"email/care/e2\"" got | jq .ticket.customer.id)" = 1 ] &&
	ha-customer unmerge c2 >/dev/null &&
	ha-ticket list -j customer:c2 | jq .ref | sort -n | tr "\n" " " | grep -qx "2 $n " &&
	ha-customer list -j c1 | jq -e ".orders == 3 and .tickets == 1" &&
	dump | grep -v -e o3 -e "\"number\":[13]," >after &&
	grep -v -e "\"number\":1," before | cmp - after
'
check 'a tag by hand stays, one by rule cannot be taken off, each is an event' '
	ha-customer tag vip c1 >got && grep -qx "c1	tagged" got &&
	ha-customer tag vip c1 | grep -qx "c1	unchanged" &&
	ha-customer list tag:vip | cut -f1 | grep -qx c1 &&
	expect 1 ha-customer untag repeat_buyer c1 2>err && has err "a rule gives" &&
	ha-customer untag vip c1 | grep -qx "c1	untagged" &&
	ha-db export | grep -c customer_tagged | grep -qx 1
'
check 'an unfounded result counts, the number of complaints alone does not' '
	{ chat m5 anna77 "Anna Krause" 2026-06-04T09:00:00Z "Again" | sed "s/t-anna77/t-5/"; } | ha-route >got &&
	ha-customer list c1 | cut -f7 | grep -qv frequent &&
	ha-ticket set "result=unfounded: signed by the buyer on 2 May" 1 >/dev/null &&
	ha-customer list c1 | cut -f7 | grep -q frequent_complainer &&
	ha-customer show c1 | grep -q "results  unfounded 1"
'
check 'a note is for colleagues; its words are not in the chain' '
	ha-customer note -m "ruft gern an: Zimtstern" c1 >/dev/null &&
	ha-customer show c1 | grep -q "Zimtstern" &&
	ha-db export | jq -c "select(.table == \"event\")" >got && hasnt got Zimtstern && has got customer_note
'
check 'who answers sees worth, languages, reasons of returns, results and notes' '
	ha-ticket show 1 >got && grep -qx "  lifetime value 110.00 EUR" got &&
	grep -qx "  returned for defective 1  results unfounded 1" got &&
	grep -qx "  note 2026-06-08 $me: ruft gern an: Zimtstern" got &&
	ha-ticket show -j 1 | jq -e ".customer.ref == \"c1\" and .customer.results.unfounded == 1" &&
	printf "#!/bin/sh\ncp \"\$1\" %s/opened\n" "$T" >look && chmod +x look &&
	expect 1 env EDITOR="$T/look" VISUAL= ha-ticket answer 1 && has opened "#   lifetime value 110.00 EUR" &&
	has opened "# c1  Anna Krause"
'
check 'opt-out is noted once and taken back' '
	ha-customer opt-out c3 | grep -qx "c3	wants no news" &&
	ha-customer opt-out c3 | grep -qx "c3	unchanged" &&
	ha-customer show -j c3 | jq -e .opted_out &&
	ha-customer opt-out --off c3 | grep -qx "c3	wants news"
'
check 'references come from the arguments, from a list, from JSON lines' '
	ha-customer list tag:repeat_buyer | ha-customer tag one >got && grep -qx "c1	tagged" got &&
	ha-customer list -j c3 | ha-customer tag two >got && grep -qx "c3	tagged" got &&
	expect 64 ha-customer tag x 1042 && expect 66 ha-customer show c99 &&
	expect 64 ha-customer show krause 2>err && has err "name one of them"
'
check 'export is one file for its owner, with every item' '
	ha-customer export c1 -o anna.tar >got && grep -q "^c1: " got &&
	[ "$(stat -c %a anna.tar)" = 600 ] && tar -tf anna.tar | grep -qx customer.json &&
	tar -xOf anna.tar customer.json >all.json &&
	jq -e ".order_records | length == 3" all.json && has all.json Zimtstern && has all.json "Where is it?" &&
	has all.json "Lieblingsfarbe" && has all.json "Lindenallee" &&
	ha-customer export c1 -o anna.json >got && jq -e ".ref == \"c1\"" anna.json
'
check 'who may not, may not' '
	expect 77 ha-customer export --as mei c1 -o no.tar && [ ! -e no.tar ] &&
	expect 77 ha-customer forget --as mei -y c1
'

# everything that anna wrote, in every table, with a file of hers and one shared
words='anna77 Krause Lindenallee Lieblingsfarbe Schneekugel Zimtstern private.example Hello?'
file() {
	sha=$(printf '%s' "$1" | sha256sum | cut -c1-64)
	mkdir -p "files/$(echo "$sha" | cut -c1-2)/$(echo "$sha" | cut -c3-4)"
	printf '%s' "$1" >"files/$(echo "$sha" | cut -c1-2)/$(echo "$sha" | cut -c3-4)/$sha"
	echo "$sha"
}
own=$(file 'her photo')
shared=$(file 'the shop logo')
att() { printf ',"attachments":[{"name":"a.jpg","type":"image/jpeg","bytes":9,"sha256":"%s"}]' "$1"; }
ha-customer merge c1 c2 >/dev/null
ha-task add "$me" 2 --due 2d -m 'Krause anrufen' >/dev/null
{
	mail e5 'Anna Krause' anna@private.example 2026-06-05T08:00:00Z 'Die Schneekugel' "$(att "$own")"
	mail e6 'Anna Krause' anna@private.example 2026-06-05T09:00:00Z 'Logo' "$(att "$shared")"
	mail e7 'Berta B' berta@example.com 2026-06-05T10:00:00Z 'Logo auch' "$(att "$shared")" |
	    sed 's/word Schneekugel/word Logo/'
} | ha-route | ha-reply >/dev/null
ha-ticket note -m 'Frau Krause mag Schneekugel' 1 >/dev/null
ha-ticket set result='Krause war sauer' 2 >/dev/null
ha-db backup backup/old >/dev/null || echo "# no backup"

check 'an export has tasks, the forms that are compared, and words in tickets of others' '
	{ chat m7 zoe "Zoe Z" 2026-06-05T11:00:00Z "Ours"
	  chat m8 anna77 "Anna Krause" 2026-06-05T11:30:00Z "Elsewhere" | sed "s/t-anna77/t-zoe/"; } | ha-route >/dev/null &&
	ha-customer export c1 -o two.json >got &&
	jq -e "[.ticket_records[].tasks[].text] == [\"Krause anrufen\"]" two.json &&
	jq -c "[.compared_by[] | select(.kind == \"name\") | .value]" two.json && jq -c .messages_elsewhere two.json &&
	jq -e "[.messages_elsewhere[].text] == [\"Elsewhere\"] and .unreadable == []" two.json
'

# an answer to what she wrote in a ticket of Zoe's is hers too
z=$(ha-ticket list -j | jq 'select(.from.name == "Zoe Z") | .ref')
ha-ticket answer -y -m 'Liebe Frau Krause, gern' "$z" >/dev/null
check 'who answered whom is kept until it is erased' '
	ha-db export | grep "\"table\":\"reply\"" | grep -q "Liebe Frau Krause"
'

check 'forget asks; -n tells what it would be and changes nothing' '
	expect 64 ha-customer forget c1 </dev/null &&
	ha-customer forget -n c1 >got && grep -q "^c1	would be: erased" got &&
	ha-customer show c1 | grep -q Krause
'
check 'forget erases texts, files and identities' '
	{ [ -n "${HA_TEST_DB:-}" ] || cat ha.db ha.db-wal 2>/dev/null | grep -qa Krause; } &&
	ha-customer forget -y c1 >got && cut -f1,2,6 got | grep -qx "c1	erased	1" &&
	ha-customer show c1 >got && has got erased && hasnt got Krause &&
	expect 1 ha-customer list krause
'
check 'no byte of what was erased is left in the database or its log' '
	ha-db export >all && for w in $words; do
		! grep -qaiF -e "$w" all && ! grep -qaiF -e "$w" ha.db* || { echo "left: $w"; return 1; }
	done
'
check 'the search no longer finds her words, and still those of others' '
	ha-ticket list status:new,open,closed text:Schneekugel | wc -l | grep -qx 0 &&
	[ "$(ha-ticket list text:Logo | wc -l)" = 1 ]
'
check 'the file that only she had is gone, the shared one is not' '
	[ ! -e "files/$(echo $own | cut -c1-2)/$(echo $own | cut -c3-4)/$own" ] &&
	[ -e "files/$(echo $shared | cut -c1-2)/$(echo $shared | cut -c3-4)/$shared" ]
'
check 'amounts and the chain stay, and the database is sound' '
	ha-db check && [ "$(ha-customer list c1 | wc -l)" = 0 ] &&
	ha-customer show -j c1 | jq -e ".orders == 3 and .money[0].spent == \"130.00\""
'
check 'nobody becomes part of somebody erased, or the other way round' '
	expect 64 ha-customer merge c1 c3 2>err && has err "c1 was erased" &&
	expect 64 ha-customer merge c3 c1 2>err && has err "c1 was erased"
'
check 'forgetting again changes nothing' '
	ha-db export >one && ha-customer forget -y c1 >got && grep -q "^c1	unchanged" got && ha-db export | cmp - one
'
check 'what waits for the full text is erased too' '
	mail late "Lena Spaet" late@private.example 2026-06-03T08:00:00Z Zimtstern >late.jsonl &&
	ha-fetch --index later jsonl:late.jsonl | ha-route >/dev/null &&
	c=$(ha-customer list late@private.example | cut -f1) && ha-customer forget -y "$c" >got &&
	ha-db index >got && has got "indexed 0" && ha-db check && [ "$(ha-ticket list text:zimtstern | wc -l)" = 0 ]
'
check 'what a channel still shows of an erased order stays outside' '
	order o1 ebay us anna77 "Anna Krause" 61.00 >order.jsonl &&
	ha-fetch ebay/us --help >/dev/null && ha-route <order.jsonl >/dev/null &&
	ha-db export | jq -c "select(.table == \"orders\" and .external_id == \"o1\") | .record" >got &&
	hasnt got Krause && has got "\"erased\":true"
'
on_file 'on a new disk the list is made again from the backup' '
	ha-db backup backup/new >/dev/null && mkdir new && mv ha.db* new &&
	ha-db restore -y backup/new >got 2>&1 && [ "$(cut -d" " -f1,2 ha.db.erased)" = "$(cut -d" " -f1,2 new/ha.db.erased)" ] &&
	ha-customer show c1 | grep -q erased && rm ha.db* && mv new/ha.db* .
'
check 'a restored backup is erased again' '
	list=ha.db.erased HA_DB=ha.db && export HA_DB &&
	if [ -n "${HA_TEST_DB:-}" ]; then list=files/erased HA_DB=r.db; fi &&
	[ -d backup/old ] && grep -q "^c1 " $list && hasnt $list Krause &&
	ha-db restore -y backup/old >got 2>&1 && grep -q "2 erased customers erased again\|1 erased customers erased again" got &&
	ha-customer show c1 >out && has out erased && ha-db export >all && hasnt all Lindenallee &&
	! grep -qaF Lindenallee "$HA_DB" && ha-db check
'
check 'a rule that is wrong is refused with its place' '
	sed "s/orders: 2/ordres: 2/" ha.yaml >bad.yaml &&
	expect 78 ha-customer list -c bad.yaml c1 2>err && grep -q "bad.yaml:[0-9]*:[0-9]*: .*ordres.*orders" err &&
	sed "s/, orders: 2//" ha.yaml >bad.yaml && expect 78 ha-customer list -c bad.yaml c1 2>err && has err "asks for nothing"
'
done_testing
