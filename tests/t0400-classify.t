#!/bin/sh
# ha-classify: what each message is about
. "${0%/*}/lib.sh"

cat >in.jsonl <<'E'
{"v":1,"kind":"message","id":"ebay/us/1","channel":"ebay","account":"us","external_id":"1","text":"Hello, where is my parcel? Order 12-34567-89012, I paid $12.50.","x":1e400}
{ "v":1, "kind":"order" ,"id":"ebay/us/2","channel":"ebay","account":"us","external_id":"2","number":"77","text":"where is my parcel" }
{"v":1,"kind":"message","id":"ebay/us/3","channel":"ebay","account":"us","external_id":"3","text":"The lamp arrived broken, I want my money back","class":{"lang":"xx"},"later":[1, 2]}
{"v":1,"kind":"message","id":"ebay/us/4","channel":"ebay","account":"us","external_id":"4","text":"12345"}
E

# One message of this text, on stdout.
message() {
	jq -cn --arg t "$1" '{v: 1, kind: "message", id: "a/b/1", channel: "a",
	    account: "b", external_id: "1", text: $t}'
}

# field N FILTER: line N of got fulfils the filter
field() {
	sed -n "$1p" got | jq -e "$2" >/dev/null || { sed -n "$1p" got >&2; false; }
}

check 'a message gets its language, intents, entities and reasons' '
	ha-classify in.jsonl >got &&
	field 1 ".class.lang == \"en\" and .class.lang_p > 0.5" &&
	field 1 ".class.intents[0].id == \"where_is_my_order\"" &&
	field 1 ".class.entities.order_ids == [\"12-34567-89012\"]" &&
	field 1 ".class.entities.amounts == [{value: \"12.50\", currency: \"USD\", span: [56, 62]}]" &&
	field 1 ".class.why | index(\"where is my order\") != null"
'
check 'a problem is named before the remedy that is wished for' '
	field 3 "[.class.intents[].id] == [\"damaged_in_transit\", \"refund_request\"]" &&
	field 3 ".class.sentiment.label == \"negative\""
'
check 'what nobody can tell is und and other, with low probabilities' '
	field 4 ".class.lang == \"und\" and .class.lang_p < 0.3" &&
	field 4 ".class.intents[0].id == \"other\" and .class.intents[0].p < 0.5"
'
check 'other records and every byte that is not class pass unchanged' '
	[ "$(sed -n 2p got)" = "$(sed -n 2p in.jsonl)" ] &&
	sed -n 1p got | grep -F "\"x\":1e400,\"class\":{" >/dev/null &&
	sed -n 3p got | grep -F "},\"later\":[1, 2]}" >/dev/null &&
	sed -n 1p in.jsonl | sed "s/}$//" >begin &&
	sed -n 1p got | head -c "$(($(wc -c <begin) - 1))" >same &&
	head -c "$(wc -c <same)" begin | cmp - same
'
check 'reading its own output again changes nothing' '
	ha-classify got | cmp - got
'
if python3 -c 'import jsonschema' 2>/dev/null; then
	cat >valid.py <<-'P'
	import json, sys, jsonschema
	schema = json.load(open(sys.argv[1]))["properties"]["class"]
	for line in open("got"):
	    record = json.loads(line)
	    if record["kind"] == "message":
	        jsonschema.validate(record["class"], schema)
	P
	check 'what is added fits the schema' '
		python3 valid.py "$top/share/schema/message.json"
	'
else
	skip 'what is added fits the schema' 'no python3-jsonschema'
fi
check 'a bad line is named and kept, the others pass, the status is 65' '
	{ sed -n 1p in.jsonl; echo "{bad"; sed -n 3p in.jsonl; } >bad.jsonl &&
	expect 65 ha-classify --rejects rejects bad.jsonl >got 2>err &&
	[ "$(wc -l <got)" -eq 2 ] && [ "$(cat rejects)" = "{bad" ] &&
	has err bad.jsonl:2
