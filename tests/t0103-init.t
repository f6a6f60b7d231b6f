#!/bin/sh
# ha init: a shop from six questions
. "${0%/*}/lib.sh"

check 'six answers on stdin make a shop that passes its own checks' '
	printf "%s\n" "Knit & Gadgets" Asia/Shanghai zh "Mei Lin" support@gmail.com shopify hunter2 |
	    ha init shop >got && has got "cd shop" && has got "ha doctor" && has got orders.csv &&
	cd shop && ha status >/dev/null && ha account list | grep "^shopify/main	csv	shadow"
'
check 'the password is in a file of mode 0600 and nowhere else' '
	cd shop && [ "$(cat secrets/support)" = hunter2 ] &&
	[ "$(stat -c %a secrets/support)" = 600 ] &&
	[ "$(grep -rl hunter2 . | wc -l)" -eq 1 ]
'
check 'nobody else can read what was written' '
	cd shop && [ -z "$(find . -type f -perm /077)" ]
'
check 'it is trusted at once, and the team knows who made it' '
	cd shop && ha doctor --lang en | grep "you are mei, owner"
'
check 'a second init changes nothing' '
	cd shop && cp ha.yaml before && expect 73 ha init -y --shop X 2>err &&
	has err "ha account add" && cmp before ha.yaml
'
check 'options answer too, and -y takes the defaults' '
	ha init -y --shop "Yarn: #1 \"best\"" --tz Europe/Berlin --language de plain >/dev/null &&
	cd plain && ha status | grep "^Yarn: #1 \"best\", " &&
	grep "^tz: Europe/Berlin" ha.yaml && grep "DE-2026" ha.yaml
'
check 'without a name for the shop nothing is made' '
	expect 64 ha init -y nameless 2>err && [ ! -e nameless ]
'
check 'a wrong address or store is refused before anything is written' '
	expect 64 ha init -y --shop X --address nobody bad 2>err && has err nobody &&
	expect 64 ha init -y --shop X --store shopfy bad 2>err && has err shopify &&
	[ ! -e bad ]
'
check 'a wrong time zone is told with its place, and can be mended' '
	expect 78 ha init -y --shop X --tz Moon/Base moon 2>err && has err Moon/Base
'
check '-n writes nothing' '
	ha init -n -y --shop X dry && [ ! -e dry ]
'
done_testing
