#!/bin/sh
. "${0%/*}/lib.sh"

# letter MESSAGE-ID SUBJECT TEXT
letter() {
	printf 'From: Anna K. <anna@example.com>\nTo: shop@example.org\n'
	printf 'Date: Fri, 20 Nov 2026 18:22:31 +0000\nMessage-ID: <%s>\n' "$1"
	printf 'Subject: %s\n\n%s\n' "$2" "$3"
}

# mail FILE MESSAGE-ID SUBJECT TEXT
mail() {
	to=$1
	shift
	letter "$@" >"$to"
}

box() {
	mkdir -p "$1/new" "$1/cur" "$1/tmp"
}

# shop: a configuration with one Maildir account, and its database
shop() {
	rm -rf shop && mkdir shop && cd shop && box mail &&
	cat >ha.yaml <<-'Y' &&
	version: 1
	db: ha.db
	files: files
	tz: UTC
	accounts:
	  email/support: {driver: maildir, path: mail}
	Y
	export HA_CONFIG="$PWD/ha.yaml" && ha-db init -q
}

check 'a mail becomes a record without any configuration' '
	mail a.eml one@example.com "Wo ist mein Paket?" "Hallo, wo ist es?" &&
	ha-fetch eml:a.eml >got &&
	same_field got kind message &&
	same_field got subject "Wo ist mein Paket?" &&
	same_field got from.email anna@example.com &&
	same_field got sent_at 2026-11-20T18:22:31Z &&
	same_field got mail.message_id one@example.com
'

check 'a folder of mails is read in the order of names, below it too' '
	mkdir -p f/below && mail f/b.eml b@x.example B b && mail f/a.eml a@x.example A a &&
	mail f/below/c.eml c@x.example C c && mail f/no.txt d@x.example D d &&
	ha-fetch eml:f >got && jq -r .subject got >subjects &&
	printf "A\nC\nB\n" | sort >want && sort subjects | cmp - want
'

check 'a file that is not there is one line and status 66' '
	expect 66 ha-fetch eml:none.eml 2>e && has e "none.eml" && [ "$(wc -l <e)" -eq 1 ]
'

check 'an unknown driver names those that there are' '
	expect 78 ha-fetch pop:x 2>e && has e "maildir"
'

check 'nothing to fetch is a question, not a failure of the machine' '
	expect 64 ha-fetch 2>e && has e "ha init"
'

check 'an mbox gives each of its mails, a quoted From line unquoted' '
	{ echo "From anna@example.com Fri Nov 20 18:22:33 2026"; letter m1@x.example One "first
>From here on it is the text"; echo
	  echo "From bob@example.com Sat Nov 21 08:00:00 2026"; letter m2@x.example Two second; } >old.mbox &&
	ha-fetch mbox:old.mbox >got && [ "$(wc -l <got)" -eq 2 ] &&
	head -1 got >first && same_field first received_at 2026-11-20T18:22:33Z &&
	has first "From here on it is the text" && hasnt first ">From"
'

# peak COMMAND ...: its exit status; KiB of memory at most into ./peak (0 for
# programs under a sanitizer, which keeps what was freed)
peak() {
	if grep -q __asan_init "$BUILD/bin/ha-fetch"; then
		echo 0 >peak
		"$@"
		return
	fi
	"$PYTHON" -c "import resource, subprocess, sys
status = subprocess.call(sys.argv[1:])
open('peak', 'w').write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(status)" "$@"
}
check 'a line without an end takes no memory and spoils no other: it is told with its place' '
	shop && { yes x | head -c 100000000 | tr -d "\n"; echo
	  echo "{\"v\":1,\"kind\":\"order\",\"id\":\"x/y/1\",\"channel\":\"x\",\"account\":\"y\",\"external_id\":\"1\",\"placed_at\":\"2026-11-20T00:00:00Z\",\"currency\":\"EUR\",\"total\":\"1.00\",\"lines\":[]}"; } >r.jsonl &&
	expect 65 peak ha-fetch jsonl:r.jsonl >got 2>e && [ "$(wc -l <got)" -eq 1 ] &&
	has e "r.jsonl:1: a record is larger than 4 MiB" && [ "$(cat peak)" -lt 45000 ]
'
check 'a long line of an mbox is cut nowhere, an endless one is one mail too large' '
	shop && { echo "From a@example.com Fri Nov 20 08:00:00 2026"; letter m1@x.example One one
	  yes x | head -c 300000 | tr -d "\n"; echo; printf "\nFrom b@example.com Sat Nov 21 08:00:00 2026\n"
	  letter m2@x.example Two second; yes x | head -c 240000000 | tr -d "\n"
	  printf "\n\nFrom c@example.com Sun Nov 22 08:00:00 2026\n"; letter m3@x.example Three third; } >old.mbox &&
	expect 65 peak ha-fetch mbox:old.mbox >got 2>e && [ "$(wc -l <got)" -eq 2 ] &&
	[ "$(jq -r .text got | awk "length == 150000" | wc -l)" -eq 1 ] && has e "larger than 25 MiB" &&
	[ "$(cat peak)" -lt 90000 ]
