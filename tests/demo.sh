#!/bin/sh
# demo.sh - a synthetic shop, three months of its work, and a report
#
# The shop's mail lies in Maildirs; the days pass by HA_NOW.  Each step does
# what the crontab and the team would do: the pipe, the drafts that people let
# go, the outbox, what is solved.  Nothing leaves the folder.
set -eu
BUILD=${BUILD:-build}
cd "$(dirname "$0")/.."
case $BUILD in /*) ;; *) BUILD=$PWD/$BUILD ;; esac
PATH=$BUILD/bin:$PATH
export PATH HA_SHARE="$PWD/share" HA_LIBEXEC="$BUILD/bin" \
    HA_LOCALE="$BUILD/locale"
unset HA_CONFIG HA_DB HA_NOW
dir=${DEMO:-$BUILD/demo}
accounts='email/support email/asia amazon/de ebay/us shopee/sg'

# days N: the instant N days ago, at the end of the shop's working day
days() {
	date -u -d "$1 days ago" +%Y-%m-%dT10:00:00Z
}

pipe() {
	ha fetch -q "$@" | ha classify | ha route | ha reply >/dev/null
}

# One working day of the team, and what left through it.
work() {
	ha ticket list draft status:new,open 2>/dev/null | cut -f 1 |
	    awk 'NR % 9' | ha ticket answer -y -q >/dev/null 2>&1 || :
	ha ticket list status:new,open not draft not intent:spam |
	    cut -f 1 | awk 'NR % 5' |
	    ha ticket answer -y -q -m 'Thank you for your message. We have looked into it and written to you with a solution.' >/dev/null 2>&1 || :
	ha ticket list intent:spam status:new,open | cut -f 1 |
	    ha ticket close -y -q >/dev/null 2>&1 || :
	ha send -q 2>/dev/null || :
	ha ticket list status:waiting_customer age:3d.. | cut -f 1 |
	    awk 'NR % 6' | ha ticket resolve -y -q >/dev/null 2>&1 || :
}

rm -rf "$dir"
mkdir -p "$(dirname "$dir")"
ha demo -q --seed 1 --months 3 --messages "${MESSAGES:-1500}" "$dir"
cd "$dir"
first=$(days 95)
for a in $accounts; do
	HA_NOW=$first ha account live -q "$a"
done
pipe records/orders records/shipments records/returns records/reviews
n=90
while [ "$n" -gt 0 ]; do
	HA_NOW=$(days "$n")
	export HA_NOW
	pipe --until "$HA_NOW" $accounts
	work
	if [ "$n" -gt 14 ]; then n=$((n - 4)); else n=$((n - 1)); fi
	[ ! -t 2 ] || printf '\r%d days to go \033[K' "$n" >&2
done
[ ! -t 2 ] || printf '\r\033[K' >&2
unset HA_NOW
pipe
ha send -q || :
ha report 90d -o report.html

echo
ha report 90d --brief
echo
echo 'Messages by channel:'
ha report 90d --section channels
echo 'What ends first:'
ha ticket list --limit 3
echo
ha
echo
echo "Report: $dir/report.html"
echo "Go on:  cd $dir && PATH=$BUILD/bin:\$PATH"
echo '        ha ticket list late, ha ticket show 1, ha sync -x'
