#!/bin/sh
# rights: who may answer, approve, erase, export and go live
. "${0%/*}/lib.sh"

export HA_NOW=2026-06-08T10:00:00Z
me=$(id -un)
cat >ha.yaml <<Y
version: 1
db: ha.db
files: files
roles:
  clerk: {refund: 5.00 EUR}
  auditor: {may: [export]}
  lead: {may: [answer, act_as]}
team:
  $me: {login: $me, role: owner}
  mei: {login: mei, role: agent}
  zhao: {login: zhao, role: helper}
  lin: {login: lin, role: lead}
  kim: {login: kim, role: clerk}
  ada: {login: ada, role: auditor, may: [erase]}
  eve: {login: eve, role: owner}
accounts:
  ebay/us: {driver: jsonl, path: in}
Y
export HA_CONFIG="$T/ha.yaml"

[ -n "${HA_DB:-}" ] || ha-db init >/dev/null || exit 1
i=1
while [ $i -le 4 ]; do
	printf '{"v":1,"kind":"message","id":"ebay/us/m%d","channel":"ebay","account":"us","external_id":"m%d","thread":"c-%d","direction":"in","received_at":"2026-06-08T08:00:00Z","from":{"id":"b%d","name":"B %d"},"subject":"","text":"Where is it?"}\n' $i $i $i $i $i
	i=$((i + 1))
done | ha-route >/dev/null || exit 1

check 'a helper may not answer, an agent and a role without a list may' '
	expect 77 ha-ticket answer --as zhao -m Hello 1 2>err && has err "zhao" && has err "may: [answer]" &&
	ha-ticket answer --as mei -m Hello 1 && ha-ticket answer --as kim -m Hello 2
'
check 'a role with a list has these rights and no others' '
	ha-ticket answer --as lin -m Hello 3 && expect 77 ha-customer export --as lin c1 -o no.tar &&
	ha-customer export --as ada c1 -o yes.tar && expect 77 ha-ticket answer --as ada -m Hello 4
'
check 'what a member may is added to the role' '
	ha-customer forget --as ada -y c4 | grep -q erased && expect 77 ha-customer forget --as mei -y c3
'
check 'drafts are let go and accounts go live by those who may' '
	expect 77 ha-send approve --as zhao r1 2>err && has err "may: [approve]" &&
	expect 77 ha-account live --as mei ebay/us 2>err && has err "may: [live]" &&
	expect 77 ha-account shadow --as lin ebay/us
'
check 'a right that does not exist is refused with its place' '
	sed "s/may: \[export\]/may: [exprot]/" ha.yaml >bad.yaml &&
	expect 78 ha-ticket list -c bad.yaml 2>err && grep -q "bad.yaml:6:.*exprot.*export" err &&
	sed "s/may: \[erase\]/may: [erase, lvie]/" ha.yaml >bad.yaml &&
	expect 78 ha-ticket list -c bad.yaml 2>err && grep -q "bad.yaml:14:.*lvie.*live" err
'
check 'the state of an account is changed in two names too' '
	ha-account pause -q --as eve ebay/us &&
	ha-db export | jq -c "select(.kind? == \"paused\")" >got && same_field got actor eve && jq -e ".data | if type == \"string\" then fromjson else . end | .by == \"$me\"" got
'
check 'mine is what belongs to who acts, whatever the environment says' '
	ha-ticket claim --as mei 3 >/dev/null && ha-ticket claim 4 >/dev/null && export LOGNAME=lin &&
	ha-ticket tag --as mei -y hers mine >/dev/null && [ "$(ha-ticket list status:new,open,waiting_customer tag:hers | cut -f1)" = 3 ] &&
	ha-ticket tag -y his mine >/dev/null && [ "$(ha-ticket list tag:his | cut -f1)" = 4 ] &&
	ha-report 2026-06-08..2026-06-09 mine --now 2026-06-10T00:00:00Z --metric first_response --explain >got && ! grep -q "^3	" got && grep -q "^4	" got
'
done_testing
