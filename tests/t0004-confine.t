#!/bin/sh
# who reads what strangers wrote has given up sockets and other programs first
. "${0%/*}/lib.sh"

command -v strace >/dev/null || skip_all 'strace is not installed'
! grep -q __asan_init "$BUILD/bin/ha-view" ||
    skip_all 'under a sanitizer nothing is given up'
[ "$(uname)" = Linux ] || skip_all 'seccomp is of Linux'

printf 'version: 1\ndb: ha.db\ntz: UTC\n' >ha.yaml
export HA_CONFIG="$T/ha.yaml" HA_NOW=2026-03-12T10:00:00Z
printf '{"v":1,"kind":"message","id":"ebay/us/1","channel":"ebay","account":"us","external_id":"1","direction":"in","received_at":"2026-03-02T09:00:00Z","from":{"id":"anna"},"text":"Wo ist mein Paket?","intents":["where_is_my_order"]}\n' >foreign
{ ha-db init && ha-route foreign; } >made || exit 1

# given_up COMMAND ...: a filter of system calls is there before `foreign` is
# opened or, where the database is what is read, at all; nothing that it
# refuses is asked for afterwards
given_up() {
	strace -qq -o trace \
	    -e trace=seccomp,openat,socket,execve,clone,fork "$@" >got || return
	awk '
		/SECCOMP_SET_MODE_FILTER/ && / = 0$/ { given = 1; next }
		/^openat.*"foreign"/ && !given { bad = 1 }
		given && (/EPERM/ || /^(socket|execve|clone|fork)/) { bad = 1 }
		END { exit bad || !given }
	' trace || { cat trace >&2; return 1; }
}

check 'filters: view, classify, route and reply' '
	given_up ha-view foreign && given_up ha-classify foreign &&
	given_up ha-route foreign && given_up ha-reply foreign
'
check 'a filter may still put bad lines aside' '
	{ cat foreign; echo "{"; } >two && given_up ha-classify foreign &&
	expect 65 ha-classify --rejects aside two 2>err && [ "$(cat aside)" = "{" ]
'
check 'ha-classify eval and lint' '
	given_up ha-classify eval foreign && given_up ha-classify lint
'
check 'a report, to the terminal and into a file' '
	given_up ha-report this-month &&
	given_up ha-report this-month -o r.html && [ -s r.html ]
'
check 'ha-db' 'given_up ha-db check && given_up ha-db export -o desk.jsonl'
done_testing
