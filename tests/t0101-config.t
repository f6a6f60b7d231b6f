#!/bin/sh
# ha.yaml as programs meet it: found, trusted, wrong
. "${0%/*}/lib.sh"

mkdir shop
cd shop || exit 1
cat >ha.yaml <<'E'
version: 1
tz: Asia/Shanghai
shops: {knit: {name: Knit}}
E
good=$(cat ha.yaml)

check 'a ha.yaml that was only found is not used, and that is said' '
	expect 78 ha status 2>err && has err "not trusted" && has err "ha trust"
'
check 'what is named is used' '
	HA_DB=x.db expect 78 ha status -c ha.yaml 2>err && hasnt err trusted
'
check 'ha trust lets it be used from now on' '
	ha trust && expect 78 ha status 2>err && hasnt err trusted &&
	[ "$(stat -c %a "$HOME/.local/state/ha/trusted")" = 600 ]
'
check 'ha trust -n changes nothing' '
	rm "$HOME/.local/state/ha/trusted" &&
	ha trust -n && [ ! -e "$HOME/.local/state/ha/trusted" ] && ha trust
'
check 'a link to a trusted file uses the folder of the file' '
	mkdir ../other && ln -s "$PWD/ha.yaml" ../other/ha.yaml &&
	echo "team: {evil: {}}" >../other/team.yaml &&
	cd ../other && expect 78 ha status 2>err && has err "/shop/ha.db"
'
check 'all mistakes are told at once, each with its place and what was meant' '
	cat >ha.yaml <<E
vershion: 1
tz: Mars/Base
accounts:
  email/support: {live: yes, password: hunter2, shop: knti}
shops: {knit: {}}
E
	expect 78 ha status 2>err &&
	has err "ha.yaml:1:1: unknown key '\''vershion'\'' (did you mean '\''version'\''?)" &&
	has err "ha.yaml:2:1: unknown time zone" &&
	has err "ha account live email/support" &&
	has err "password: \${file:secrets/NAME}" &&
	has err "(did you mean '\''knit'\''?)" &&
	hasnt err hunter2 &&
	[ "$(wc -l <err)" -eq 5 ]
'
check 'anchors, second documents and deep nesting are refused with a place' '
	echo "a: &x 1" >ha.yaml && expect 78 ha status 2>err && has err "ha.yaml:1:4:" &&
	printf "tz: UTC\n---\ntz: UTC\n" >ha.yaml && expect 78 ha status 2>err &&
	has err "ha.yaml:2:1:" &&
	head -c 200000 /dev/zero | tr "\0" "[" >ha.yaml && expect 78 ha status 2>err &&
	has err "ha.yaml:1:"
'
check 'a file over 1 MiB is refused' '
	{ echo "tz: UTC"; yes "# padding" | head -c 1100000; } >ha.yaml &&
	expect 78 ha status 2>err && has err "larger than"
'
check 'a configuration that is not there is no input' '
	expect 66 ha status -c nowhere.yaml 2>err && has err nowhere.yaml
'
check 'a broken included file is named, the others are still read' '
	printf "%s\ninclude: [team.yaml, rules.yaml]\n" "$good" >ha.yaml &&
	echo "team: [" >team.yaml && echo "ruless: {}" >rules.yaml &&
	expect 78 ha status 2>err && has err team.yaml:2:1 && has err rules.yaml:1:1
'
done_testing
