# shellcheck shell=sh
# tests/lib.sh - what every .t file starts with: . "${0%/*}/lib.sh"
#
# check 'a promise to the user' 'commands joined by &&'   one TAP line
# done_testing                                            the plan, at the end
#
# Every file gets its own empty folder (HOME, TMPDIR and the current one) that
# goes when it ends, the programs that were built first in PATH, and an
# environment without settings of the person who runs it.
set -u
tests=$(cd "${0%/*}" && pwd)
top=$(dirname "$tests")
BUILD=${BUILD:-build}
case $BUILD in /*) ;; *) BUILD=$top/$BUILD ;; esac
shared=$top/../shared
unset HA_CONFIG HA_DB HA_NOW HA_LANG NO_COLOR XDG_CONFIG_HOME LANGUAGE
export LC_ALL=C TZ=UTC
PATH=$BUILD/bin:$PATH
export PATH HA_SHARE="$top/share" HA_LIBEXEC="$BUILD/bin" \
    HA_LOCALE="$BUILD/locale"
T=$(mktemp -d "${TMPDIR:-/tmp}/ha-test.XXXXXX")
export HOME="$T" TMPDIR="$T"
trap 'rm -rf "$T"' EXIT
trap 'exit 130' INT TERM
cd "$T" || exit 1
# Debian's own python3 has the modules that come as packages
PYTHON=/usr/bin/python3
[ -x "$PYTHON" ] || PYTHON=python3
test_n=0
test_bad=0

check() {
	test_n=$((test_n + 1))
	if (eval "$2") >out.log 2>err.log; then
		echo "ok $test_n - $1"
	else
		test_bad=$((test_bad + 1))
		echo "not ok $test_n - $1"
		printf '%s\n' "$2" | sed 's/^/# /'
		sed 's/^/# stdout: /' out.log | head -40
		sed 's/^/# stderr: /' err.log | head -40
	fi
}

# skip 'promise' 'why it cannot be tried here'
skip() {
	test_n=$((test_n + 1))
	echo "ok $test_n - $1 # SKIP $2"
}

skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

done_testing() {
	echo "1..$test_n"
	[ "$test_bad" -eq 0 ]
}

# expect STATUS command ...: the exit status is exactly that
expect() {
	want=$1
	shift
	"$@"
	got=$?
	[ "$got" -eq "$want" ] && return 0
	echo "status $got, expected $want: $*" >&2
	return 1
}

# same_field FILE PATH VALUE: every JSON line has VALUE at .PATH
same_field() {
	jq -e --arg v "$3" ".$2 | tostring == \$v" "$1" >/dev/null
}

# Leaks cannot be looked for in a program that is traced.
strace() {
	ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0" command strace "$@"
}

# has FILE TEXT: the file contains the text
has() {
	grep -qF -- "$2" "$1" || { echo "no '$2' in $1:" >&2; cat "$1" >&2; return 1; }
}

hasnt() {
	! grep -qF -- "$2" "$1"
}

# on_file 'promise' 'commands': about a database that is a file
on_file() {
	if [ -z "${HA_TEST_DB:-}" ]; then
		check "$@"
	else
		skip "$1" 'about a file'
	fi
}

# server_db NAME: the address of that database beside the one of HA_TEST_DB
server_db() {
	echo "${HA_TEST_DB%%/postgres\?*}/$1?${HA_TEST_DB#*\?}"
}

# make_db NAME [TEMPLATE]: a database on the server in place of what was there,
# empty unless the template has something in it.  Who was killed may still be
# on its way out of the server.  Since version 15 files are copied only when
# it is asked for, and twice as quick as what is done else.
make_db() {
	case ${psql_version:=$(psql --version)} in
	*') 1'[0-4].*) how= ;;
	*) how='STRATEGY file_copy' ;;
	esac
	psql -qX "$HA_TEST_DB" -c 'SET client_min_messages = error' \
	    -c "DROP DATABASE IF EXISTS $1 WITH (FORCE)" \
	    -c "CREATE DATABASE $1 TEMPLATE ${2:-template0} $how"
}

# new_db [FILE]: the database of this test on the server of HA_TEST_DB, a new
# desk or what is in FILE, which a test copies once; without that server the
# test has a file of its own
# shellcheck disable=SC2120 # a test may name a file
new_db() {
	[ -n "${HA_TEST_DB:-}" ] || return 0
	echo >>"$T/.dbs" # checks run in shells of their own
	test_db=t$$_$(wc -l <"$T/.dbs")
	HA_DB=$(server_db "$test_db")
	export HA_DB
	if [ $# -gt 0 ] && [ ! -e "$T/.copied" ]; then
		make_db "t$$" && ha-db copy "$1" "$(server_db "t$$")" >/dev/null &&
		    : >"$T/.copied" || return
	fi
	if [ $# -gt 0 ]; then
		make_db "$test_db" "t$$"
	else
		make_db "$test_db" desk
	fi
}

# fresh_db: what was in ./ha.db, or in the database of this test on the server,
# is gone, and a new desk there
fresh_db() {
	if [ -z "${HA_TEST_DB:-}" ]; then
		rm -f ha.db* && ha-db init >/dev/null
	else
		make_db "$test_db" desk
	fi
}
# shellcheck disable=SC2119
new_db || exit 1