'
check 'what is no mbox is refused with its name' '
	echo "just text" >no.mbox && expect 65 ha-fetch mbox:no.mbox 2>e && has e "no.mbox"
'

check 'a mail that was stored is printed again until somebody takes it' '
	shop && mail mail/new/1763662953.M1.h one@x.example One one &&
	ha-fetch >a && ha-fetch >b && cmp a b && [ "$(wc -l <a)" -eq 1 ]
'

check 'a Maildir name tells when the mail came, and moving it changes nothing' '
	shop && mail mail/new/1763662953.M1.h one@x.example One one && ha-fetch >a &&
	same_field a received_at 2025-11-20T18:22:33Z &&
	mv mail/new/1763662953.M1.h mail/cur/1763662953.M1.h:2,S && ha-fetch >b && cmp a b
'

check 'the same mail in two places is one message' '
	shop && mail mail/new/1.a one@x.example One one && cp mail/new/1.a mail/cur/2.b &&
	ha-fetch >a && [ "$(wc -l <a)" -eq 1 ]
'

check 'the same Message-ID with other content is two messages' '
	shop && mail mail/new/1.a one@x.example One one && mail mail/new/2.b one@x.example One other &&
	ha-fetch >a && [ "$(wc -l <a)" -eq 2 ] && [ "$(jq -r .id a | sort -u | wc -l)" -eq 2 ]
'

check 'a known mail is not read again' '
	shop && mail mail/new/1.a one@x.example One one && ha-fetch >/dev/null &&
	chmod 000 mail/new/1.a && : >mail/new/1.a 2>/dev/null || true
	ha-fetch >b && [ "$(wc -l <b)" -eq 1 ]
'

check '--import marks messages as history' '
	shop && mail mail/new/1.a one@x.example One one && ha-fetch --import >a && same_field a history true
'

check '--pending reads no source' '
	shop && mail mail/new/1.a one@x.example One one && ha-fetch --pending >a && [ ! -s a ] &&
	ha-fetch >b && ha-fetch --pending >c && cmp b c
'

check '--since and --until keep what lies outside out' '
	shop && mail mail/new/1763662953.a one@x.example One one &&
	ha-fetch --until 2025-11-01 >a && [ ! -s a ] && ha-fetch --since 2025-11-01 >b && [ "$(wc -l <b)" -eq 1 ]
'

check 'a run that overlaps another ends at once with 75' '
	shop && mail mail/new/1.a one@x.example One one &&
	lock="$PWD/ha.db.fetch-email-support.lock" && : >"$lock" &&
	expect 75 flock "$lock" ha-fetch 2>e && has e "email/support"
'

check 'a reader that goes away ends the run quietly and loses nothing' '
	shop && for i in 1 2 3 4 5 6 7 8 9; do mail mail/new/$i.a $i@x.example "N$i" text; done &&
	{ ha-fetch 2>e; echo $? >rc; } | true; [ ! -s e ] && ha-fetch >all && [ "$(wc -l <all)" -eq 9 ]
'

check 'records of another tool pass, but may not grant themselves anything' '
	printf "%s\n" "{\"v\":1,\"kind\":\"message\",\"id\":\"x/y/1\",\"channel\":\"x\",\"account\":\"y\",\"external_id\":\"1\",\"direction\":\"in\",\"received_at\":\"2026-11-20T00:00:00Z\",\"from\":{\"id\":\"b\"},\"subject\":\"s\",\"text\":\"t\",\"ticket\":{\"number\":7},\"reply\":{\"mode\":\"auto\"},\"extra\":12345678901234567890}" >r.jsonl &&
	ha-fetch jsonl:r.jsonl >got && hasnt got ticket && hasnt got reply && has got 12345678901234567890
'

check 'a bad record is rejected with its line, the others pass' '
	shop && printf "%s\n" "{\"v\":1" "{\"v\":1,\"kind\":\"order\",\"id\":\"x/y/1\",\"channel\":\"x\",\"account\":\"y\",\"external_id\":\"1\",\"placed_at\":\"2026-11-20T00:00:00Z\",\"currency\":\"EUR\",\"total\":\"1.00\",\"lines\":[]}" >r.jsonl &&
	expect 65 ha-fetch jsonl:r.jsonl --rejects rej >got 2>e && [ "$(wc -l <got)" -eq 1 ] &&
	has e "r.jsonl:1" && has rej "{\"v\":1"
'

