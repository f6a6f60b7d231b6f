#!/bin/sh
# ha-db archive: what is old leaves the database and can still be read
. "${0%/*}/lib.sh"

export HA_NOW=2026-06-08T10:00:00Z
me=$(id -un)
cat >ha.yaml <<Y
version: 1
db: ha.db
files: files
keep: {tickets: 100d, raw: 30d}
team: {$me: {login: $me, role: owner, languages: [en]}}
accounts:
  email/care: {driver: maildir, path: in, address: care@knit.example}
Y
export HA_CONFIG="$T/ha.yaml"
[ -n "${HA_DB:-}" ] || ha-db init >/dev/null || exit 1

# letter N ADDRESS DATE TEXT: a mail that arrives, long enough to be worth it
mkdir -p in/new in/cur in/tmp
letter() {
	printf 'From: %s\nTo: care@knit.example\nSubject: Frage %s\nMessage-ID: <%s@x>\nDate: %s\nContent-Type: text/plain; charset=utf-8\n\n%s\nDer Schal ist schon nach dem ersten Tragen an beiden Enden aufgegangen.\n' \
	    "$2" "$1" "$1" "$3" "$4" >"in/new/$1"
}
# sync DATE: what has arrived is routed then
sync() {
	HA_NOW=$1 ha-fetch email/care 2>err | ha-classify | HA_NOW=$1 ha-route >>routed || cat err
}
letter 1 anna@private.example 'Mon, 05 Jan 2026 10:00:00 +0000' 'Schneekugel'
letter 2 berta@example.com 'Tue, 06 Jan 2026 10:00:00 +0000' 'Lebkuchen'
sync 2026-01-07T10:00:00Z
letter 3 carla@example.com 'Fri, 01 May 2026 10:00:00 +0000' 'Osterhase'
sync 2026-05-01T11:00:00Z
letter 4 dora@example.com 'Sat, 06 Jun 2026 10:00:00 +0000' 'Badehose'
sync 2026-06-06T11:00:00Z
rows() { ha-db export | jq -cS 'select(.table != "archive")'; }
number() { jq -r "select(.from.email == \"$1\") | .ticket.number" routed; }
anna=$(number anna@private.example) berta=$(number berta@example.com) dora=$(number dora@example.com)
HA_NOW=2026-01-20T10:00:00Z ha-ticket close "$anna" "$berta" >/dev/null
HA_NOW=2026-06-07T10:00:00Z ha-ticket close "$dora" >/dev/null
rows >before
ha-ticket show "$anna" >shown
ha-report --since 2026-01-01 -j >reported 2>/dev/null
files() { find files -type f -size +0 ! -name erased 2>/dev/null | sort; }

check 'archive -n says what would go and changes nothing' '
	ha-db archive -n >got && grep -q "^would archive 2 messages of closed tickets and the raw bytes of 3: [0-9]* bytes$" got &&
	rows | cmp - before && [ -z "$(files)" ]
'
check 'messages of tickets closed long ago and old raw mail go into files' '
	ha-db archive >got && grep -q "^archived 2 messages of closed tickets and the raw bytes of 3: " got &&
	[ "$(files | wc -l)" = 2 ] && [ "$(files | xargs stat -c %a | sort -u)" = 600 ] &&
	! files | xargs grep -la "Schneekugel"
'
check 'everything reads as before: every row, a ticket, a report' '
	rows | cmp - before && ha-ticket show "$anna" | cmp - shown &&
	ha-report --since 2026-01-01 -j 2>/dev/null | cmp - reported && ha-db check
'
check 'what is in an archive is still found by its words' '
	ha-ticket list status:closed text:Lebkuchen | cut -f1 | grep -qx "$berta"
'
check 'a second run has nothing to do' '
	files >one && ha-db archive >got && has got "nothing is old enough" && files | cmp - one
'
on_file 'what an earlier run did is passed by without holding anybody up' '
	sqlite3 ha.db "BEGIN IMMEDIATE" ".shell ha-db archive >got 2>&1" ROLLBACK && has got "nothing is old enough"
'
check 'a run that cannot write changes nothing' '
	mkdir other && printf x >other/files &&
	sed "s,^files: files,files: other/files," ha.yaml >no.yaml &&
	{ ! ha-db archive -c no.yaml --now 2027-06-08T10:00:00Z 2>err; } && has err other/files &&
	rows | cmp - before
'
check 'a message that comes later stands beside the archived ones' '
	letter 5 berta@example.com "Sun, 07 Jun 2026 10:00:00 +0000" "Nochmals wegen Lebkuchen" &&
	sed -i "s/^Subject/In-Reply-To: <2@x>\nSubject/" in/new/5 &&
	ha-fetch email/care 2>/dev/null | ha-classify | ha-route | jq -e ".ticket.number" >n &&
	ha-ticket show "$(cat n)" >got && has got Nochmals &&
	rows >before && ha-db archive --now 2026-06-08T11:00:00Z >got && rows | cmp - before
'
check 'a backup has the archives, and reads them where it is restored' '
	ha-db backup b >/dev/null && files | while read -r f; do [ -e "b/$f" ] || exit 1; done &&
	mkdir new && cd new && ha-db restore --db r.db -c ../ha.yaml -y ../b >/dev/null 2>&1 &&
	HA_DB=r.db ha-ticket show -c ../ha.yaml "$anna" | cmp - ../shown
'
check 'a copy of the database leads to the same archives' '
	db=${HA_DB:-ha.db} && ha-db copy "$db" copy.db >/dev/null &&
	HA_DB=copy.db ha-ticket show "$anna" | cmp - shown && HA_DB=copy.db ha-db check
'
check 'who is forgotten is forgotten in every copy of the archive too' '
	rm -rf copy.db* && c=$(ha-customer list anna@private.example | cut -f1) &&
	ha-customer export "$c" -o anna.tar >/dev/null && tar -xf anna.tar && grep -q Schneekugel messages/*.eml &&
	files >one && ha-customer forget -y "$c" >/dev/null && files | cmp - one &&
	rows >got && hasnt got Schneekugel && hasnt got anna@private && ha-ticket show "$anna" >got && hasnt got Schneekugel &&
	[ -z "$(ha-ticket list status:closed text:Schneekugel)" ] &&
	ha-ticket list status:closed,open text:Lebkuchen | grep -q . && ha-db check
'
check 'an archive that is missing or changed is named' '
	f=$(files | head -1) && cp "$f" keep && printf x >>"$f" &&
	expect 1 ha-db check >got && has got "archive ${f##*/} is missing or damaged" &&
	for g in $(files); do mv "$g" "$g.away"; done &&
	{ ! ha-ticket show "$berta" 2>err; } && has err "cannot open archive" && has err "backups" &&
	for g in $(files); do mv "$g" "${g%.away}"; done && cp keep "$f" && ha-db check
'
check 'an unknown key and a bad age are refused with their place' '
	sed "s/^keep:.*/keep: {tikets: 100d}/" ha.yaml >bad.yaml &&
	expect 78 ha-db archive -c bad.yaml 2>err && grep -q "bad.yaml:4:.*tikets.*tickets" err &&
	sed "s/^keep:.*/keep: {raw: soon}/" ha.yaml >bad.yaml &&
	expect 78 ha-db archive -c bad.yaml 2>err && grep -q "bad.yaml:4:.*duration" err
'
done_testing
