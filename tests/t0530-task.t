#!/bin/sh
# ha-task: what somebody in the team has to do, with and without a ticket
. "${0%/*}/lib.sh"

export HA_NOW=2026-06-08T10:00:00Z
me=$(id -un)

cat >ha.yaml <<Y
version: 1
db: ha.db
tz: Asia/Shanghai
team:
  $me: {login: $me, role: lead, languages: [zh, en, de], capacity: 40, may: [act_as]}
  mei: {login: mei, role: agent, languages: [zh, fr], capacity: 40}
  zhao: {login: zhao, role: helper}
  warehouse: {address: w@knit.example, members: [zhao]}
accounts:
  email/care: {driver: maildir, path: in, address: care@knit.example}
Y
export HA_CONFIG="$T/ha.yaml"
ha-db init >/dev/null || exit 1
mail() {
	printf '{"v":1,"kind":"message","id":"email/care/%s","channel":"email","account":"care","external_id":"%s","direction":"in","received_at":"%s","from":{"name":"Anna","email":"anna@example.com"},"subject":"Frage %s","text":"Falsche Farbe","mail":{"message_id":"%s@x"},"class":{"lang":"de","lang_p":0.99,"intents":[{"id":"wrong_item","p":0.97}],"signals":[],"urgency":"medium"}}\n' "$1" "$1" "$2" "$1" "$1"
}
{ mail 1 2026-06-08T09:00:00Z; mail 2 2026-06-08T09:30:00Z; } | ha-route >/dev/null || exit 1

check 'a task on a ticket makes it wait inside, and both say so' '
	ha-task add @warehouse 1 --due 2d -m "photo of the label" >got && grep -qx "t1	added" got &&
	ha-ticket list status:waiting_internal | cut -f1 | grep -qx 1 &&
	ha-ticket show 1 | grep "^\[ \] t1  open  @warehouse" | grep -q "photo of the label" &&
	ha-ticket show -j 1 | jq -e ".tasks[0].ref == \"t1\"" &&
	ha-ticket log 1 | grep -q "task_added.*photo of the label"
'
check 'with --no-wait the ticket goes on' '
	ha-task add mei 2 --no-wait --due 4h -m "call the carrier" >got && grep -qx "t2	added" got &&
	[ -z "$(ha-ticket list status:waiting_internal | grep "^2	")" ]
'
check 'a task may stand alone, with a goal and its reasons' '
	ha-task add @warehouse --due 7d --goal "complaint_rate(sku:SCARF-RED-M) < 2%" --because pilling --because "new mill" -m "yarn of batch B7 back" -j >got &&
	same_field got ref t3 && jq -e ".because == [\"pilling\", \"new mill\"] and .due_at == \"2026-06-15T10:00:00Z\"" got &&
	ha-task show t3 >shown && has shown "complaint_rate(sku:SCARF-RED-M) < 2%" && has shown "new mill"
'
check 'a goal that says nothing is refused' '
	expect 64 ha-task add mei --due 1d --goal "better" -m x 2>err && has err "is no goal"
'
check 'list shows what is due first and takes the query language' '
	ha-task list >got && [ "$(cut -f1 got | tr "\n" " ")" = "t2 t1 t3 " ] &&
	[ "$(ha-task list ticket:1 | cut -f1)" = t1 ] &&
	[ "$(ha-task list assignee:mei | cut -f1)" = t2 ] &&
	[ "$(ha-task list due:..24h | cut -f1)" = t2 ] &&
	[ "$(HA_NOW=2026-06-08T15:00:00Z ha-task list late | cut -f1)" = t2 ] &&
	[ -z "$(ha-task list status:done)" ]
'
check 'records of tasks keep to their schema' '
	ha-task list -j >tasks.jsonl && [ "$(wc -l <tasks.jsonl)" = 3 ] && "$PYTHON" "$tests/schema.py" tasks.jsonl
'
check 'who is not of the team gets no task, and nothing is written' '
	expect 64 ha-task add @warehose 2 --due 1d -m x 2>err && has err "did you mean '\''@warehouse'\''" &&
	expect 64 ha-task add warehouse 2 --due 1d -m x 2>err && [ "$(ha-task list | wc -l)" = 3 ]