check 'a record with an impossible name is bad, and stops no other' '
	shop && for id in "" "$(printf "%300s" | tr " " x)" "a\\u001b"; do
		printf "{\"v\":1,\"kind\":\"message\",\"channel\":\"x\",\"account\":\"y\",\"external_id\":\"%s\",\"direction\":\"in\"}\n" "$id"
	done >r.jsonl &&
	printf "%s\n" "{\"v\":1,\"kind\":\"order\",\"channel\":\"x\",\"account\":\"\",\"external_id\":\"1\"}" "{\"v\":1,\"kind\":\"order\",\"channel\":\"x\",\"account\":\"y\",\"external_id\":\"1\"}" >>r.jsonl &&
	expect 65 ha-fetch jsonl:r.jsonl >got 2>e && [ "$(wc -l <got)" -eq 1 ] && [ "$(grep -c "256 bytes" e)" -eq 4 ]
'

check 'a source that breaks in the middle leaves the next one whole' '
	mkdir -p broken/new && for n in 1 2 3 4 5; do mail broken/new/$n $n@example.com "B$n" b; done && mail a.eml one@example.com A a &&
	expect 66 ha-fetch maildir:broken eml:a.eml >got 2>e && [ "$(jq -r .subject got | tr "\n" " ")" = "B1 B2 B3 B4 B5 A " ] && has e broken
'

check 'a dry run writes nothing, no file of an attachment either' '
	shop && cat >mail/new/1763662953.a <<-M &&
	From: a@example.com
	Message-ID: <f@example.com>
	MIME-Version: 1.0
	Content-Type: multipart/mixed; boundary=x

	--x

	see the file
	--x
	Content-Type: application/pdf
	Content-Disposition: attachment; filename=a.pdf

	%PDF
	--x--
	M
	ha-fetch -n >got && jq -e ".attachments[0].name == \"a.pdf\"" got && [ ! -e files ] && ha-fetch >got && [ "$(find files -type f ! -name .lock | wc -l)" -eq 1 ]
'

check 'what is indexed later is found once ha-db index has run' '
	shop && mail mail/new/1.a a@x.example Eins Rosenkohl && mail mail/new/2.b b@x.example Zwei Spinat &&
	ha-fetch --index later | ha-classify | ha-route >got && [ "$(wc -l <got)" -eq 2 ] &&
	[ -z "$(ha-ticket list text:rosenkohl)" ] && ha-db check >e && has e "2 messages are not in the full text" &&
	ha-db index -n >e && has e "2 messages" && ha-db index >e && has e "indexed 2 messages" &&
	[ "$(ha-ticket list text:rosenkohl | wc -l)" -eq 1 ] && ha-db index >e && has e "indexed 0 messages" &&
	! { ha-db check | grep -q "full text"; }
'

check '--index takes now or later and nothing else' '
	expect 64 ha-fetch --index soon eml:x 2>e && has e "now or later"
'

check 'a driver that reads no path says so' '
	expect 64 ha-fetch smtp:x 2>e && has e "reads no path"
'

check 'no control of a file name reaches the terminal' '
	n=$(printf "a\302\233\342\200\256b.mbox") && echo no >"$n" && expect 65 ha-fetch "mbox:$n" 2>e && has e "a?????b.mbox"
'

order() {
	printf '{"v":1,"kind":"order","id":"x/y/1","channel":"x","account":"y","external_id":"1","placed_at":"2026-11-20T00:00:00Z","status":"%s","currency":"EUR","total":"1.00","lines":[]}\n' "$1"
}

check 'an order that changed is told again, and the ledger still adds up' '
	shop && order paid >r.jsonl && ha-fetch jsonl:r.jsonl >a && order shipped >r.jsonl && ha-fetch jsonl:r.jsonl >b &&
	same_field b status shipped && ha-db reconcile
'

check 'an order that comes again unchanged is not told again' '
	shop && printf "%s\n" "{\"v\":1,\"kind\":\"order\",\"id\":\"x/y/1\",\"channel\":\"x\",\"account\":\"y\",\"external_id\":\"1\",\"placed_at\":\"2026-11-20T00:00:00Z\",\"currency\":\"EUR\",\"total\":\"1.00\",\"lines\":[]}" >r.jsonl &&
	ha-fetch jsonl:r.jsonl >a && ha-fetch jsonl:r.jsonl >b && [ "$(wc -l <a)" -eq 1 ] && [ ! -s b ]
'

check 'what the source had and what was stored stands in the ledger' '
	shop && mail mail/new/1.a one@x.example One one && : >mail/new/2.empty && expect 65 ha-fetch >a 2>e &&
	has e "2.empty" && ha-db reconcile
'

check '--kind passes mails by too, new and pending, and the next run has them' '
	shop && letter k@example.com Hi text >mail/new/1.k && letter l@example.com Hi text >mail/new/2.l &&
	ha-fetch --kind order,review >got && [ ! -s got ] && ha-fetch >got && [ "$(wc -l <got)" -eq 2 ] &&
	ha-fetch --kind order >got && [ ! -s got ] && ha-fetch --kind message,order >got && [ "$(wc -l <got)" -eq 2 ] &&
	ha-fetch --kind review eml:mail/new/1.k >got && [ ! -s got ]
'

done_testing
