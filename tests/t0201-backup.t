#!/bin/sh
# ha-db: backup, restore and what is held after it
. "${0%/*}/lib.sh"

# mail N: a mail with an attachment
mail() {
	printf 'From: Anna <anna%d@example.com>\nTo: support@knit.example\nSubject: Foto %d\nMessage-ID: <m%d@example.com>\nDate: Mon, 2 Mar 2026 10:00:00 +0000\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSchaut euch das an, Nummer %d\n--b\nContent-Type: image/jpeg; name=a.jpg\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=a.jpg\n\n%s\n--b--\n' \
	    "$1" "$1" "$1" "$1" "$(printf 'photo %d' "$1" | base64)"
}

ha init -y --shop Knit --tz UTC --language en shop >init.log || exit 1
cd shop || exit 1
mkdir -p mail/new mail/cur mail/tmp secrets
ha account add -y email/support driver=maildir path=mail \
    address=support@knit.example shop=knit >add.log || exit 1
for i in 1 2 3; do
	mail "$i" >"mail/new/$i.host"
done
echo hunter2 >secrets/password
ha fetch | ha classify | ha route >routed || exit 1
export HA_NOW=2026-11-23T03:30:00Z

check 'a backup has database, files and configuration, and no password' '
	ha db backup >out && has out "backup/ha-2026-11-23: database, 3 files" &&
	b=backup/ha-2026-11-23 && [ "$(ls $b | tr "\n" " ")" = "conf files ha.db " ] &&
	cmp ha.yaml $b/conf/ha.yaml && [ "$(find $b/files -type f | wc -l)" -eq 3 ] &&
	! grep -r hunter2 $b &&
	[ -z "$(find backup -perm /077 ! -type l)" ] &&
	ha db --db $b/ha.db check >out && has out "3 messages, 3 tickets"
'
check 'a second one of the day takes its place' '
	ha db backup && [ "$(ls backup)" = ha-2026-11-23 ]
'
check 'a backup under a name of its own may not be overwritten' '
	ha db backup ../mine && [ -s ../mine/ha.db ] &&
	expect 73 ha db backup ../mine 2>err && has err "mine"
'
check 'backup -n writes nothing' '
	ha db backup -n ../dry && [ ! -e ../dry ]
'
check '--keep removes the oldest, and only backups' '
	mkdir backup/notes && for d in 24 25 26; do
		HA_NOW=2026-11-${d}T03:30:00Z ha db backup --keep 2 -q || exit 1
	done && [ "$(ls backup | tr "\n" " ")" = "ha-2026-11-25 ha-2026-11-26 notes " ]
'
check 'files in a backup stay when the originals go' '
	find files -type f -path "*/??/??/*" -exec rm {} + &&
	[ "$(find backup/ha-2026-11-26/files -type f -size +0 | wc -l)" -eq 3 ]
'
check 'restore asks first' '
	expect 64 ha db restore backup/ha-2026-11-26 </dev/null 2>err && has err "-y" &&
	ha db restore -n backup/ha-2026-11-26 >out && has out "would put"
'
check 'a restore without its backup is no input' '
	expect 66 ha db restore -y backup/ha-2026-11-01 2>err && has err ha-2026-11-01
'
mail 4 >mail/new/4.host
ha fetch | ha classify | ha route >routed || exit 1
echo '# changed since' >>ha.yaml

