#!/bin/sh
# bad input: one clear line, the right status, nothing lost
. "${0%/*}/lib.sh"
export HA_DB="$T/ha.db" HA_NOW=2026-11-25T00:00:00Z
ha-db init -q || exit 1

# message NAME TEXT: a record whose text is the JSON value TEXT
message() {
	printf '{"v":1,"kind":"message","id":"email/support/%s","channel":"email","account":"support","external_id":"%s","direction":"in","received_at":"2026-11-20T10:00:00Z","from":{"email":"%s@example.com"},"subject":"s","text":%s}\n' \
	    "$1" "$1" "$1" "$2"
}

# said FILE PROGRAM TEXT: one line, by PROGRAM, with TEXT
said() {
	[ "$(wc -l <"$1")" -eq 1 ] && grep -q "^$2: " "$1" && has "$1" "$3"
}

# every_stage FILE STATUS LINES TEXT: each stage ends so, having passed LINES
every_stage() {
	for stage in ha-classify ha-route ha-reply "ha-view -j" "ha-fetch -n"; do
		case $stage in ha-fetch*) in=jsonl:$1 ;; *) in=$1 ;; esac
		expect "$2" $stage "$in" >got 2>err || return 1
		[ "$(wc -l <got)" -eq "$3" ] || { echo "$stage printed:" >&2; cat got >&2; return 1; }
		if [ "$2" -eq 0 ]; then
			[ ! -s err ] || return 1
		else
			said err "${stage%% *}" "$4" || return 1
		fi
	done
}

# bad NAME TEXT: the lines of NAME hold one bad one between two good ones
bad() {
	{ message a '"x"'; cat "$1"; message b '"x"'; } >"in-$1" &&
	    every_stage "in-$1" 65 2 "$2" && has err "in-$1:2:"
}

check 'NUL, bytes that are no UTF-8 and half characters are bad lines' '
	message c "\"a\0b\"" | tr 0 "\000" >nul && printf "{\"a\":\"\000\"}\n" >nul && bad nul "in-nul:2:" &&
	printf "{\"a\":\"\377\"}\n" >utf && bad utf "invalid UTF-8" &&
	printf "{\"a\":\"\\\\ud800\"}\n" >half && bad half "invalid escape"
'
check 'ten thousand levels are a bad line' '
	{ printf "{\"x\":"; yes "[" | head -10000 | tr -d "\n"; printf "}\n"; } >deep &&
	bad deep "more than 64 levels"
'
check 'more than a thousand keys, and a key that stands there twice, too' '
	{ printf "{"; for i in $(seq 1001); do printf "\"k%d\":1," "$i"; done; printf "\"z\":1}\n"; } >keys &&
	bad keys "more than 1000 keys" &&
	printf "{\"a\":1,\"a\":1}\n" >twice && bad twice "twice"
'
check 'a line over 4 MiB is a bad line, one just below it is read' '
	{ printf "{\"text\":\""; head -c 8000000 /dev/zero | tr "\0" x; printf "\"}\n"; } >long &&
	bad long "4 MiB" && message big "\"$(head -c 100000 /dev/zero | tr "\0" x)\"" >big &&
	{ head -c -3 big; head -c 4000000 /dev/zero | tr "\0" x; printf "\"}\n"; } >bigger &&
	every_stage bigger 0 1 ""
'
check 'CRLF and a byte order mark do no harm anywhere' '
	{ printf "\357\273\277"; message m "\"x\""; } | sed "s/\$/\r/" >crlf && every_stage crlf 0 1 "" && ! grep -q "$(printf "\r")" got
'
check 'empty input is nothing to do' '
	: >empty && every_stage empty 0 0 ""
'
check 'a missing file is 66, and the others are read' '
	message a "\"x\"" >good && for s in ha-classify ha-route ha-reply "ha-view -j"; do
		expect 66 $s ./none good >got 2>err && said err "${s%% *}" "none" && [ "$(wc -l <got)" -eq 1 ] || exit 1
	done &&
	expect 66 ha-fetch -n jsonl:none jsonl:good >got 2>err && said err ha-fetch none && [ "$(wc -l <got)" -eq 1 ]
'
check 'an error is one sentence in one language, whatever that of the reader' '
	expect 66 ha-view --lang de ./none 2>err && has err "No such file or directory"
'
check 'a folder where a file should be is 66' '
	mkdir -p folder && for s in ha-classify ha-route ha-reply "ha-view -j"; do
		expect 66 $s ./folder 2>err && said err "${s%% *}" folder || exit 1
	done &&
	expect 66 ha-fetch -n jsonl:folder 2>err && said err ha-fetch folder &&
	expect 66 ha-fetch -n csv:folder 2>err && said err ha-fetch folder &&
	expect 66 ha-fetch -n mbox:folder 2>err && said err ha-fetch folder
'
check 'messages that lack what a message needs are bad lines to who needs it' '
	printf "{\"v\":1,\"kind\":\"message\"}\n{\"v\":1,\"kind\":\"order\"}\n{\"v\":1,\"kind\":\"message\",\"id\":\"a/b/c\"}\n" >lacking &&
	expect 65 ha-route lacking 2>err && [ "$(wc -l <err)" -eq 3 ] &&
	expect 65 ha-reply lacking 2>err && said err ha-reply "needs an id" && ha-classify lacking && ha-view lacking
