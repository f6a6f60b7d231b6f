#!/bin/sh
# ha-view: records as a table, counted or filtered
. "${0%/*}/lib.sh"

cat >in.jsonl <<'E'
{"v":1,"kind":"message","id":"ebay/us/1","channel":"ebay","account":"us","external_id":"1","received_at":"2026-11-20T18:22:33Z","from":{"name":"Anna K."},"subject":"Wo ist mein Paket?","class":{"lang":"de","intents":[{"id":"where_is_my_order","p":0.94}],"urgency":"high"}}
{ "v":1, "kind":"message" ,"id":"ebay/us/2","channel":"ebay","account":"us","external_id":"2","big":123456789012345678901234567890,"class":{"lang":"fr","intents":[{"id":"refund_request","p":0.6}],"urgency":"low"}}
{"v":1,"kind":"message","id":"ebay/us/3","channel":"ebay","account":"us","external_id":"3","subject":"tab\there \u202e\u001b[31m","class":{"lang":"de","intents":[{"id":"refund_request","p":0.8}],"urgency":"low"}}
{"v":1,"kind":"order","id":"ebay/us/4","channel":"ebay","account":"us","external_id":"4","number":"#77","total":"39.90","currency":"EUR","lines":[{"sku":"SCARF-RED-M"}]}
E

check 'a pipe gets tab-separated values without a header, the id first' '
	ha-view in.jsonl >got &&
	[ "$(wc -l <got)" -eq 4 ] &&
	[ "$(cut -f1 got | head -1)" = ebay/us/1 ] &&
	[ "$(cut -f4 got | head -1)" = where_is_my_order ]
'
check 'standard input is read when no file is named' '
	ha-view <in.jsonl >got && ha-view - <in.jsonl | cmp - got
'
check '-j passes the lines that match on byte for byte' '
	ha-view -j lang:fr in.jsonl >got &&
	sed -n 2p in.jsonl | cmp - got &&
	ha-view -j <in.jsonl | cmp - in.jsonl
'
check 'words of a query are ANDed, values ORed, not negates' '
	[ "$(ha-view -j lang:de,fr urgency:low in.jsonl | wc -l)" -eq 2 ] &&
	[ "$(ha-view -j not lang:de in.jsonl | wc -l)" -eq 2 ] &&
	[ "$(ha-view -j "sku:SCARF*" total:30..40 in.jsonl | wc -l)" -eq 1 ] &&
	[ "$(ha-view -j account:ebay/us p:0.8.. in.jsonl | wc -l)" -eq 2 ]
'
check 'a query that nothing matches is a no' '
	expect 1 ha-view lang:ja in.jsonl
'
check 'mine is what the user has, whatever the environment says' '
	printf "{\"v\":1,\"kind\":\"message\",\"id\":\"a/b/%s\",\"ticket\":{\"number\":1,\"assignee\":\"%s\"}}\n" 1 "$(id -un)" 2 somebody >own.jsonl &&
	LOGNAME=somebody ha-view mine own.jsonl >got && [ "$(cut -f1 got)" = a/b/1 ]
'
check 'columns are fields of the query language or paths' '
	ha-view --columns id,intent,class.intents.0.p,lines[].sku in.jsonl >got &&
	printf "ebay/us/1\twhere_is_my_order\t0.94\t\n" >want &&
	head -1 got | cmp - want &&
	printf "ebay/us/4\t\t\tSCARF-RED-M\n" >want &&
	tail -1 got | cmp - want
'
check 'values are counted, the most frequent first' '
	ha-view --count class.lang class.urgency kind:message <in.jsonl >got &&
	printf "1\tde\thigh\n1\tde\tlow\n1\tfr\tlow\n" >want &&
	cmp got want &&
	ha-view --count lang in.jsonl >got &&
	printf "2\tde\n1\t-\n1\tfr\n" >want &&
	cmp got want
'
check '-j makes JSON Lines of the counts' '
	ha-view -j --count lang kind:message in.jsonl >got &&
	jq -se "map(.count) == [2,1] and .[0].lang == \"de\"" got
'
check 'controls in foreign text reach neither terminal nor columns' '
	ha-view --columns id,subject lang:de urgency:low in.jsonl >got &&
	[ "$(tr -cd "\t" <got | wc -c)" -eq 1 ] &&
	! LC_ALL=C grep -q "$(printf "\033")" got &&
	! LC_ALL=C grep -q "$(printf "\342\200\256")" got
'
check 'a terminal gets a table with a header, aligned' '
	script -qec "ha-view --columns id,lang in.jsonl" /dev/null </dev/null \
		| tr -d "\r" >got &&
	head -1 got | grep -q "^id  *lang$" &&
	grep -q "^ebay/us/1 de" got
'
check 'columns stay aligned beside Chinese text, in any locale' '
	printf "%s\n" "{\"id\":\"a\",\"x\":\"你好\",\"y\":\"|\"}" \
	    "{\"id\":\"b\",\"x\":\"abcd\",\"y\":\"|\"}" >zh.jsonl &&
	for locale in C C.UTF-8; do
		LC_ALL=$locale script -qec "ha-view --columns id,x,y zh.jsonl" /dev/null \
		    </dev/null | tr -d "\r" >got &&
		grep -q "^a  你好 |$" got && grep -q "^b  abcd |$" got || exit 1
	done
'
check 'a misspelt field or word names the nearest' '
	expect 64 ha-view lagn:de in.jsonl 2>err && has err "did you mean '\''lang:'\''" &&
	expect 64 ha-view urgency:hihg in.jsonl 2>err && has err "did you mean '\''high'\''"
'
check 'what is neither a file nor a word of a query is an error naming both' '
	expect 64 ha-view nothing <in.jsonl 2>err && has err "neither a file nor a word"
'
check 'a word of the language is a word even when a file has its name' '
	cp in.jsonl late && expect 1 ha-view late <in.jsonl && ha-view ./late >got &&
	[ "$(wc -l <got)" -eq 4 ]
'
check 'a missing file is said and the others are read' '
	expect 66 ha-view ./gone in.jsonl >got 2>err &&
	has err "ha-view: cannot read '\''./gone'\''" && [ "$(wc -l <got)" -eq 4 ]
'
check 'what only the database knows is refused, not guessed' '
	expect 64 ha-view shop:knit in.jsonl 2>err && has err "ha ticket list"
'
check 'periods follow the time zone and the clock that is held' '
	HA_NOW=2026-11-21T01:00:00Z TZ=UTC expect 0 ha-view created:yesterday in.jsonl &&
	HA_NOW=2026-11-21T01:00:00Z TZ=America/New_York expect 1 ha-view created:yesterday in.jsonl
'
done_testing
