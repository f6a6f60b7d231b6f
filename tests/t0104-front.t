#!/bin/sh
# ha: the front door - status, names, help, doctor, show, sync
. "${0%/*}/lib.sh"

check 'without anything, bare ha says how to begin' '
	expect 78 ha 2>err && has err "ha init"
'
ha init -y --shop Knit --tz Asia/Shanghai --language en shop >init.log || exit 1
cd shop || exit 1
export HA_NOW=2026-11-23T01:02:00Z

check 'bare ha is where we stand: who, when, what waits, what next' '
	ha >got && [ "$(wc -l <got)" -eq 3 ] &&
	sed -n 1p got | grep "^Knit, Mon 2026-11-23 09:02 +08   nothing fetched yet" &&
	sed -n 2p got | grep "^unread 0  urgent 0  late 0" &&
	sed -n 3p got | grep "^overnight: .*next: ha sync$"
'
check 'after noon it is today that counts' '
	HA_NOW=2026-11-23T09:02:00Z ha | grep "^today:"
'
check 'status -1 is one short line, -j is JSON' '
	[ "$(ha status -1)" = "nothing waits" ] && ha -j >got && same_field got unread 0 &&
	same_field got now 2026-11-23T01:02:00Z
'
check 'it tells the same in Chinese' '
	ha --lang zh >got && LC_ALL=C.UTF-8 grep 周一 got && ! grep Mon got
'
check 'ha NAME is ha-NAME' '
	ha view --version | grep "^ha-view " && ha account list
'
check 'a name that is nearly right is suggested, for programs and verbs' '
	expect 64 ha acount 2>err && has err "ha account" &&
	expect 64 ha stauts 2>err && has err "ha status" &&
	expect 64 ha xyzzyxyzzy 2>err && has err "ha help"
'
check 'options before a name are refused with the way to write it' '
	expect 64 ha -j view 2>err && has err "ha view"
'
check 'ha help lists every program with what it does' '
	ha help >got && for p in "$BUILD"/bin/ha-*; do
		p=${p##*/ha-}; case $p in mime | engine) continue ;; esac
		grep "^  $p  *[a-z]" got || exit 1
	done
'
check 'ha help of a verb without a page shows its options' '
	ha help sync | grep -e --print
'
if command -v man >/dev/null && man man >/dev/null 2>&1; then
	check 'ha help NAME is the manual of a program, of a verb, of a file' '
		ha help account | grep -i "ha-account" && ha help demo | grep -i synthetic &&
		ha help ha.yaml | grep -F XDG_CONFIG_HOME
	'
else
	skip 'ha help NAME is the manual' 'no manuals on this machine'
fi
check 'sync -x prints a pipe that a shell can run, and runs nothing' '
	ha sync -x >got && has got "ha fetch | ha classify | ha route | ha reply >/dev/null" &&
	has got "ha send" && sh -n got
'
check 'sync -x carries the options on, quoted for a shell' '
	ha sync -x -q -c "$PWD/ha.yaml" --rejects "a b" >got &&
	has got "ha classify -c $PWD/ha.yaml" && has got "--rejects '\''a b'\''"
'
check 'sync of an account that is not there is refused' '
	expect 64 ha sync nowhere/x 2>err && has err "no account"
'
check 'show says what it cannot find' '
	expect 66 ha show ebay/us/1 2>err && has err ebay/us/1 && expect 64 ha show 2>err
'
check 'doctor puts the worst first, with the command that mends it' '
	mkdir -p secrets && echo x >secrets/a && chmod 644 secrets/a && cp ha.yaml good.yaml &&
	ha account add -y email/a driver=maildir path=m send.driver=smtp \
	    send.host=localhost send.password="\${file:secrets/a}" >/dev/null &&
	expect 78 ha doctor >got 2>/dev/null && head -1 got | grep "^MEND" &&
	grep "^MEND	email/a	.*chmod 600" got && cp good.yaml ha.yaml
'
check 'doctor cuts no finding on a narrow terminal' '
	printf "version: 1\ndb: ha.db\nteam:\n  nobody-else: {login: nobody-else, role: agent}\n" >ha.yaml &&
	LC_ALL=C.UTF-8 script -qec "stty cols 60; ha doctor --lang en" /dev/null </dev/null |
	    tr -d "\r" | sed "s/\x1b\[[0-9;]*m//g" >got; cp good.yaml ha.yaml &&
	tr -s " \n" " " <got >words && has words "you act as" && has got "EDITOR team.yaml"
'
check 'doctor speaks one language: Chinese, without English between' '
	cat >zh.yaml <<-"Y" &&
		version: 1
		db: none.db
		language: zh
		team:
		  nobody-else: {login: nobody-else, role: agent}
		accounts:
		  email/c: {driver: maildir, path: nowhere, address: c@b.example}
	Y
	expect 78 env LC_ALL=C.UTF-8 ha doctor -c zh.yaml >got 2>/dev/null && has got "email/c" &&
	! cut -f1,3 got | sed "s/[^	]*zh.yaml\|[^	]*none.db\|send:\|team:\|ha-[a-z]*\|crontab//g; s/'\''[^'\'']*'\''//g" |
	    grep "[a-z]\{3,\} [a-z]\{2,\}"
'
check 'doctor tells every mistake of the configuration' '
	printf "tzz: UTC\nlangage: en\n" >ha.yaml &&
	expect 78 ha doctor -j >got 2>/dev/null &&
	[ "$(jq -r "select(.what == \"configuration\").finding" got | wc -l)" -eq 2 ] &&
	cp good.yaml ha.yaml
'
check 'a database that is not there is named with the command that makes it' '
	mv ha.db away.db && expect 78 ha 2>err && has err "ha db init" &&
	expect 78 ha doctor >got 2>/dev/null && grep "ha db init" got; mv away.db ha.db
'
done_testing
