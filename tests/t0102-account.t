#!/bin/sh
# ha-account: add, list, check, live, shadow, pause
. "${0%/*}/lib.sh"

ha init -y --shop Knit --tz Asia/Shanghai --language en shop >init.log || exit 1
cd shop || exit 1

check 'an account is added without changing another byte' '
	printf "\n# the end\n" >>ha.yaml && cp ha.yaml before &&
	ha account add -y email/support driver=maildir path=mail address=a@b.example shop=knit \
	    send.driver=maildir send.path=sent &&
	diff before ha.yaml | grep "^<" >changed;
	[ "$(cat changed)" = "< accounts: {}" ] && tail -1 ha.yaml | grep "# the end" &&
	ha account list | grep "^email/support	maildir	shadow	"
'
check 'the second one stands behind the first, as deep as it' '
	ha account add -y shopify/eu driver=csv path=orders.csv map=shopify &&
	[ "$(ha account list -j | jq -r .account | tr "\n" " ")" = "email/support shopify/eu " ] &&
	grep "^  shopify/eu:" ha.yaml
'
check 'keys that may be left out are written as comments' '
	grep "^    # encoding:" ha.yaml
'
check 'a typed password goes into a file of mode 0600' '
	printf "%s\n" "" "" smtp smtp.example.com me hunter2 |
	    ha account add email/two driver=maildir path=two &&
	[ "$(cat secrets/email/two.send.password)" = hunter2 ] &&
	[ "$(stat -c %a secrets/email/two.send.password)" = 600 ] &&
	[ "$(stat -c %a secrets)" = 700 ] &&
	hasnt ha.yaml hunter2 && has ha.yaml "\${file:secrets/email/two.send.password}"
'
check 'a password may not be an argument' '
	expect 64 ha account add -y email/three driver=maildir path=x \
	    send.driver=smtp send.host=h send.password=hunter2 2>err &&
	hasnt err hunter2 && hasnt ha.yaml email/three
'
check 'an unknown key, a bad name and a second account of one name are refused' '
	expect 64 ha account add -y email/four driver=maildir path=x colour=red 2>err &&
	has err colour &&
	expect 64 ha account add -y four 2>err &&
	expect 64 ha account add -y email/support 2>err && has err already &&
	hasnt ha.yaml email/four
'
check 'what must be given must be given' '
	expect 64 ha account add -y email/five driver=maildir 2>err && has err path
'
check '-n shows the section and writes nothing' '
	cp ha.yaml before &&
	ha account add -n -y email/six driver=maildir path=x | grep "^email/six:" &&
	cmp before ha.yaml
'
check 'live notes the moment, once' '
	HA_NOW=2026-11-20T10:00:00Z ha account live email/support &&
	HA_NOW=2026-11-21T10:00:00Z ha account live email/support &&
	ha account list -j >got && head -1 got >one &&
	same_field one state live && same_field one live_since 2026-11-20T10:00:00Z
'
check 'an account without a way out for answers cannot be taken live' '
	expect 78 ha account live shopify/eu 2>err && has err "send:" &&
	ha account list -j | grep shopify/eu >one && same_field one state shadow
'
check 'live -n changes nothing' '
	ha account live -n email/two >got && has got "not done: email/two live" && ha account list -j | grep email/two >one &&
	same_field one state shadow
'
check 'shadow and pause hold it again, and live is a new moment' '
	ha account shadow email/support && ha account pause email/support &&
	HA_NOW=2026-11-22T10:00:00Z ha account live email/support &&
	ha account list -j | head -1 >one && same_field one live_since 2026-11-22T10:00:00Z
'
check 'an account that is paused is not fetched, and a line says so' '
	n=$(ha status -j | jq .accounts) && ha account pause email/support && mkdir -p mail/new mail/cur &&
	printf "From: a@c.example\nSubject: hi\nMessage-ID: <p@c.example>\n\nhello\n" >mail/new/p &&
	ha fetch email/support >got 2>err && [ ! -s got ] && has err "email/support is paused" &&
	{ ha fetch >got 2>err || :; } && [ ! -s got ] && has err "email/support is paused" &&
	{ ha account check email/support >got || :; } && has got "nothing is fetched or sent" &&
	ha status -j | jq -e ".accounts == $n - 1" &&
	ha account shadow email/support && ha fetch email/support 2>err >got && [ ! -s err ] &&
	same_field got subject hi && ha fetch --pending email/support >got && [ -s got ]
'
check 'a name that is nearly right is suggested' '
	expect 64 ha account live email/suport 2>err && has err "email/support"
'
check 'check names what must be mended' '
	expect 78 ha account check email/two email/support >got; cat got &&
	ha account check shopify/eu -j | jq -e ".level" >/dev/null &&
	chmod 644 secrets/email/two.send.password &&
	expect 78 ha account check email/two >got && has got "chmod 600"
'
check 'accounts in braces are left to the seller' '
	printf "version: 1\naccounts: {a/b: {driver: maildir, path: x}}\n" >flow.yaml &&
	expect 78 ha account add -c flow.yaml -y a/c driver=maildir path=y 2>err && has err "one line"
'
check 'a file without accounts gets the section at its end' '
	printf "version: 1" >none.yaml &&
	ha account add -c none.yaml -y a/c driver=maildir path=y >/dev/null &&
	head -3 none.yaml >got && printf "version: 1\n\naccounts:\n" | cmp - got &&
	ha account list --db ha.db -c none.yaml | grep "^a/c	"
'
done_testing