'
check 'a task wants a text and a time to come' '
	expect 64 ha-task add mei --due 1d 2>err && has err "what is to be done" &&
	expect 64 ha-task add mei -m x 2>err && has err "until when" &&
	expect 64 ha-task add mei -m x --due 2020-01-01 2>err && has err "to come"
'
check 'a day as due time ends with that day, where the desk is' '
	ha-task add mei --due 2026-06-10 -m "count" -j -n >got && same_field got due_at 2026-06-10T15:59:59Z
'
check 'reassign gives it to somebody else' '
	ha-task reassign mei t3 >got && grep -qx "t3	reassigned" got && [ "$(ha-task list assignee:mei | wc -l)" = 2 ]
'
check 'done keeps the result with its files and wakes the ticket, once' '
	echo JPG >label.jpg && ha-task done t1 -m "wrong pick" -a label.jpg >got && grep -qx "t1	done" got && rm label.jpg &&
	ha-ticket list status:open | cut -f1 | grep -qx 1 && ha-ticket log 1 | grep -q "task_done.*wrong pick" &&
	ha-task show t1 >shown && has shown label.jpg &&
	f=$(printf "JPG\n" | sha256sum | cut -c1-64) && find files -name "$f" | grep -q . &&
	ha-task done t1 >got && grep -qx "t1	unchanged" got
'
check 'a ticket that waits for two tasks is woken by the second' '
	ha-task add mei 1 --due 1d -m a >/dev/null && ha-task add mei 1 --due 1d -m b >/dev/null &&
	a=$(ha-task list -j ticket:1 status:open | jq -r .ref) && set -- $a &&
	ha-task drop "$1" >/dev/null && ha-ticket list status:waiting_internal | cut -f1 | grep -qx 1 &&
	ha-task done "$2" >/dev/null && ha-ticket list status:open | cut -f1 | grep -qx 1
'
check 'what has ended does not end again' '
	d=$(ha-task list status:dropped | cut -f1) && expect 1 ha-task done "$d" 2>err && has err "dropped already"
'
check 'several at once: all of them or none' '
	expect 66 ha-task done t2 t99 2>err && [ "$(ha-task list status:open assignee:mei | grep -c "^t2	")" = 1 ] &&
	ha-task list assignee:mei | ha-task done >got && [ "$(wc -l <got)" = 2 ]
'
check 'a ticket number is no task' '
	expect 64 ha-task done 1 2>err && has err "is a ticket"
'
check '-n changes nothing' '
	n=$(ha-task list | wc -l) && ha-task add -n mei --due 1d -m x >/dev/null && [ "$(ha-task list | wc -l)" = "$n" ]
'
check 'the audit chain holds' 'ha-db check'
cat >office.yaml <<Y
version: 1
db: ha.db
tz: Asia/Shanghai
team:
  $me: {login: $me, role: lead, calendar: office}
  zhao: {login: zhao, role: helper, calendar: office}
  warehouse: {address: w@knit.example, members: [zhao]}
calendars:
  office: {tz: Asia/Shanghai, week: {mon-fri: [09:00-12:00, 13:30-18:00]}, overrides: {2026-06-19: []}}
Y
check 'whole days end with the working day of who does it; hours are hours' '
	ha-task -c office.yaml add @warehouse --due 2d -m x -j >got && same_field got due_at 2026-06-10T10:00:00Z &&
	HA_NOW=2026-06-10T23:00:00Z ha-task -c office.yaml add zhao --due 2d -m x -j >got && same_field got due_at 2026-06-15T10:00:00Z &&
	HA_NOW=2026-06-18T03:00:00Z ha-task -c office.yaml add zhao --due 1d -m x -j >got && same_field got due_at 2026-06-22T10:00:00Z &&
	ha-task -c office.yaml add zhao --due 4h -m x -j >got && same_field got due_at 2026-06-08T14:00:00Z
