#!/bin/sh
# deadlines: worked cases, as data
. "${0%/*}/lib.sh"

# BUILD is where the programs are; the launcher asks it too.
export BUILD
cases=$tests/sla-cases

check 'every worked case of ours holds' '
	"$cases" "$tests/data/sla-cases.md" >got &&
	has got "1..23"
'

if [ -f "$shared/cases/sla-cases.md" ]; then
	check 'the twenty worked cases of the rules hold' '
		"$cases" "$shared/cases/sla-cases.md" >got &&
		has got "1..20"
	'
else
	skip 'the twenty worked cases of the rules hold' \
	    'there is no ../shared/cases/sla-cases.md'
fi

check 'a case that does not hold is named, with what is and what should be' '
	sed "s/\"due\": \"2026-03-29T04:00:00Z\"/\"due\": \"2026-03-29T05:00:00Z\"/" \
	    "$tests/data/sla-cases.md" >wrong.md &&
	expect 1 "$cases" wrong.md >got &&
	has got "not ok 1 - The missing hour" &&
	has got "# first_response.due: 2026-03-29T04:00:00Z, expected 2026-03-29T05:00:00Z"
'

check 'a word that no case knows is an error, not a silent pass' '
	sed "s/\"elapsed_s\": 1800/\"elapsed\": 1800/" \
	    "$tests/data/sla-cases.md" >wrong.md &&
	expect 1 "$cases" wrong.md >got &&
	has got "first_response.elapsed: no such field" &&
	sed "s/\"type\": \"team\"/\"type\": \"tema\"/" \
	    "$tests/data/sla-cases.md" >wrong.md &&
	expect 1 "$cases" wrong.md >got && has got "unknown event"
'

check 'a block that is no JSON is told with its line' '
	{ cat "$tests/data/sla-cases.md"; printf "\n\`\`\`json\n{\n\`\`\`\n"; } >wrong.md &&
	expect 65 "$cases" wrong.md >got && has got "the block at line" &&
	expect 66 "$cases" nowhere.md
'

done_testing