check 'a restore brings back database and files, keeps the old desk, leaves what differs' '
	ha db restore -y backup/ha-2026-11-26 >out && has out "restored 3 messages, 3 files" &&
	has out "configuration differ" && has ha.yaml "changed since" &&
	[ "$(find files -type f -path "*/??/??/*" | wc -l)" -eq 4 ] &&
	ha db check >sound && has sound "3 messages" &&
	old=$(ls ha.db.before-*) && ha db --db "$old" check >sound && has sound "4 messages"
'
# synced TRACE FROM TO: every folder below FROM was synced as one below TO, and
# before a folder got its name
synced() {
	(cd "$2" && find . -type d) | while read -r d; do
		d=$(echo "$3/${d#.}" | sed "s,//*,/,g; s,/$,,") &&
		    awk -v want="<$d>)" '/rename/ && /\.tmp", .*\/[a-z]*"/ { exit !n } /fsync/ && index($0, want) { n++ } END { exit !n }' "$1" ||
		    { echo "not synced: $d"; exit 1; }
	done
}
if command -v strace >which; then
	check 'a folder that was filled is on the disk: of a backup before it has its name, of a restore too' '
		strace -y -o trace -e trace=fsync,rename ha db backup ../whole &&
		synced trace ../whole "$(cd .. && pwd -P)/whole.tmp" &&
		rm -r files && strace -y -o trace -e trace=fsync,rename ha db restore -y ../whole &&
		synced trace ../whole/files "$PWD/files"
	'
else
	skip 'a folder that was filled is on the disk' 'strace is not installed'
fi
check 'the name of the database in a backup means the backup' '
	ha db restore -y backup/ha-2026-11-26.db >out && has out "restored 3 messages"
'
check 'while sending is held a sync fetches what came in meanwhile, and that is no failure' '
	cp -r . ../held && (cd ../held && ha trust >/dev/null && HA_NOW=2026-11-27T10:00:00Z ha sync 2>err && has err "is held since a restore" && HA_NOW=2026-11-27T10:00:00Z ha db resume -n)
'
check 'resume refuses until every account was fetched' '
	expect 1 ha db resume >out && has out "email/support was not fetched since"
'
check 'a file that was named once is not waited for' '
	sqlite3 ha.db "INSERT INTO account (channel, name, state) VALUES ('"'email', 'eml', 'shadow'"')" &&
	expect 1 ha db resume >out && hasnt out email/eml
'
check 'resume refuses while an answer may have left' '
	HA_NOW=2026-11-27T10:00:00Z ha fetch | ha classify | ha route >routed &&
	sqlite3 ha.db "INSERT INTO reply (account, ticket, kind, mode, status, created_at)
	    SELECT account, number, '"'reply', 'auto', 'draft'"', 1 FROM ticket LIMIT 1;
	    UPDATE reply SET status = '"'unknown', key = 'k', recipient = 'r', payload = '{}', digest = 'd'"'" &&
	expect 1 ha db resume >out && has out "1 answers may have been sent" &&
	expect 1 ha db resume -j >out && jq -e .reason out >reason
'
check 'resume lifts the hold when all is clean' '
	sqlite3 ha.db "UPDATE reply SET status = '"'cancelled'"'" &&
	ha db resume -n >out && has out "nothing is in the way" &&
	ha db resume >out && has out "answers leave again" &&
	ha db resume >out && has out "nothing was held" && ha db reconcile
'
check 'mail that came after the backup is fetched again, and nothing doubles' '
	ha db check >out && has out "4 messages, 4 tickets"
'
check 'an old copy put in place by hand is refused' '
	cp backup/ha-2026-11-25/ha.db ha.db && rm -f ha.db-wal ha.db-shm &&
	expect 78 ha db check 2>err && has err "older copy" && has err "ha-db restore"
'
check 'a restore accepts it' '
	ha db restore -y backup/ha-2026-11-25 && ha db check
'
check 'on a new disk the configuration comes back first' '
	mkdir ../disk && cp -r backup/ha-2026-11-26 ../disk && cd ../disk &&
	ha db restore -y ha-2026-11-26 >out && has out "came back" &&
	[ -s ha.yaml ] && ha db check && [ "$(find files -type f ! -name .lock | wc -l)" -eq 3 ]
'
if command -v strace >which; then
	# spoilt CALL ERROR N [...]: a restore of which the N-th call fails
	spoilt() {
		strace -f -o trace -e trace=link,rename -e inject="$1:error=$2:when=$3" \
		    ${4:+-e inject="$4"} ha db restore -y backup/ha-2026-11-26
	}
	check 'a file system without second names keeps the old desk all the same' '
		rm -f ha.db.before-* && spoilt link EPERM 1+ >out && has out "the old database is kept" &&
		ha db --db "$(ls ha.db.before-*[0-9])" check && ha db check
	'
	check 'a restore that cannot exchange the database leaves the old one in its place' '
		for links in "" link:error=EPERM; do
			failed=0
			for n in 1 2 3 4 5 6 7 8; do
				rm -f ha.db.before-* && id=$(stat -c %i ha.db) || exit 1
				spoilt rename EIO $n $links >out 2>err && continue
				failed=$((failed + 1))
				{ [ "$(stat -c %i ha.db)" != "$id" ] || [ -z "$(ls -d ha.db.before-* 2>ls.err)" ]; } &&
				    ha db check || { echo "rename $n"; exit 1; }
			done
			[ $failed -ge 3 ] || exit 1
		done
	'
else
	skip 'a file system without second names keeps the old desk all the same' 'strace is not installed'
	skip 'a restore that cannot exchange the database leaves the old one in its place' 'strace is not installed'
fi
check 'a damaged backup is refused, and nothing is exchanged' '
	cp -r backup/ha-2026-11-26 torn && truncate -s 40000 torn/ha.db &&
	cp ha.db before && expect 78 ha db restore -y torn 2>err &&
	cmp ha.db before && [ -z "$(ls | grep -E "\.new|\.tmp")" ]
'
done_testing
