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
	ha-fetch -q "$@" | ha-classify | ha-route | ha-reply >/dev/null
}

# What the team and the outbox do in one go: most drafts leave as they stand,
# most of the others get an answer written by hand, spam is closed.
work() {
	ha-ticket list draft status:new,open | cut -f 1 | awk 'NR % 9' |
	    ha-ticket answer -y -q --keep-going >/dev/null 2>&1 || :
	ha-ticket list status:new,open not intent:spam | cut -f 1 |
	    awk 'NR % 5' | ha-ticket answer -q --keep-going -m "$words" \
	    >/dev/null 2>&1 || :
	ha-ticket close -y -q intent:spam status:new,open >/dev/null || :
	ha-send -q || :
	ha-ticket list status:waiting_customer age:3d.. | cut -f 1 |
	    awk 'NR % 6' | ha-ticket resolve -y -q >/dev/null || :
}
words='Thank you for your message. We have looked into it and have written to
you with a solution. If anything is left open, just answer this mail.'

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
# the first weeks in long strides, the last one day by day
for n in 60 48 36 26 18 13 10 8 6 5 4 3 2 1; do
	[ ! -t 2 ] || printf '\r%d days to go \033[K' "$n" >&2
	HA_NOW=$(days "$n")
	export HA_NOW
	# shellcheck disable=SC2086
	pipe --until "$HA_NOW" $mailboxes
	work
done
[ ! -t 2 ] || printf '\r\033[K' >&2
unset HA_NOW
pipe
ha-send -q || :
ha-report 60d -o report.html

figure() {
	ha-report 60d "$@" | cut -f 2
}

# Aligned in a pipe as well; what may be wide comes last.
deadlines() {
	ha-ticket list status:new,open --limit 3 | awk -F '\t' '{
		printf "  %-6s %-20s  %-14s %-14s %s\n", $1, $2, $3, $4, $10 }'
}

echo
echo 'Messages from customers in the last 60 days'
for channel in $(printf '%s\n' "$mailboxes" | cut -d / -f 1 | sort -u); do
	printf '  %-24s%6s\n' "$channel" \
	    "$(figure "channel:$channel" --metric messages)"
done
printf '%-26s%6s\n' 'Tickets opened' "$(figure --metric tickets)" \
    'Answered automatically' "$(figure --metric automatic_answers)" \
    'Waiting for a person' "$(ha-ticket list status:new,open | wc -l)"
echo 'The oldest deadlines'
deadlines
echo
ha
cat <<END

Report   $dir/report.html
Go on    . $BUILD/env; cd $dir
         ha ticket list --limit 10; ha ticket next; ha report week
END
