#!/bin/sh
# ha-customer forget, ha-db restore: who was forgotten stays so, and nobody else
. "${0%/*}/lib.sh"

export HA_NOW=2026-06-08T10:00:00Z
cat >ha.yaml <<Y
version: 1
db: ha.db
files: files
accounts:
  email/care: {driver: jsonl, path: care.jsonl, address: care@knit.example}
  ebay/us: {driver: jsonl, path: in}
Y
export HA_CONFIG="$T/ha.yaml"
ha-db init >/dev/null || exit 1

# mail N NAME ADDRESS TEXT
mail() {
	printf '{"v":1,"kind":"message","id":"email/care/%s","channel":"email","account":"care","external_id":"%s","direction":"in","received_at":"2026-06-02T08:00:00Z","from":{"name":"%s","email":"%s"},"subject":"Frage %s","text":"%s","mail":{"message_id":"%s@x"}}\n' \
	    "$1" "$1" "$2" "$3" "$1" "$4" "$1"
}
# backup NAME: what comes next is not in it
backup() { ha-db backup "backup/$1" >/dev/null; }
# restored NAME: into a file, beside the database of a server
restored() {
	if [ -n "${HA_TEST_DB:-}" ]; then
		HA_DB=r.db && export HA_DB
	fi
	ha-db restore -y "backup/$1" >got 2>&1
}
{
	mail a1 'Anna Krause' anna@private.example 'Zimtstern'
	mail b1 'Berta Blum' berta@private.example 'Schneekugel'
	mail c1 'Carla Kern' carla@private.example 'Lebkuchen'
	mail d1 'Dora Damm' dora@private.example 'Marzipan'
} | ha-route >routed || exit 1
ha-customer merge c1 c2 >/dev/null && ha-customer merge c3 c4 >/dev/null &&
    backup joined || exit 1

ha-customer unmerge c2 >/dev/null && ha-customer unmerge c4 >/dev/null &&
    ha-customer forget -y c2 >/dev/null && ha-customer forget -y c3 >/dev/null ||
    exit 1
check 'restored from when two were one, only the one that was forgotten is' '
	restored joined && has got "2 erased customers erased again" &&
	ha-customer show c1 >out && has out "Anna Krause" && has out anna@private.example &&
	ha-ticket show 1 >out && has out Zimtstern && ha-customer show c2 >out && has out erased
'
check 'and when it is the one who had taken the other in, the other stays' '
	restored joined && ha-customer show c4 >out && has out "Dora Damm" &&
	ha-ticket show 4 >out && has out Marzipan && ha-customer show c3 >out && has out erased
'
check 'what they had in common is told in the log, and the chain is whole' '
	restored joined && ha-ticket log 2 >out && has out unmerged && ha-db check &&
	ha-db export >all && hasnt all Schneekugel && hasnt all Lebkuchen && hasnt all berta@ && hasnt all carla@
'

# photo NAME ADDRESS: a mail with a file, the same whoever sends it
photo() {
	printf 'From: %s <%s>\nTo: care@knit.example\nSubject: Foto\nMessage-ID: <%s>\nDate: Tue, 2 Jun 2026 08:00:00 +0000\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSeht selbst\n--b\nContent-Type: image/jpeg\nContent-Disposition: attachment; filename=a.jpg\n\nJPG\n--b--\n' \
	    "$1" "$2" "$2"
}
mkdir -p md/new md/cur md/tmp
photo Frida frida@private.example >md/new/1.host
ha-fetch maildir:md | ha-route | jq -r '.ticket.customer.id' >frida
# while_locked HOW COMMAND: it is traced until it waits for the files' lock, which
# somebody has HOW, and let go then
while_locked() {
	rm -f trace held over
	how=$1
	shift
	flock "$how" files/tmp/.lock sh -c ': >held; until [ -e over ] || grep -qs EAGAIN trace; do :; done' &
	until [ -e held ]; do :; done
	strace -f -y -o trace -e trace=flock,close,unlink,fdatasync "$@"
	: >over
	wait
	grep -q EAGAIN trace
}
if command -v strace >which && command -v flock >which; then
	check 'nobody is forgotten while a file is fetched and not yet named' '
		while_locked -s ha-customer forget -y "c$(cat frida)" >out && has out erased &&
		awk "/flock.*LOCK_EX.*= 0/ { alone = 1 } /unlink.*files/ { if (!alone) exit 1; n++ } END { exit n == 0 }" trace
	'
	check 'no file is fetched while somebody is forgotten, and none before its message is stored' '
		photo Gerda gerda@private.example >md/new/2.host && while_locked -x ha-fetch maildir:md >out && has out gerda@ &&
		[ "$(find files -type f -size 3c | wc -l)" = 1 ] && { [ -n "${HA_TEST_DB:-}" ] ||
		awk "/flock.*LOCK_SH.*= 0/ { shared = 1 } /fdatasync.*-wal/ && shared { n++ } /close.*[.]lock/ && shared { shared = 0; if (n == 0) exit 1; ok = 1 } END { exit !ok }" trace; }
	'
else
	skip 'nobody is forgotten while a file is fetched and not yet named' 'no strace or flock'
	skip 'no file is fetched while somebody is forgotten, and none before its message is stored' 'no strace or flock'
fi
check 'nobody is forgotten during ha sync, on a server too' '
	lock=ha.db && { [ -z "${HA_TEST_DB:-}" ] || lock=files; } && touch $lock.sync.lock &&
	flock $lock.sync.lock sh -c "ha-customer forget -y c1; echo \$? >status" 2>err && [ "$(cat status)" = 75 ] && has err "ha sync"
'

# of Emil a message waits in the backup for its ticket
mail e1 'Emil Ernst' emil@private.example 'Spekulatius' | ha-route >routed &&
    mail e2 'Emil Ernst' emil@private.example 'Printen' >care.jsonl && ha-fetch email/care >e2.jsonl &&
    backup waiting && ha-route <e2.jsonl >routed && ha-customer forget -y emil@private.example >/dev/null || exit 1
check 'what waited for a ticket in the backup is erased and waits no more' '
	[ "$(wc -l <e2.jsonl)" = 1 ] && has e2.jsonl Printen && restored waiting &&
	ha-customer show c6 >out && has out erased && ha-db export >all && hasnt all Printen && hasnt all Spekulatius &&
	! grep -qaF Printen "${HA_DB:-ha.db}" && ha-fetch --pending >out && ! [ -s out ] && ha-db check
'
check 'and what the channel still shows of it is not taken again' '
	restored waiting && mail e2 Emil emil@private.example Printen >again.jsonl && ha-fetch jsonl:again.jsonl >out && ! [ -s out ] &&
	ha-db export >all && hasnt all Printen
'
done_testing
