#!/bin/sh
# a mistake in any file that is read: file, line, column, and what was meant
. "${0%/*}/lib.sh"
mkdir -p shop/policies shop/rules && cd shop || exit 1
cat >good.yaml <<'Y'
version: 1
db: ha.db
tz: Asia/Shanghai
include: [team.yaml, policies/*.yaml]
accounts:
  email/support: {driver: maildir, path: mail, shop: knit}
shops:
  knit: {name: Knit, formality: formal}
calendars:
  office:
    tz: Asia/Shanghai
    week: {mon-fri: [09:00-12:00]}
reply:
  threshold: 0.9
Y
cat >team.good <<'Y'
team:
  mei: {login: mei, role: agent, calendar: office, capacity: 40}
roles:
  agent: {refund: 20.00 EUR}
Y
cat >policies/sla.good <<'Y'
sla:
  - {name: usual, first_response: 2h, calendar: office}
Y
export HA_CONFIG="$PWD/ha.yaml" HA_NOW=2026-11-25T00:00:00Z
mkdir -p mail/new mail/cur mail/tmp
restore() {
	cp good.yaml ha.yaml && cp team.good team.yaml && cp policies/sla.good policies/sla.yaml
}
restore && ha-db init -q && printf '{}\n' >in || exit 1

# wrong FILE SED TEXT command ...: 78, nothing printed, one line with TEXT
wrong() {
	file=$1 change=$2 text=$3
	shift 3
	restore && cp "$file" before && sed -i "$change" "$file" && ! cmp -s before "$file" &&
	    expect 78 "$@" >got 2>err && [ ! -s got ] && [ "$(wc -l <err)" -eq 1 ] && has err "$1: $text"
}

check 'ha.yaml: a key, a value, a key twice, an anchor' '
	wrong ha.yaml "s/^tz:/tzz:/" "ha.yaml:3:1: unknown key '\''tzz'\'' (did you mean '\''tz'\''?)" ha-ticket list &&
	wrong ha.yaml "s/formality: formal/formality: formel/" "ha.yaml:8:22: unknown formality '\''formel'\'' (did you mean" ha-ticket list &&
	wrong ha.yaml "s/^db:.*/tz: UTC/" "ha.yaml:3:1: key '\''tz'\'' stands here twice" ha-ticket list &&
	wrong ha.yaml "s/^tz: /tz: \&x /" "ha.yaml:3:5: anchors" ha-ticket list &&
	wrong ha.yaml "s/^version: 1/version: 2/" "ha.yaml:1:1: version 2 is newer" ha-ticket list
'
check 'the driver of an account' '
	wrong ha.yaml "s/driver: maildir/driver: maildr/" "ha.yaml:6:19: there is no driver '\''maildr'\'' (did you mean '\''maildir'\''?)" ha-fetch &&
	wrong ha.yaml "s/driver: maildir/driver: pigeon/" "ha.yaml:6:19: there is no driver '\''pigeon'\'' (there are: " ha-fetch &&
	wrong ha.yaml "s/driver: maildir/drver: maildir/" "ha.yaml:6:19: unknown key '\''drver'\'' (did you mean '\''driver'\''?)" ha-fetch
'
check 'the team, roles and what they may give away' '
	wrong team.yaml "s/capacity/capasity/" "team.yaml:2:52: unknown key '\''capasity'\'' (did you mean '\''capacity'\''?)" ha-ticket list &&
	wrong team.yaml "s/refund:/refnd:/" "team.yaml:4:11: unknown key '\''refnd'\'' (did you mean '\''refund'\''?)" ha-ticket list &&
	wrong team.yaml "s/20.00 EUR/20.001 EUR/" "team.yaml:4:11: '\''refund'\'' wants an amount like 20.00 EUR" ha-ticket list &&
	wrong team.yaml "s/role: agent/role: agnt/" "team.yaml:2:21: unknown role '\''agnt'\'' (did you mean '\''agent'\''?)" ha-ticket list
'
check 'a calendar that is wrong is told once, not at each place that names it' '
	wrong ha.yaml "s/09:00-12:00/9-25h/" "ha.yaml:12:22: wants an interval" ha-route in
'
check 'deadlines and the reply policy' '
	wrong policies/sla.yaml "s/first_response/first_respons/" "policies/sla.yaml:2:19: unknown key '\''first_respons'\'' (did you mean" ha-route in &&
	wrong ha.yaml "s/threshold/treshold/" "ha.yaml:14:3: unknown key '\''treshold'\'' (did you mean" ha-reply in
'
check 'a file of rules in a form that comes later is refused, ours too' '
	restore && printf "version: 9\nrules: {}\n" >later.yaml && expect 78 ha-route lint later.yaml 2>err && has err "later.yaml:1:1: version 9 is newer" &&
	mkdir share && ln -s "$HA_SHARE"/* share/ && rm share/rules && cp -r "$HA_SHARE/rules" share/rules &&
	for f in desk customer watch; do
		sed "s/^version: 1/version: 9/" "$HA_SHARE/rules/$f.yaml" >share/rules/$f.yaml &&
		HA_SHARE=$PWD/share expect 78 ha-route in 2>err && has err "rules/$f.yaml:" && has err "version 9 is newer" &&
		cp "$HA_SHARE/rules/$f.yaml" share/rules/ || exit 1
	done
'
check 'a calendar of an agent is one that there is' '
	wrong team.yaml "s/calendar: office/calendar: nowhere/" "team.yaml:2:34: unknown calendar '\''nowhere'\''" ha-ticket list &&
	restore && sed -i "s/calendar: office/calendar: always/" team.yaml && ha-ticket list
'
check 'a map of columns' '
	restore && printf "id\n1\n" >x.csv && printf "channel: x\nheadr: [id]\nheader: [id]\nrecords: []\n" >map.yaml &&
	expect 78 ha-fetch -n --map ./map.yaml csv:x.csv 2>err && [ "$(wc -l <err)" -eq 1 ] && has err "map.yaml:2:1: unknown key '\''headr'\'' (did you mean"
'
check 'what is no configuration at all is refused in time, with one line' '
	for make in "printf \\\\000" "printf \\\\377" "printf [a]" "echo hello" "head -c 2000000 /dev/zero"; do
		$make >ha.yaml; expect 78 timeout 5 ha-ticket list 2>err && [ "$(wc -l <err)" -eq 1 ] || exit 1
	done
	yes "[" | head -100000 | tr -d "\n" >ha.yaml; expect 78 timeout 5 ha-ticket list 2>err && has err "ha.yaml:1:33: nested too deeply"
'
check 'a byte order mark and CRLF do no harm' '
	restore && { printf "\357\273\277"; sed "s/\$/\r/" good.yaml; } >ha.yaml && ha-ticket list
'
check 'a missing file is 66, a folder too, and an include that is not there has its place' '
	restore && expect 66 ha-ticket -c none.yaml list 2>err && has err none.yaml && expect 66 ha-ticket -c policies list 2>err && has err policies &&
	rm team.yaml && expect 78 ha-ticket list 2>err && has err "ha.yaml:4:11: no file"
'
done_testing