'
check 'a threshold leaves out what is less probable, but for the likeliest' '
	ha-classify --threshold 1 in.jsonl >got &&
	field 3 "[.class.intents[].id] == [\"damaged_in_transit\"]"
'
check 'quoted mail is not what the buyer says, but its numbers count' '
	message "Please send me an invoice.

On 3 March Shop wrote:
> Do you want to cancel your order 702-8831904-1127765?" | ha-classify >got &&
	field 1 "[.class.intents[].id] == [\"payment_invoice\"]" &&
	field 1 ".class.entities.order_ids == [\"702-8831904-1127765\"]"
'
check 'the language of a thread helps where a message says too little' '
	{ message "Wo ist mein Paket? Ich warte seit zwei Wochen darauf."
	  message "ok"; } | jq -c ".thread = \"a/b/t\"" | ha-classify >got &&
	field 2 ".class.lang == \"de\" and (.class.why[0] | test(\"thread\"))"
'

mkdir mine wrong odd
cat >mine/en.yaml <<'E'
language: en
rules:
  - {name: our own word, intent: usage_help, p: 0.9, any: [flurbing]}
  - {name: where is my order, intent: where_is_my_order, any: []}
E
check 'a folder of own rules adds to the shipped ones and overrides them' '
	message "It is flurbing again, please help me with this" |
	    ha-classify --rules mine >got &&
	field 1 ".class.intents[0].id == \"usage_help\"" &&
	ha-classify --rules mine in.jsonl >got &&
	field 1 ".class.why | index(\"where is my order\") == null"
'
cat >wrong/en.yaml <<'E'
language: en
rules:
  - {name: x, intent: refund_requst, any: [zzz]}
  - {name: y, signal: legal, any: ["(a|b"]}
E
check 'a faulty rule file is told with its place and a suggestion' '
	expect 78 ha-classify --rules wrong in.jsonl >got 2>err &&
	has err "wrong/en.yaml:3:" && has err "did you mean" &&
	expect 78 ha-classify lint wrong/en.yaml 2>err &&
	has err "wrong/en.yaml:4:" && has err "without its )"
'
cat >odd/en.yaml <<'E'
language: en
rules:
  - {name: a, intent: refund_request, any: [money back, lost cause], not: [lost]}
  - {name: b, intent: return_request, any: [money back]}
E
check 'lint finds contradictions and phrases that can never fire' '
	expect 78 ha-classify lint odd/en.yaml 2>err &&
	has err "can never fire" && has err "refund_request"
'
check 'lint says which file is not there' '
	expect 66 ha-classify lint nowhere.yaml 2>err && has err nowhere.yaml
'
check 'the shipped rules have no fault' '
	ha-classify lint
'

check 'under an intent stands what exactly' '
	message "The speaker stopped working after a week, its battery dies within an hour" |
	    ha-classify >got &&
	field 1 "[.class.intents[] | select(.id == \"defective\") | .detail] == [\"battery_life\"]" &&
	field 1 ".class.severity == 2" &&
	message "I want my money back" | ha-classify >got &&
	field 1 ".class.intents[0] | .id == \"refund_request\" and has(\"detail\") == false"
'
check 'danger is grave, whatever it is about' '
	message "Which size is it? By the way the charger caught fire and burnt my hand" |
	    ha-classify >got &&
	field 1 ".class.severity == 3 and (.class.signals | index(\"safety\") != null)"
'
check 'a shop names details of its own, and an unknown one is refused' '
	mkdir -p own &&
	printf "language: en\nrules:\n  - name: moth\n    detail: hole\n    any: [moth holes, moths]\n" >own/en.yaml &&
	message "Moths ate it, so it is faulty: it fell apart and does not work" |
	    ha-classify --rules own | jq -e ".class.intents[0].detail == \"hole\"" &&
	sed -i s/hole$/holee/ own/en.yaml &&
	expect 78 ha-classify lint --rules own 2>err && has err "unknown detail" && has err "did you mean"
