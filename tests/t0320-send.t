#!/bin/sh
. "${0%/*}/lib.sh"

# shop SEND: a configuration whose one account answers by the section SEND
shop() {
	rm -rf "$T/shop" && mkdir -p "$T/shop/mail/new" "$T/shop/mail/cur" "$T/shop/mail/tmp" && cd "$T/shop" || return 1
	cat >ha.yaml <<-Y
	version: 1
	db: ha.db
	files: files
	tz: UTC
	accounts:
	  email/support: {driver: maildir, path: mail, address: support@knit.example, shop: knit, send: {$1}}
	shops:
	  knit: {name: Knit, from: "Knit Care <support@knit.example>", signature: Your Knit team}
	Y
	(umask 077 && printf '%s\n' "${password:-secret}" >secret)
	export HA_CONFIG="$PWD/ha.yaml" && ha-db init -q && ha-account live -q email/support
}

# asked ADDRESS: somebody has written and was answered; the answer waits
asked() {
	cat >"mail/new/1763662953.$1" <<-M
	From: Anna K. <$1>
	To: support@knit.example
	Date: Fri, 20 Nov 2026 18:22:31 +0000
	Message-ID: <orig-$1>
	References: <older@example.com>
	Subject: Wo ist mein Paket?

	Hallo?
	M
	ha-fetch 2>/dev/null | ha-classify | ha-route >/dev/null &&
	    ha-ticket answer -y -m 'Es ist unterwegs.' 1 >/dev/null
}

# smtpd ARGS: a submission server; its port in $port
smtpd() {
	rm -f "$T/port"
	mkfifo "$T/port"
	"$PYTHON" "$tests/mock/smtpd.py" "$T/port" "$T/box" "$@" 2>"$T/smtpd.log" &
	server=$!
	port=$(timeout 20 cat "$T/port")
	[ -n "$port" ]
}

"$PYTHON" -c 'import aiosmtpd' 2>/dev/null || skip_all 'python3-aiosmtpd is not installed'
smtpd || skip_all 'no server can be started on loopback'
trap 'kill $server $secure 2>/dev/null; rm -rf "$T"' EXIT
plain="driver: smtp, host: 127.0.0.1, port: $port, tls: none"