'
# answer N FROM SUBJECT TEXT [AUTO]: a mail of a colleague
answer() {
	printf '{"v":1,"kind":"message","id":"email/care/a%s","channel":"email","account":"care","external_id":"a%s","direction":"in","received_at":"2026-06-08T12:00:00Z","from":{"email":"%s"},"subject":"%s","text":"%s","attachments":[{"name":"l.jpg","type":"image/jpeg","bytes":3,"sha256":"00"}],"mail":{"message_id":"a%s@x"%s}}\n' "$1" "$1" "$2" "$3" "$4" "$1" "${5:-}"
}
check 'a task goes out as a mail to who has an address, and the ticket waits for no answer' '
	mail 50 2026-06-08T09:00:00Z | ha-route >r && n=$(jq .ticket.number r) &&
	ha-task add @warehouse "$n" --due 2d -m "photo of the label" >got && k=$(cut -f1 got) && echo "$k" >task && echo "$n" >ticket &&
	ha-send list -j >got && has got "task:${k#t}\"" && ha-ticket show "$n" >got && has got "Answer this mail when it is done" &&
	ha-ticket sla -j "$n" >got && ! grep -q met got
'
check 'a long first line is cut between two characters in the subject' '
	mail 53 2026-06-08T09:00:00Z | ha-route >r &&
	ha-task add @warehouse "$(jq .ticket.number r)" --due 2d -m "a 标签的照片，货架四号，红色围巾，请今天下班之前拍好" >/dev/null &&
	ha-db export | jq -r "select(.payload?) | .payload | fromjson? | .subject" >got &&
	has got "a 标签的照片，货架四号，红色围巾，请今... ["
'
check 'answering the task'\''s mail is doing it: the words are the result, and the ticket wakes' '
	k=$(cat task) n=$(cat ticket) &&
	answer 1 W@knit.example "Re: photo of the label [$k]" "wrong pick\n\nOn Mon, 8 Jun 2026 at 12:00, Desk <care@knit.example> wrote:\n> photo of the label" | ha-route >r &&
	same_field r ticket.number "$n" && ha-task show -j "$k" >got && same_field got state done &&
	same_field got result "wrong pick" && same_field got ended_by @warehouse && jq -e ".files[0].name == \"l.jpg\"" got &&
	ha-ticket list status:open unread | cut -f1 | grep -qx "$n"
'
check 'an answer to the customer never goes to the colleague' '
	n=$(cat ticket) && ha-ticket answer "$n" -m "We found it" >/dev/null 2>&1 &&
	ha-ticket show "$n" >got && has got "> " && has got "@warehouse" &&
	ha-db export | jq -se "map(select(.ticket? == $n and .author? == \"$me\" and .key? != null)) |
	    map(.recipient) == [\"w@knit.example\", \"anna@example.com\"]"
'
check 'a person may be written with the sign of a team' '
	k=$(ha-task add @mei --due 1d -m x | cut -f1) && ha-task show -j "$k" >got && same_field got assignee mei &&
	ha-task reassign @zhao "$k" >/dev/null && ha-task show -j "$k" >got && same_field got assignee zhao &&
	n=$(cat ticket) && ha-ticket assign @mei "$n" >/dev/null && ha-ticket list -j ticket:"$n" >got && same_field got ticket.assignee mei
'
check 'a preview speaks to the customer, not to the colleague who wrote last' '
	ha-reply preview thanks "$(cat ticket)" --lang en >got 2>/dev/null && has got "Anna"
'
check 'a stranger, and a machine, end no task' '
	mail 51 2026-06-08T09:00:00Z | ha-route >r && n=$(jq .ticket.number r) &&
	k=$(ha-task add @warehouse "$n" --due 2d -m "look" | cut -f1) &&
	answer 2 eve@example.com "Re: look [$k]" "done" | ha-route >r && ! same_field r ticket.number "$n" &&
	answer 3 w@knit.example "Re: look [$k]" "on holiday" ",\"auto\":{\"auto_submitted\":\"auto-replied\"}" | ha-route >r &&
	ha-task show -j "$k" >got && same_field got state open
'
check 'words to a task that is over become a note' '
	n=$(cat ticket) && answer 4 w@knit.example "Re: x [$(cat task)]" "one more thing" | ha-route >r &&
	same_field r ticket.number "$n" && ha-ticket log "$n" | grep -q "@warehouse	note.*one more thing" && ha-db check
'
done_testing