'
check 'the own article codes of a shop are found whatever their form' '
	echo MUGBLUE >own/skus.txt && rm -f own/en.yaml &&
	message "where is my mugblue" >m.jsonl &&
	ha-classify --rules own m.jsonl | jq -e ".class.entities.skus == [\"mugblue\"]" &&
	ha-classify m.jsonl | jq -e ".class.entities.skus == []"
'
check 'a tracking number with a wrong check digit is told and not linked' '
	message "track RB123456784CN please" | ha-classify |
	    jq -e ".class.entities | .tracking_ids == [] and .invalid_ids[0].id == \"RB123456784CN\""
'
check 'with --jobs the same answers come in the same order' '
	for i in 1 2 3 4 5 6 7 8 9; do cat in.jsonl; done >more.jsonl &&
	ha-classify more.jsonl >want && ha-classify --jobs 3 more.jsonl | cmp - want &&
	ha-classify --jobs 3 <more.jsonl | cmp - want
'
cat >labels.jsonl <<'E'
{"text":"Where is my parcel? It was ordered two weeks ago","lang":"en","intents":["where_is_my_order"],"urgency":"medium"}
{"text":"I want my money back","lang":"en","label":"refund_request"}
{"text":"I want my money back","lang":"en","label":"spam"}
E
check 'eval prints precision, recall and F1 of each intent' '
	ha-classify eval labels.jsonl >got &&
	printf "refund_request\t0.500\t1.000\t0.667\t1\n" >want &&
	grep -xFf want got && printf "macro f1\t\t\t0.556\t3\n" >want &&
	grep -xFf want got && printf "language\t\t\t1.000\t3\n" >want &&
	grep -xFf want got
'
check 'eval prints JSON Lines with -j' '
	ha-classify eval -j labels.jsonl >got &&
	jq -se "any(.what == \"refund_request\" and .recall == 1)" got &&
	jq -se "any(.what == \"urgency\" and .value == 1)" got
'
check 'eval is a gate: below --min-f1 the status is 1' '
	expect 1 ha-classify eval --min-f1 0.9 labels.jsonl 2>err >got &&
	has err "below 0.900" &&
	ha-classify eval --min-f1 0.5 labels.jsonl >got
'
check 'eval tells what is taken for what, and whether it is as sure as it says' '
	ha-classify eval labels.jsonl >got &&
	printf "confusion\tspam\trefund_request\t1\n" >want && grep -xFf want got &&
	ha-classify eval -j labels.jsonl >got &&
	jq -se "[.[] | select(.what == \"reliability\") | .pairs] | add == 25" got &&
	jq -se "any(.what == \"calibration error\" and .value < 0.1)" got
'
check 'eval proposes from when on to answer without a person, or that nothing is sure enough' '
	ha-classify eval -j --precision 0.6 labels.jsonl |
	    jq -se "any(.what == \"threshold\" and .precision >= 0.6 and .messages == 3)" &&
	ha-classify eval -j --precision 1 labels.jsonl >got &&
	jq -se "all(.what != \"threshold\" or .messages < 2)" got
'
check 'eval is a test of its own with --tap' '
	ha-classify eval --tap --min-f1 0.5 --precision 0.5 labels.jsonl >got &&
	[ "$(grep -c "^ok" got)" = 2 ] && [ "$(sed -n 1p got)" = 1..2 ] &&
	expect 1 ha-classify eval --tap --min-f1 0.9 labels.jsonl >got &&
	grep "^not ok 1 - macro F1 0.556" got
'
check 'a label of no known id is a bad line' '
	echo "{\"text\":\"x\",\"label\":\"nonsense\"}" >l.jsonl &&
	expect 65 ha-classify eval l.jsonl >got 2>err && has err l.jsonl:1
'
check 'eval without a file is wrong usage' '
	expect 64 ha-classify eval 2>err
'
if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
	check 'no database and no network connection is opened' '
		strace -f -o calls ha-classify in.jsonl >got &&
		! grep -E "^[0-9]+ +(socket|connect|bind)\(" calls &&
		! grep -E "openat.*\.db\"" calls
	'
else
	skip 'no database and no network connection is opened' 'no strace'
fi
done_testing