check 'an answer arrives with the headers that keep the thread' '
	shop "$plain" && asked anna@example.com && ha-send && f=$(ls "$T"/box/new/* | head -1) &&
	has "$f" "X-Envelope-To: anna@example.com" && has "$f" "X-Envelope-From: support@knit.example" &&
	has "$f" "In-Reply-To: <orig-anna@example.com>" && has "$f" "<older@example.com>" &&
	has "$f" "Subject: Re: Wo ist mein Paket? [#1]" && has "$f" "Es ist unterwegs." &&
	! grep -q "^Auto-Submitted" "$f" && ha-ticket show -j 1 >t && jq -e "select(.ticket.status == \"waiting_customer\")" t
'

check 'a file goes with an answer, byte for byte, under its own name' '
	shop "$plain" && printf "label \\377\\000 x" >"Rücksendung 7.pdf" && cat >mail/new/1763662953.f <<-M &&
	From: Anna K. <filed@example.com>
	To: support@knit.example
	Message-ID: <filed@example.com>
	Subject: Etikett

	Bitte das Etikett.
	M
	ha-fetch | ha-classify | ha-route >/dev/null && ha-ticket answer -y -m Hier. -a "Rücksendung 7.pdf" 1 && rm "Rücksendung 7.pdf" && ha-send &&
	f=$(grep -l "To: filed@" "$T"/box/new/*) && "$PYTHON" - "$f" <<-P
	import email, email.policy, sys
	m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
	a = list(m.iter_attachments())
	assert len(a) == 1 and a[0].get_filename() == "Rücksendung 7.pdf", a
	assert a[0].get_content() == b"label \xff\x00 x" and a[0].get_content_type() == "application/pdf"
	P
'

check 'a file that is not there is told before anything is written' '
	shop "$plain" && cat >mail/new/1763662953.f <<-M && ha-fetch | ha-classify | ha-route >/dev/null && expect 66 ha-ticket answer -y -m x -a none.pdf 1 2>e && has e none.pdf && ha-send list -j >l && [ ! -s l ]
	From: a@example.com
	Message-ID: <n@example.com>
	Subject: s

	t
	M
'

check 'what the server called a mail is kept with it' '
	shop "$plain" && asked queued@example.com && ha-send &&
	[ "$("$PYTHON" -c "import sqlite3; print(sqlite3.connect(\"ha.db\").execute(\"SELECT external_id FROM reply\").fetchone()[0])" | grep -c "queued as")" -eq 1 ]
'

check 'a buyer without an address gets no mail, and a person is told' '
	shop "$plain" && printf "%s\n" "{\"v\":1,\"kind\":\"message\",\"id\":\"email/support/7\",\"channel\":\"email\",\"account\":\"support\",\"external_id\":\"7\",\"direction\":\"in\",\"received_at\":\"2026-11-20T00:00:00Z\",\"from\":{\"id\":\"anna_k77\"},\"subject\":\"s\",\"text\":\"t\"}" >r.jsonl &&
	ha-fetch jsonl:r.jsonl | ha-classify | ha-route >/dev/null && ha-ticket answer -y -m Hier. 1 && expect 65 ha-send 2>e && has e "not an address" && ha-send list -j >l && same_field l reply.status failed
'

check 'our own mail come back is known by its mark and answered by nobody; that of another desk may be' '
	shop "$plain" && asked back@example.com && ha-send && f=$(grep -l "To: back@" "$T"/box/new/* | head -1) &&
	sed "s/^From: .*/From: Forwarder <fwd@example.net>/; s/^Message-Id: .*/Message-ID: <again@example.net>/; /^X-Envelope/d" "$f" >mail/new/1763662954.b &&
	sed "s/again@/other@/; s/^ [0-9a-f]\{32\}/ $(printf %032d 7)/" mail/new/1763662954.b >mail/new/1763662955.c &&
	ha-fetch | ha-classify | ha-route | ha-reply >got && jq -c "select(.mail.message_id == \"again@example.net\")" got >a &&
	jq -c "select(.mail.message_id == \"other@example.net\")" got >b && same_field a reply.mode none && has a "our own mail come back" &&
	hasnt b "come back" && has b "asks for no automatic answers"
'

check 'a second run sends nothing more' '
	shop "$plain" && asked again@example.com && ha-send && n=$(ls "$T"/box/new | wc -l) && ha-send && [ "$(ls "$T"/box/new | wc -l)" -eq "$n" ]
'

check 'nothing leaves through an account in shadow' '
	shop "$plain" && asked shadow@example.com && ha-account shadow -q email/support && ha-send && ! grep -rq "To: shadow@" "$T/box"
'

check '-n names what would leave and sends nothing' '
	shop "$plain" && asked dry@example.com && ha-send -n 2>e && has e "r1" && ! grep -rq "To: dry@" "$T/box" && ha-send list -j >l && same_field l reply.status ready
'

check 'what the server cannot take now leaves later' '
	shop "$plain" && asked later@example.com && expect 75 ha-send && ha-send list -j >l && same_field l reply.status retry && has l 451
'

check 'a full server after the last byte is not an unknown end' '
	shop "$plain" && asked busy@example.com && expect 75 ha-send && ha-send list -j >l && same_field l reply.status retry
'

check 'what a server refuses for good is failed, with its code, and told' '
	shop "$plain" && asked refused@example.com && expect 65 ha-send 2>e && has e r1 && ha-send list -j >l &&
	same_field l reply.status failed && has l 550 && hasnt e refused@
'

check 'an end that nobody saw is unknown, and never sent again by itself' '
	shop "$plain" && asked drop@example.com && expect 75 ha-send 2>e && has e "nobody knows" &&
	n=$(grep -rl "To: drop@" "$T/box" | wc -l) && [ "$n" -eq 1 ] && ha-send && ha-send &&
	[ "$(grep -rl "To: drop@" "$T/box" | wc -l)" -eq 1 ] && ha-send list -j >l && same_field l reply.status unknown
'

check 'a person who has looked settles an unknown one' '
	shop "$plain" && asked drop@example.com && expect 75 ha-send 2>/dev/null && expect 1 ha-send reconcile 2>e && has e "reconcile --sent r1" &&
	ha-send reconcile --sent r1 && ha-send list -j reply:sent >l && same_field l ref r1 && ha-send reconcile
'

check 'or lets it leave once more' '
	shop "$plain" && asked lost@example.com && expect 75 ha-send 2>/dev/null && ha-send retry r1 && ha-send list -j >l && same_field l reply.status ready
'

check 'what waits to be tried again may be tried now' '
	shop "$plain" && asked later@example.com && expect 75 ha-send 2>/dev/null && ha-send list -j >l && same_field l reply.status retry &&
	ha-send retry r1 && ha-send list -j >l && same_field l reply.status ready && [ "$(ha-send -n 2>&1 | grep -c r1)" -eq 1 ]
'

check 'reconcile looks at those that are named, and needs the right' '
	shop "$plain" && asked drop@example.com && expect 75 ha-send 2>/dev/null && expect 66 ha-send reconcile r9 2>e && has e r9 &&
	expect 1 ha-send reconcile r1 2>e && has e "nobody can tell" && expect 64 ha-send reconcile 1 2>e && has e "is a ticket" &&
	ha-send retry r1 && expect 1 ha-send reconcile r1 2>e && has e "r1 is ready" &&
	printf "team:\n  %s: {login: %s, role: lead, may: [act_as]}\n  zhao: {login: zhao, role: helper}\n" "$(id -un)" "$(id -un)" >>ha.yaml &&
	expect 77 ha-send reconcile --as zhao 2>e && has e "may: [approve]"
'

check 'a query in place of references: those in a status that the verb takes' '
	shop "$plain" && asked a@example.com && ha-ticket answer -q --force -m Noch 1 && ha-send cancel r1 &&
	expect 1 ha-send cancel -y lang:xx && ha-send cancel -y ticket:1 && ha-send list -j reply:cancelled >l && [ "$(wc -l <l)" -eq 2 ] &&
	expect 1 ha-send cancel -y ticket:1 && expect 64 ha-send cancel statsu:open 2>e && has e status
'

check 'many that nobody named are asked for, and -n says what would be and does nothing' '
	shop "$plain" && asked a@example.com && ha-ticket answer -q --force -m Noch 1 &&
	expect 64 ha-send cancel ticket:1 2>e </dev/null && has e "-y" && ha-send cancel -n ticket:1 2>e &&
	has e "would cancel r1" && has e "would cancel r2" && ha-send list -j >l && [ "$(wc -l <l)" -eq 2 ]
'

check 'who decided stands in the log, and who acted for them' '
	shop "$plain" && asked a@example.com &&
	printf "team:\n  %s: {login: %s, role: lead, may: [act_as]}\n  mei: {login: mei, role: agent}\n" "$(id -un)" "$(id -un)" >>ha.yaml &&
	ha-send cancel --as mei r1 && ha-ticket log -j 1 | grep reply_cancelled >l && same_field l actor mei && same_field l data.by "$(id -un)"
'

check 'a cancelled answer never leaves' '
	shop "$plain" && asked gone@example.com && ha-send cancel r1 && ha-send && ! grep -rq "To: gone@" "$T/box" && expect 1 ha-send approve r1 2>e && has e cancelled
'

check 'a ticket number is no reply' '
	shop "$plain" && asked anna@example.com && expect 64 ha-send cancel 1 2>e && has e "is a ticket"
'

check 'mail without TLS goes to this machine only' '
	expect 78 shop "driver: smtp, host: mail.knit.example, tls: none" 2>"$T/e" && has "$T/e" starttls &&
	expect 78 shop "driver: smtp, host: 127.0.0.1.knit.example, tls: none" 2>"$T/e" && has "$T/e" starttls
'

check 'a server that is not there is tried again later' '
	shop "driver: smtp, host: 127.0.0.1, port: 1, tls: none" && asked a@example.com && expect 75 ha-send && ha-send list -j >l && same_field l reply.status retry
'

openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/key.pem" -out "$T/cert.pem" -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>/dev/null
first=$server
smtpd --tls "$T/cert.pem" "$T/key.pem" --login mei secret
secure=$server
server=$first
tls="driver: smtp, host: localhost, port: $port, user: mei, password: \"\${file:secret}\""

check 'a certificate that nobody vouches for ends the run with 69, and nothing is sent' '
	shop "$tls" && asked tls1@example.com && expect 69 ha-send 2>e && has e TLS && ! grep -rq "To: tls1@" "$T/box" && ha-send list -j >l && same_field l reply.status retry
'

check 'with the right certificate and login it goes by STARTTLS' '
	shop "$tls, ca_file: $T/cert.pem" && asked tls2@example.com && ha-send && grep -rq "To: tls2@" "$T/box"
'

check 'a server that wants a login ends the run with 77, and the answer leaves later' '
	shop "driver: smtp, host: localhost, port: $port, ca_file: $T/cert.pem" && asked tls4@example.com && expect 77 ha-send 2>e && has e 530 && ha-send list -j >l && same_field l reply.status retry
'

check 'a refused login is 77, and the password is in no message' '
	password=wrong-word && shop "$tls, ca_file: $T/cert.pem" && asked tls3@example.com && expect 77 ha-send 2>e && hasnt e wrong-word && has e login
'

into="driver: maildir, path: sent"

check 'a Maildir takes answers too, each once' '
	shop "$into" && asked anna@example.com && ha-send && ha-send && [ "$(ls sent/new | wc -l)" -eq 1 ]
'

check 'reconcile -n says what it would settle, and settles nothing' '
	shop "$into" && asked anna@example.com && "$PYTHON" -c "
import sqlite3
db = sqlite3.connect(\"ha.db\"); db.execute(\"UPDATE reply SET status = \x27unknown\x27\"); db.commit()" &&
	ha-send reconcile -n 2>e && has e "would settle r1: it was not sent" && ha-send list -j >l && same_field l reply.status unknown &&
	ha-send reconcile && ha-send list -j >l && same_field l reply.status ready
'

if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
	check 'killed between the call and the note of it, an answer is found and not sent twice' '
		shop "$into" && asked anna@example.com &&
		{ strace -o tr -e trace=rename -e inject=rename:signal=KILL:when=1 ha-send; :; } 2>/dev/null &&
		{ ha-send 2>/dev/null; ha-send reconcile && ha-send; } && [ "$(find sent/new -type f | wc -l)" -eq 1 ] &&
		ha-send list -j reply:sent >l && same_field l ref r1
	'
	check 'killed at any write of the database, an answer leaves exactly once' '
		shop "$into" && asked anna@example.com && cd "$T" && rm -rf waits && cp -r shop waits &&
		for n in 1 2 3 4 5 6 7 8 9 10 11 12; do
			cd "$T" && rm -rf shop && cp -r waits shop && cd shop &&
			{ strace -f -o tr -e trace=pwrite64 -e inject=pwrite64:signal=KILL:when=$n ha-send; :; } >/dev/null 2>&1
			ha-send 2>/dev/null; ha-send reconcile 2>/dev/null && ha-send &&
			[ "$(find sent/new -type f | wc -l)" -eq 1 ] && ha-send list -j reply:sent >l && same_field l ref r1 ||
			{ echo "at write $n" >&2; exit 1; }
		done
	'
else
	skip 'killed at any write of the database, an answer leaves exactly once' 'strace cannot trace here'
fi

done_testing