'
check 'keys of a wrong type end no program' '
	message t "\"x\"" | sed "s/}\$/,\"class\":{\"lang\":5,\"intents\":\"x\",\"urgency\":[]},\"order_ids\":{},\"attachments\":\"x\",\"thread\":4,\"ticket\":[],\"reply\":7}/" >types &&
	message u 7 >>types && message v null | sed "s/\"from\":{[^}]*}/\"from\":\"anna\"/" >>types &&
	ha-fetch jsonl:types >f && ha-classify f | ha-route | ha-reply >got && [ "$(wc -l <got)" -eq 3 ] && ha-view got &&
	ha-fetch --pending jsonl:types >again && [ ! -s again ] && ha-db check
'
check 'what a stage cannot take is rejected once and never comes again' '
	printf "{\"v\":1,\"kind\":\"message\",\"id\":\"email/x/1\",\"channel\":\"email\",\"account\":\"x\",\"external_id\":\"1\",\"received_at\":\"yesterday\",\"direction\":\"sideways\"}\n" >lying &&
	ha-fetch jsonl:lying >f && ha-classify f | ha-route >r && [ "$(wc -l <r)" -eq 1 ] && ha-fetch --pending jsonl:types >again && [ ! -s again ]
'

mkdir -p md/new md/cur md/tmp
letter() {
	printf 'From: %s@example.com\nTo: support@knit.example\nSubject: s\nMessage-ID: <%s@example.com>\nDate: Fri, 20 Nov 2026 10:00:00 +0000\n\nHallo?\n' "$1" "$1"
}
check 'a mail of 10 MiB of headers is rejected with its reason, the others come in' '
	letter a >md/new/1.a && letter b >md/new/3.b &&
	{ yes "X-Filler: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" | head -c 10485760; printf "\n"; letter c; } >md/new/2.c &&
	expect 65 ha-fetch maildir:md >got 2>err && [ "$(wc -l <got)" -eq 2 ] && said err "ha-fetch: warning" 2.c &&
	ha-fetch maildir:md >again && [ "$(wc -l <again)" -eq 2 ] && ha-db reconcile
'
check 'a folder or a pipe among the mails is no mail' '
	rm -rf md/new/2.c && mkdir md/new/4.dir && mkfifo md/new/5.fifo && timeout 20 ha-fetch maildir:md >got && [ "$(wc -l <got)" -eq 2 ]
'
as_nobody() {
	if [ "$(id -u)" -ne 0 ]; then "$@"; else setpriv --reuid 65534 --clear-groups "$@"; fi
}
if as_nobody ha-fetch --version >version.log 2>&1; then
	check 'a mail that may not be read blocks no other, and is told: 77' '
		chmod 755 "$T" && letter d >md/new/6.d && letter e >md/new/7.e && chmod 000 md/new/6.d && chmod -R go+rX md &&
		unset HA_DB && chmod 000 md/new/6.d && cd / && expect 77 as_nobody ha-fetch "maildir:$T/md" >"$T/got" 2>"$T/err" && cd "$T" &&
		[ "$(wc -l <got)" -eq 3 ] && said err ha-fetch 6.d && has err "Permission denied"
	'
else
	skip 'a mail that may not be read blocks no other' 'needs another user'
fi
check 'a Maildir that changes while it is read loses and doubles nothing' '
	rm -rf busy && mkdir -p busy/new busy/cur busy/tmp && for i in $(seq 300); do letter "m$i" >"busy/new/17956$i.m$i.host"; done &&
	{ for i in $(seq 300); do mv "busy/new/17956$i.m$i.host" "busy/cur/17956$i.m$i.host:2,S" 2>/dev/null; done & } &&
	ha-fetch maildir:busy >f1 && ha-classify f1 | ha-route >r1 && wait && ha-fetch maildir:busy >f2 && ha-classify f2 | ha-route >r2 &&
	[ "$(cat r1 r2 | jq -r .external_id | grep -c "^m")" -eq 300 ] && [ "$(cat r1 r2 | jq -r .external_id | grep "^m" | sort -u | wc -l)" -eq 300 ]
'
cat >stop.py <<'E'
# stop.py SIGNAL FILE command ...: the lines of FILE and no end of input; the
# signal once the first came out.  Prints how the program ended: below 0 by a
# signal, else its status.
import os, signal, subprocess, sys
read, write = os.pipe()
p = subprocess.Popen(sys.argv[3:], stdin=read, stdout=subprocess.PIPE)
os.write(write, open(sys.argv[2], "rb").read())
os.read(p.stdout.fileno(), 1)
p.send_signal(getattr(signal, sys.argv[1]))
rest = p.stdout.read()
print(p.wait(20))
E
check 'SIGINT and SIGTERM end a stage by its own exit, its batch kept' '
	rm -f ha.db* && ha-db init -q && for i in 1 2 3; do message "s$i" "\"x\""; done >in && ha-route in >routed && for s in ha-classify ha-route ha-reply "ha-view -j"; do
		[ "$("$PYTHON" stop.py SIGTERM in $s)" = 143 ] && [ "$("$PYTHON" stop.py SIGINT in $s)" = 130 ] || { echo "$s" >&2; exit 1; }
	done && ha-db check >sound && has sound "3 messages, 3 tickets"
'
check 'with stdout closed nothing that is opened takes its place' '
	rm -f ha.db* rej && ha-db init -q && printf "x\n{}\n" >bad && expect 74 ha-view -j --rejects rej bad >&- 2>err && [ "$(cat rej)" = x ] && [ "$(wc -l <err)" -eq 2 ]
'
done_testing
