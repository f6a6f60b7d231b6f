#!/bin/sh
# ha-reply list, preview, lint: templates that are ours and those of a shop
. "${0%/*}/lib.sh"

cat >ha.yaml <<'Y'
version: 1
db: ha.db
shops:
  knit: {name: Knit & Gadgets, signature: Your Knit team}
reply: {auto: [where_is_my_order]}
Y
mkdir templates

# template NAME TEXT: an own one in English
template() {
	printf -- '---\nintents: [%s]\nvariables: {order: text, signature: text}\nwriter: me\n---\n# en\nSubject: Hello\n\n%s\n' \
	    "${INTENT-where_is_my_order}" "$2" >"templates/$1.md"
}

check 'all templates that we ship are without fault' '
	ha-reply lint >got && hasnt got "not ok" && tail -1 got | grep -qx "1..[1-9][0-9]*"
'
check 'every situation speaks the twelve languages that we promise' '
	ha-reply list -j | jq -re ".languages" >langs &&
	for lang in en de fr es it nl pl pt ja zh-Hans ko ru; do
		[ "$(grep -c "\\b$lang\\b" langs)" -eq "$(wc -l <langs)" ] || exit 1
	done
'
check 'list says what leaves alone as things are set' '
	[ "$(ha-reply list -c ha.yaml where_is_my_order -j |
	    jq -r "select(.template == \"where_is_my_order\").mode")" = auto ] &&
	[ "$(ha-reply list -c ha.yaml thanks -j | jq -r .mode)" = draft ] &&
	expect 1 ha-reply list nothing_like_that >got
'
check 'preview writes a template out and names what it lacks' '
	ha-reply preview -c ha.yaml where_is_my_order --lang fr >got 2>err &&
	has got "Bonjour," && has got "⟦order⟧" && has err "missing: order" && has got "Your Knit team"
'
check 'a shop that says du is written to so' '
	sed "s/name: Knit/formality: informal, name: Knit/" ha.yaml >du.yaml &&
	ha-reply preview -c du.yaml thanks --lang de 2>/dev/null >got && has got "deine Nachricht" &&
	ha-reply preview -c ha.yaml thanks --lang de 2>/dev/null >got && has got "Ihre Nachricht"
'
check 'pt-BR and zh-Hant are read in the nearest form there is' '
	ha-reply preview -c ha.yaml thanks --lang pt-BR 2>/dev/null >got && has got "alegrou o nosso dia" &&
	ha-reply preview -c ha.yaml thanks --lang pt-PT 2>/dev/null >got && has got "muito contentes" &&
	ha-reply preview -c ha.yaml thanks --lang zh-Hant 2>/dev/null >got && has got "您"
'
check 'a shop'\''s own file takes the place of ours' '
	template thanks "Cheers from {{signature}}" &&
	ha-reply preview -c ha.yaml thanks 2>/dev/null >got && has got "Cheers from Your Knit team" &&
	rm templates/thanks.md
'
check 'an unknown name is an error with its place and the nearest name' '
	template bad "Your order {{ordre}}" && expect 1 ha-reply lint templates/bad.md >got &&
	has got "templates/bad.md:9:12: unknown name (did you mean order?)"
'
check 'a faulty template of the shop stops the stage before it writes' '
	ha-db init -q >/dev/null 2>&1; echo "{\"v\":1,\"kind\":\"order\"}" |
	    expect 78 ha-reply -c ha.yaml 2>err && has err "templates/bad.md:9:12"
'
check 'an open section, a value outside its list and a name not listed are found' '
	template bad "{{#order}}x" && expect 1 ha-reply lint templates/bad.md >got && has got "section without end" &&
	template bad "{{title}}" && expect 1 ha-reply lint templates/bad.md >got && has got "bad.md:9:1:" &&
	template bad "{{tracking}}" && expect 1 ha-reply lint templates/bad.md >got && has got "variables"
'
check 'an intent that the taxonomy does not have is found' '
	INTENT=where_is_it template bad "x" && expect 1 ha-reply lint templates/bad.md >got && has got "where_is_it"
'
check 'a link is found in a template that may go to a marketplace' '
	template bad "See https://example.com" && expect 1 ha-reply lint templates/bad.md >got &&
	has got "a link, which ebay forbids"
'
check 'a text that is too long for a marketplace is found, and not on mail alone' '
	template bad "$(printf "long %.0s" $(seq 1 500))" &&
	expect 1 ha-reply lint templates/bad.md >got && has got "ebay takes at most 2000" &&
	sed -i "s/^writer/channels: [email]\nwriter/" templates/bad.md &&
	ha-reply lint templates/bad.md >got
'
check 'text before the first language, a language twice and no head are found' '
	printf -- "---\nwriter: me\n---\nhello\n# en\nSubject: x\n\ny\n" >templates/bad.md &&
	expect 1 ha-reply lint templates/bad.md >got && has got "bad.md:4:1:" &&
	printf -- "---\nwriter: me\n---\n# en\nSubject: x\n\ny\n# en\nSubject: x\n\ny\n" >templates/bad.md &&
	expect 1 ha-reply lint templates/bad.md >got && has got "bad.md:8:1:" &&
	echo hello >templates/bad.md && expect 1 ha-reply lint templates/bad.md >got && has got "bad.md:1:1:"
'
rm -f templates/bad.md
check 'an unknown template is a usage error that says where to look' '
	expect 64 ha-reply preview nosuch 2>err && has err "ha reply list"
'
done_testing
