#!/bin/sh
# ha-classify train: a model of labelled messages
. "${0%/*}/lib.sh"

mkdir corpus
cat >corpus/en-a.txt <<'E'
# two things a buyer can want
@thing = lamp | scarf | kettle
where_is_my_order -m where is my {thing}
where_is_my_order 0m any news of the {thing|parcel}?
where_is_my_order -m still waiting for my {thing}, when does it come
refund_request -m give me my money back for the {thing}
refund_request !h MONEY BACK NOW or I call the bank
refund_request 0m please refund the {thing}
E
sed 's/{thing}/order/; s/ my/ our/; s/please/kindly/' corpus/en-a.txt \
    >corpus/en-b.txt

# first TEXT MODEL: the first intent
first() {
	jq -cn --arg t "$1" '{v: 1, kind: "message", id: "a/b/1", channel: "a",
	    account: "b", external_id: "1", text: $t}' |
	    ha-classify --model "$2" | jq -r '.class.intents[0].id'
}

check 'a model is made of a folder of messages' '
	ha-classify train --corpus corpus -o one.model 2>err &&
	grep "learnt from [0-9]* messages" err &&
	[ "$(first "refund the kettle please" one.model)" = refund_request ] &&
	[ "$(first "when does the scarf come" one.model)" = where_is_my_order ]
'
check 'the same messages give the same file, byte for byte' '
	ha-classify train -q --corpus corpus -o two.model &&
	cmp one.model two.model
'
check 'class.model names rules and model, class.why the words that spoke' '
	jq -cn "{v: 1, kind: \"message\", id: \"a/b/1\", channel: \"a\",
	    account: \"b\", external_id: \"1\", text: \"refund the kettle please\"}" |
	    ha-classify --model one.model >got &&
	jq -e ".class.model | test(\" model-[0-9a-f]{12}\$\")" got &&
	jq -e "[.class.why[] | test(\"^refund_request: .*refund\")] | any" got
'
check 'one batch can be held out, and the model be held against it' '
	ha-classify train -q --corpus corpus --but b -o a.model &&
	ha-classify eval --model a.model --corpus corpus --but b >got &&
	[ "$(awk "/^refund_request/ { print \$5 }" got)" = 3 ]
'
check 'own messages are learnt with the corpus, or alone' '
	for i in 1 2 3 4; do
		echo "{\"text\": \"zorble number $i is late\", \"intents\": [\"where_is_my_order\"]}"
		echo "{\"text\": \"my frumple $i went up in smoke\", \"intents\": [\"defective\"]}"
	done >own.jsonl &&
	ha-classify train -q --corpus corpus -o own.model own.jsonl &&
	[ "$(first "the frumple is up in smoke" own.model)" = defective ] &&
	ha-classify train --alone -o alone.model own.jsonl 2>err &&
	grep "learnt from 24 messages" err
'
check 'a corpus with a fault is refused with its file and line' '
	mkdir bad && printf "%s\n" "# x" "refund -m money" >bad/en-a.txt &&
	expect 65 ha-classify train --corpus bad -o bad.model 2>err &&
	has err "bad/en-a.txt:2: unknown intent" && [ ! -e bad.model ] &&
	echo "refund_request -m {colour} please" >bad/en-a.txt &&
	expect 65 ha-classify train --corpus bad -o bad.model 2>err &&
	has err "no list '"'@colour'"' above"
'
check 'a model that is not whole is refused in one line' '
	head -c 1000 one.model >cut.model &&
	expect 78 ha-classify eval --model cut.model own.jsonl 2>err &&
	has err "cut.model: not a whole model" && [ "$(wc -l <err)" -eq 1 ] &&
	expect 66 ha-classify eval --model none.model own.jsonl 2>err &&
	has err none.model
'
check 'a message and a model that is not whole: nothing is printed' '
	jq -cn "{v: 1, kind: \"message\", id: \"a/b/1\", channel: \"a\",
	    account: \"b\", external_id: \"1\", text: \"hi\"}" >in &&
	expect 78 ha-classify --model cut.model in >got 2>err &&
	[ ! -s got ] && has err cut.model
'
done_testing
