#!/bin/sh
# the loop of every stage: bad lines, rejects, readers that go away
. "${0%/*}/lib.sh"

check 'a bad line is one diagnostic with its place, and the rest is done' '
	printf "{\"a\":1}\n{\"a\":\n{\"a\":2}\n" >in &&
	expect 65 ha-view -j ./in >got 2>err &&
	printf "{\"a\":1}\n{\"a\":2}\n" | cmp - got &&
	[ "$(wc -l <err)" -eq 1 ] && has err "ha-view: ./in:2: bad JSON at byte 6"
'
check 'after 20 of a kind one summary says how many more' '
	for i in $(seq 50); do echo "{\"v\":9}"; done >in &&
	expect 65 ha-view -j ./in 2>err &&
	[ "$(wc -l <err)" -eq 21 ] && has err "30 more bad lines like: record version 9"
'
check 'rejects are appended as they came, readable by their owner alone' '
	rm -f rej && printf "{}\nx y\n" | expect 65 ha-view -j --rejects rej &&
	printf "{\"a\":01}\n" | expect 65 ha-view -j --rejects rej &&
	printf "x y\n{\"a\":01}\n" | cmp - rej && [ "$(stat -c %a rej)" = 600 ]
'
check '--strict stops at the first bad line' '
	printf "{}\nx\n{}\n" | expect 65 ha-view -j --strict >got &&
	[ "$(wc -l <got)" -eq 1 ]
'
check 'half a last line is a bad line' '
	printf "{}\n{\"a\":1}" | expect 65 ha-view -j >got 2>err &&
	[ "$(wc -l <got)" -eq 1 ] && has err "stdin:2:"
'
check 'a BOM and CRLF at the ends of lines do no harm' '
	printf "\357\273\277{\"a\":1}\r\n{}\r\n" | ha-view -j >got &&
	printf "{\"a\":1}\n{}\n" | cmp - got
'
check 'what the pipe may not carry is refused' '
	for l in "{\"a\":\"\\u0000\"}" "{\"a\":\"\\ud800\"}" "{\"a\":1,\"a\":2}" \
	    "{\"v\":2}" "{\"kind\":7}" "[]" "" \
	    "{\"id\":\"a/b/c\",\"channel\":\"a\",\"account\":\"b\",\"external_id\":\"d\"}"; do
		printf "%s\n" "$l" | expect 65 ha-view -j >got || exit 1
		[ ! -s got ] || exit 1
	done
'
check 'a line over 4 MiB is a bad line and the next one is read' '
	{ printf "{\"a\":\""; head -c 5000000 /dev/zero | tr "\0" x; printf "\"}\n{}\n"; } |
		expect 65 ha-view -j >got 2>err &&
	[ "$(cat got)" = "{}" ] && has err "over 4 MiB"
'
check 'a reader that goes away ends the program quietly' '
	yes "{}" | { ha-view -j 2>err; echo $? >status; } | head -1 >got &&
	[ ! -s err ] && [ "$(cat status)" = 141 ]
'
check 'a full disk is said, and to be tried again' '
	yes "{}" | head -1000 | expect 75 ha-view -j >/dev/full 2>err &&
	has err "cannot write standard output: No space left"
'
check 'so it is when only help, a version or one line is to be printed' '
	for c in "ha-view --help" "ha-view --version" "ha-fetch --describe" "ha help"; do
		expect 75 $c >/dev/full 2>err &&
		[ "$(cat err)" = "${c%% *}: cannot write standard output: No space left on device" ] || exit 1
	done
'
check 'lines arrive one by one when the input is slow' '
	mkfifo f && { ha-view -j <f >got & } && exec 3>f &&
	printf "{\"a\":1}\n" >&3 &&
	n=0 && while [ ! -s got ] && [ $n -lt 500 ]; do n=$((n + 1)); cat /dev/null; ha-view --version >/dev/null; done &&
	[ -s got ] && exec 3>&- && wait
'
check 'SIGTERM ends a waiting program with what it had' '
	mkfifo g && { ha-view -j <g >got & } && pid=$! && exec 3>g &&
	printf "{\"a\":1}\n" >&3 &&
	n=0 && while [ ! -s got ] && [ $n -lt 500 ]; do n=$((n + 1)); ha-view --version >/dev/null; done &&
	kill -TERM $pid && { wait $pid; [ $? -eq 143 ]; } && [ "$(cat got)" = "{\"a\":1}" ]
'
done_testing
