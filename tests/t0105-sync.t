#!/bin/sh
# ha sync: the whole pipe, once, one at a time
. "${0%/*}/lib.sh"

mkdir -p md/new md/cur md/tmp
# mail NAME SUBJECT: one mail of this name
mail() {
	cat >"$T/md/new/1795500000.$1.host" <<E
From: Anna K <anna@example.com>
To: support@knit.example
Subject: $2
Message-ID: <$1@example.com>
Date: Tue, 24 Nov 2026 06:00:00 +0000
Content-Type: text/plain; charset=utf-8

Hello, where is my parcel? $2
E
}
mail old 'from before'
ha init -y --shop Knit --tz Asia/Shanghai --language en \
    --address support@knit.example --maildir "$T/md" shop >init.log || exit 1
cd shop || exit 1
tickets() {
	ha ticket list -j "$@" | jq -r .ticket.number | wc -l
}

check 'mail that lay there at the start is history: known, and nothing to do' '
	[ "$(tickets)" -eq 0 ] && ha ticket show 1 | grep "from before"
'
mail one 'lost'
mail two 'late'
check 'new mail becomes tickets' '
	ha sync && [ "$(tickets status:new,open)" -eq 2 ] &&
	ha status -j >got && jq -e ".last_fetch != null and .unread == 2" got
'
check 'a second run changes nothing' '
	ha ticket list -j >before && ha sync && ha ticket list -j | cmp - before
'
check '-n shows nothing of it to the database' '
	mail three "dry run" && ha sync -n -q && ha ticket list -j | cmp - before
'
check 'nothing leaves before the account is live' '
	ha send list -j reply:sent >got && [ ! -s got ] && ha send list -j >got && [ -s got ]
'
check 'a database that it cannot use is told once, not by every program' '
	cp ha.db newer.db && sqlite3 newer.db "PRAGMA user_version = 99" &&
	expect 78 ha sync --db newer.db 2>err && has err "ha sync: " && has err "schema 99" &&
	[ "$(wc -l <err)" -eq 1 ]
'
check 'while another runs it says so and asks to try again later' '
	flock ha.db.sync.lock sh -c "ha sync" 2>err; [ $? -eq 75 ] && has err "ha sync"
'
check 'an account that cannot be read does not stop the others' '
	ha account add -y shopify/eu driver=csv path=nowhere.csv map=shopify >/dev/null &&
	ha sync 2>err; s=$?; [ $s -ne 0 ] && has err nowhere.csv &&
	[ "$(tickets)" -eq 3 ]
'
check 'with an account named only that one is fetched' '
	ha sync email/support 2>err && hasnt err nowhere.csv
'
check 'the printed pipe does what sync does' '
	mail four "by hand" && ha sync -x email/support >pipe.sh && sh pipe.sh &&
	[ "$(tickets)" -eq 4 ] && ha ticket list | grep "by hand"
'
done_testing
