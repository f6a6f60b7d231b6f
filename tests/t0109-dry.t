#!/bin/sh
# -n: every verb says what would be, and leaves every byte as it was
. "${0%/*}/lib.sh"

export HA_NOW=2026-06-08T10:00:00Z
me=$(id -un)
cat >ha.yaml <<Y
version: 1
db: ha.db
files: files
team:
  $me: {login: $me, role: owner}
  mei: {login: mei, role: agent}
  warehouse: {address: w@knit.example, members: [mei]}
accounts:
  ebay/us: {driver: jsonl, path: in}
Y
export HA_CONFIG="$T/ha.yaml"
[ -n "${HA_DB:-}" ] || ha-db init >/dev/null || exit 1
for i in 1 2 3 4; do
	printf '{"v":1,"kind":"message","id":"ebay/us/m%d","channel":"ebay","account":"us","external_id":"m%d","thread":"c-%d","direction":"in","received_at":"2026-06-08T08:00:00Z","from":{"id":"b%d","name":"B %d"},"subject":"","text":"Where is it?"}\n' $i $i $i $i $i
done | ha-route >/dev/null || exit 1
{ ha-ticket resolve 2 && ha-ticket answer -q -m Hello 3 && ha-task add @warehouse 1 --due 2d -m look &&
	ha-task add mei --due 2d -m count && ha-ticket tag old 1 && ha-customer tag old c1; } >/dev/null || exit 1
echo label >label.jpg

# state: all that is kept; tried COMMAND...: it says so, and nothing is changed
state() {
	ha-db export && { ls -R files x.*; :; } 2>/dev/null && ha-send list reply:ready,draft,cancelled && ha-customer show -j c1 c2 c3 && ha-task list status:open,done,dropped
}
state >before
tried() {
	"$@" -n >said 2>&1 && { grep -q -e "would" -e "not done" said || { cat said; false; }; } && state >after && diff before after
}

check 'ha-ticket: work' '
	tried ha-ticket claim 1 && tried ha-ticket assign @warehouse 1 && tried ha-ticket note -m x 1 && tried ha-ticket no-reply 1 &&
	tried ha-ticket wait --inside 3 && tried ha-ticket resolve 1 && tried ha-ticket reopen 2 && tried ha-ticket close 2 && tried ha-ticket next
'
check 'ha-ticket: answer, with a file that is not kept either' '
	tried ha-ticket answer -m Hi -a label.jpg 1 && grep -qx "1	would be: answered" said && tried ha-ticket answer -m Hi -a label.jpg --keep-going 1 2
'
check 'ha-ticket: shape' '
	tried ha-ticket set priority=urgent 1 && tried ha-ticket tag new 1 && tried ha-ticket untag old 1 && tried ha-ticket merge --force 1 2 &&
	tried ha-ticket link 1 2 && tried ha-ticket new --customer c1 -m Hello && tried ha-ticket export -o x.jsonl 1 &&
	tried ha-ticket export --evidence -o x.tar 1
'
check 'ha-task' '
	tried ha-task add mei --due 2d -m x && tried ha-task add @warehouse 2 --due 2d -m x && tried ha-task done t1 -m "wrong pick" -a label.jpg &&
	tried ha-task drop t2 && tried ha-task reassign mei t1
'
check 'ha-customer' '
	tried ha-customer tag new c1 && tried ha-customer untag old c1 && tried ha-customer note -m x c1 && tried ha-customer opt-out c1 &&
	tried ha-customer merge c1 c2 && tried ha-customer export -o x.tar c1 && tried ha-customer forget c3
'
check 'ha-send' '
	tried ha-send cancel r1
'
check 'one that would not change says so, and -j that it was not done' '
	ha-ticket tag -n old 1 >said && grep -qx "1	unchanged" said && ha-ticket tag -n -j new 1 >said &&
	same_field said result tagged && same_field said dry_run true && ha-ticket tag -j old 1 >said && hasnt said dry_run
'
done_testing
