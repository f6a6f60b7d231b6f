#!/bin/sh
# mails from public collections of difficult ones: each becomes a sensible
# record or a clear reject
. "${0%/*}/lib.sh"

mails=$shared/mail
expect=$tests/data/difficult-mails.expect
[ -d "$mails" ] || skip_all 'the folder of difficult mails is not here'
tab=$(printf '\t')

sensible() {
	ha-mime --one <"$mails/$1" >got 2>err || { cat err; return 1; }
	jq -e --arg s "$2" --arg t "$3" '
		((.subject // "-") | startswith($s)) and
		(if $t == "-" then .text == "" else .text | contains($t) end) and
		(.from.name != null or .from.email != null) and
		(.digest | length) == 64 and
		(.text | test("[\u0000-\u0008\u000b-\u001f\u007f]") | not)
	' got >/dev/null || { cat got; return 1; }
	[ "$4" = - ] || jq -e "$4" got >/dev/null || { cat got; return 1; }
}

rejected() {
	expect 65 ha-mime --one <"$mails/$1" >got 2>err &&
	[ ! -s got ] && has err "ha-mime: $2: "
}

while IFS=$tab read -r file subject text condition; do
	case $file in '#'*) continue ;; esac
	if [ ! -f "$mails/$file" ]; then
		skip "$file is understood" 'it is not there'
	elif [ "$subject" = reject ]; then
		check "$file is refused: $text" 'rejected "$file" "$text"'
	else
		check "$file is understood" \
		    'sensible "$file" "$subject" "$text" "$condition"'
	fi
done <"$expect"

check 'every mail there has its expectation' '
	for f in "$mails"/*.eml; do
		grep -q "^$(basename "$f")	" "$expect" || { echo "$f"; exit 1; }
	done
'
done_testing
