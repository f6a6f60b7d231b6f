#!/bin/sh
# demo.sh - a synthetic shop, two months of its work, and a report
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
ha demo -q --seed 1 --months 2 --messages "${MESSAGES:-800}" "$dir"
cd "$dir"
first=$(days 65)
mailboxes=$(ha account list | awk '$2 == "maildir" { print $1 }')
records=$(ha account list | awk '$2 != "maildir" { print $1 }')
for a in $mailboxes; do
	HA_NOW=$first ha account live -q "$a"
done
# shellcheck disable=SC2086 # names without blanks
pipe $records
n=60
while [ "$n" -gt 0 ]; do
	HA_NOW=$(days "$n")
	export HA_NOW
	# shellcheck disable=SC2086
	pipe --until "$HA_NOW" $mailboxes
	work
	if [ "$n" -gt 10 ]; then n=$((n - 5)); else n=$((n - 1)); fi
	[ ! -t 2 ] || printf '\r%d days to go \033[K' "$n" >&2
done
[ ! -t 2 ] || printf '\r\033[K' >&2
unset HA_NOW
pipe
ha send -q || :
ha report 60d -o report.html

figure() {
	ha report 60d "$@" | cut -f 2
}

echo
echo 'Messages from customers in the last 60 days'
for channel in $(ha account list | awk '$2 == "maildir" { print $1 }' |
    cut -d / -f 1 | sort -u); do
	printf '  %-10s %6s\n' "$channel" \
	    "$(figure "channel:$channel" --metric messages)"
done
printf 'Tickets opened            %6s\n' "$(figure --metric tickets)"
printf 'Answered automatically    %6s\n' \
    "$(figure --metric automatic_answers)"
printf 'Waiting for a person      %6s\n' \
    "$(ha ticket list status:new,open | wc -l)"
echo 'The oldest deadlines'
ha ticket list status:new,open --limit 3 | sed 's/^/  /'
echo
ha
echo
echo "Report  $dir/report.html"
echo "Go on   cd $dir && PATH=$BUILD/bin:\$PATH"
echo '        ha ticket list --limit 10; ha ticket show 1; ha report week'
