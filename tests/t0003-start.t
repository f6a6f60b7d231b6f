#!/bin/sh
# a start loads what it uses: libraries that few runs need come later
. "${0%/*}/lib.sh"

# loads PROGRAM: the sonames that the loader takes in before main, sorted
loads() {
	LD_TRACE_LOADED_OBJECTS=1 "$BUILD/bin/$1" |
	    sed 's/^[[:space:]]*//; s/[[:space:]].*//; s/^.*\///' | sort
}
# opened COMMAND ...: the libraries that a whole run has opened
opened() {
	strace -f -qq -e trace=openat -o trace "$@" >/dev/null 2>&1
	sed -n 's/.*"[^"]*\/\(lib[^"/]*\.so[^"]*\)".*= [0-9].*/\1/p' trace
}
[ -n "$(loads ha-view)" ] || skip_all 'this loader does not list libraries'

check 'no program but the reader of mails links ICU, and none the stemmers' '
	for p in "$BUILD"/bin/*; do
		p=${p##*/}
		[ "$p" = ha-mime ] || ! loads "$p" | grep -E "icu|stemmer" || exit 1
	done
'
check 'programs without a socket link no libcrypto, no HTTP and no TLS' '
	for p in ha-view ha-classify ha-route ha-reply ha-ticket ha-task \
	    ha-watch ha-report ha-customer ha-kb ha-db ha ha-mime; do
		[ -x "$BUILD/bin/$p" ] || continue
		! loads "$p" | grep -E "libcrypto|libssl|libcurl" || exit 1
	done
'
check 'no program links the client of a database server' '
	for p in "$BUILD"/bin/*; do
		! loads "${p##*/}" | grep libpq || exit 1
	done
'
check 'a filter links no database' '
	for p in ha-view ha-classify; do
		! loads "$p" | grep -E "sqlite|libgmime|libxml2" || exit 1
	done
'
check 'what comes later does come: Chinese words are found, digests are right' '
	export HA_NOW=2026-03-02T10:00:00Z &&
	printf "%s\n" "{\"v\":1,\"kind\":\"message\",\"id\":\"a/b/1\",\"channel\":\"a\",\"account\":\"b\",\"external_id\":\"1\",\"direction\":\"in\",\"sent_at\":\"2026-03-02T09:00:00Z\",\"from\":{\"id\":\"x\"},\"text\":\"我的包裹坏了，请退款\"}" >in &&
	ha-classify in >got && same_field got class.lang zh-Hans
'
command -v strace >/dev/null || { done_testing; exit; }
check 'a list of tickets opens neither ICU nor libcrypto' '
	printf "version: 1\ndb: ha.db\n" >ha.yaml && ha-db init -c ha.yaml &&
	opened ha-ticket list -c ha.yaml >libs && [ -s libs ] &&
	! grep -E "icu|crypto|stemmer" libs
'
done_testing
