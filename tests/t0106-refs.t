#!/bin/sh
# references: what a verb applies to
. "${0%/*}/lib.sh"

mkdir -p md/new md/cur md/tmp
ha init -y --shop Knit --tz Asia/Shanghai --language en \
    --address support@knit.example --maildir "$T/md" shop >init.log || exit 1
cd shop || exit 1
for n in 1 2 3; do
	cat >"$T/md/new/179550000$n.m$n.host" <<E
From: Buyer $n <buyer$n@example.com>
To: support@knit.example
Subject: parcel $n
Message-ID: <m$n@example.com>
Date: Tue, 24 Nov 2026 06:00:0$n +0000
Content-Type: text/plain; charset=utf-8

Hello, where is my parcel $n?
E
done
ha sync || exit 1
# urgent: how many tickets have priority urgent; reset: none
urgent() {
	ha ticket list -j priority:urgent | wc -l
}
reset() {
	ha ticket set priority=normal 1 2 3 >/dev/null
}

check 'numbers as arguments, many at once, one twice counts once' '
	ha ticket set priority=urgent 1 3 1 && [ "$(urgent)" -eq 2 ] && reset
'
check 'a query instead of references, with -y where nobody can be asked' '
	expect 64 ha ticket set priority=urgent lang:en 2>err </dev/null &&
	[ "$(urgent)" -eq 0 ] && has err "-y" &&
	ha ticket set -y priority=urgent lang:en && [ "$(urgent)" -eq 3 ] && reset
'
check 'a list piped in: the first word of each line' '
	ha ticket list | sed 1d | ha ticket set -y priority=urgent && [ "$(urgent)" -eq 2 ] && reset
'
check 'JSON lines piped in, through any filter' '
	ha ticket list -j | grep "parcel 2" | ha ticket set -y priority=urgent &&
	[ "$(urgent)" -eq 1 ] && reset
'
check 'records of the pipe piped in; those without a ticket pass by' '
	{ echo "{\"v\":1,\"kind\":\"order\",\"id\":\"a/b/1\"}"
	  echo "{\"v\":1,\"kind\":\"message\",\"id\":\"a/b/2\",\"ticket\":{\"number\":3}}"
	} | ha ticket set -y priority=urgent && [ "$(urgent)" -eq 1 ] && reset
'
check 'one bad line, and nothing is changed at all' '
	printf "1\nnonsense\n2\n" >in &&
	expect 64 ha ticket set -y priority=urgent <in 2>err && has err ":2:" &&
	[ "$(urgent)" -eq 0 ] &&
	printf "1\n{\"kind\":\"message\"\n" >in && ! ha ticket set -y priority=urgent <in 2>err &&
	[ "$(urgent)" -eq 0 ]
'
check 'a letter that does not fit the verb is refused' '
	expect 64 ha ticket set priority=urgent a1 2>err && has err "is an action, and a ticket" &&
	[ "$(urgent)" -eq 0 ]
'
check 'numbers that are none are refused' '
	expect 64 ha ticket set priority=urgent 1 x2 2>err &&
	expect 64 ha ticket set priority=urgent 99999999999999999999 2>err && has err range &&
	[ "$(urgent)" -eq 0 ]
'
check 'a misspelt query says what was perhaps meant' '
	expect 64 ha ticket set -y priority=urgent statsu:open 2>err && has err status
'
check '--as needs somebody that is there' '
	expect 64 ha ticket claim --as nobody 1 2>err && has err nobody
'
done_testing
