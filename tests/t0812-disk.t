#!/bin/sh
# full disks: 75 with the path, no half file, and on it goes when there is room
. "${0%/*}/lib.sh"
[ "$(id -u)" -eq 0 ] || skip_all 'only root may mount a small disk'
mkdir disk
mount -t tmpfs -o size=1m tmpfs disk 2>mount.err || skip_all 'no disk can be mounted here'
trap 'umount "$T/disk" 2>umount.err; rm -rf "$T"' EXIT
export HA_DB="$T/ha.db" HA_NOW=2026-11-25T00:00:00Z
mkdir -p md/new md/cur md/tmp
for i in 1 2 3 4 5; do
	printf 'From: anna%d@example.com\nTo: support@knit.example\nSubject: Foto\nMessage-ID: <m%d@example.com>\nDate: Fri, 20 Nov 2026 10:00:00 +0000\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nHallo %d\n--b\nContent-Type: image/jpeg; name=a.jpg\nContent-Transfer-Encoding: base64\n\n%s\n--b--\n' \
	    "$i" "$i" "$i" "$({ echo "$i"; head -c 30000 /dev/zero; } | base64 -w 76)" >"md/new/$i.host"
done
ha-db init -q && ha-fetch maildir:md >f && ha-classify f >c && ha-route c >r || exit 1
printf 'x\ny\n{}\n' >bad

# small SIZE INODES: an empty disk; fill: until nothing fits
small() {
	umount disk && mount -t tmpfs -o "size=$1,nr_inodes=$2" tmpfs disk
}
fill() {
	dd if=/dev/zero of=disk/fill bs=4k 2>dd.log
	[ -s disk/fill ]
}
# told PROGRAM PATH: one line of it, about no space for PATH
told() {
	[ "$(grep -c . err)" -eq 1 ] && grep -qi "^$1: .*$2.*no space\|^$1: .*no space.*$2" err || { cat err >&2; return 1; }
}
empty_but_fill() {
	[ "$(find disk -type f ! -name fill ! -name .lock -size +0 | wc -l)" -eq 0 ]
}

check '-o FILE without room: 75, and no half file' '
	small 1m 100 && fill && expect 75 ha-report month -o disk/r.html 2>err && told ha-report disk/r.html &&
	expect 75 ha-db export -o disk/e.jsonl 2>err && told ha-db disk/e.jsonl && empty_but_fill && [ "$(ls disk)" = fill ]
'
check '--rejects without room: 75, named' '
	small 1m 100 && fill && expect 75 ha-view -j --rejects disk/rej bad 2>err && has err "cannot write '\''disk/rej'\''" &&
	expect 75 ha-fetch -n jsonl:bad --rejects disk/rej 2>err && has err "cannot write '\''disk/rej'\''"
'
check 'a backup without room names the disk that is full, and leaves the old one' '
	small 1m 1000 && mkdir disk/b && fill && expect 75 ha-db backup disk/b/one 2>err && told ha-db disk/b/one && has err "(0 MiB free" && [ ! -e disk/b/one ] &&
	[ -z "$(ls disk/b)" ] && rm disk/fill && mount -o remount,size=8m disk && ha-db backup disk/b/one && ha-db --db disk/b/one/ha.db check
'
check 'attachments without room: 75, nothing stored or printed; with room all come in' '
	small 1m 1000 && mkdir disk/files && rm -rf shop && mkdir shop && ln -s "$T/disk/files" shop/files && fill &&
	export HA_DB=$T/shop/ha.db && ha-db init -q && expect 75 ha-fetch maildir:md >got 2>err && told ha-fetch files/ && [ ! -s got ] &&
	[ -z "$(find disk/files -type f ! -name .lock)" ] && rm disk/fill && ha-fetch maildir:md >got && [ "$(wc -l <got)" -eq 5 ] &&
	ha-db check && [ "$(find disk/files -type f ! -name .lock | wc -l)" -eq 5 ]
'
check 'a database without room: every writer says 75, and goes on by itself later' '
	small 2m 100 && export HA_DB=$T/disk/ha.db && cp ha.db disk/ha.db && sqlite3 disk/ha.db "DELETE FROM meta WHERE 0" && fill &&
	expect 75 ha-route c 2>err && told ha-route disk/ha.db && expect 75 ha-reply r 2>err && told ha-reply disk/ha.db &&
	expect 75 ha-ticket note -m x 1 2>err && told ha-ticket disk/ha.db && expect 75 ha-db check 2>err && told ha-db disk/ha.db &&
	rm disk/fill && ha-route c >got && [ "$(wc -l <got)" -eq 5 ] && ha-db check >sound && has sound "5 messages, 5 tickets"
'
check 'no file more can be made: 75, not a missing file' '
	small 2m 2 && touch disk/one && export HA_DB=$T/ha.db && expect 75 ha-db --db disk/x.db init 2>err && told ha-db disk/x.db &&
	expect 75 ha-view -j --rejects disk/rej bad 2>err && has err disk/rej && expect 75 ha-report month -o disk/r.html 2>err && told ha-report disk/r.html &&
	expect 75 ha-db backup disk/b 2>err && expect 75 ha demo -q disk/shop 2>err && told "ha demo" disk/shop
'
check 'no file for the log beside the database: 75 as well' '
	small 2m 2 && cp ha.db disk/ha.db && expect 75 ha-route --db disk/ha.db c 2>err && told ha-route disk/ha.db && has err "no file more"
'
done_testing
