#!/bin/sh
# statuses: what wakes a ticket that rests, and what does not
. "${0%/*}/lib.sh"

cat >ha.yaml <<Y
version: 1
db: ha.db
accounts:
  email/care: {driver: maildir, path: in, address: care@knit.example}
sla:
  - {name: default, first_response: 2h, next_response: 4h, resolution: 3d, reopen_window: 30d}
Y
export HA_CONFIG="$T/ha.yaml"
ha-db init >/dev/null || exit 1
# mail N AT TEXT [MARKS]: as ha-classify reads it
mail() {
	jq -nc --arg n "$1" --arg at "$2" --arg text "$3" --argjson auto "${4:-null}" '{v: 1, kind: "message", id: "email/care/\($n)",
	    channel: "email", account: "care", external_id: $n, direction: "in", received_at: $at,
	    from: {name: "Anna", email: "anna@example.com"}, subject: "Scarf", text: $text,
	    mail: ({message_id: "\($n)@x"} + if $n == "1" then {} else {in_reply_to: ["1@x"]} end
	        + if $auto then {auto: $auto} else {} end)}' | ha-classify
}
export HA_NOW=2026-06-08T10:00:00Z
mail 1 2026-06-08T09:00:00Z 'My scarf has a hole, please replace it.' | ha-route >/dev/null || exit 1
ha-ticket resolve 1 >/dev/null || exit 1
ha-ticket sla 1 >before

check 'thanks does not reopen a resolved ticket, and no clock sees it' '
	mail 2 2026-06-08T11:00:00Z "Thank you so much, all good now." | ha-route >got && same_field got ticket.number 1 &&
	same_field got ticket.status resolved && ha-ticket log 1 | tail -1 | cut -f4 | grep -qx thanks &&
	ha-ticket sla 1 >after && cmp before after && [ -z "$(ha-ticket list unread status:resolved)" ]
'
check 'nor does mail of a machine' '
	mail 3 2026-06-08T12:00:00Z "I am out of office until Monday." "{\"responder\": true}" | ha-route >got &&
	same_field got ticket.status resolved && ha-ticket log 1 | tail -1 | cut -f4 | grep -qx machine &&
	ha-ticket sla 1 >after && cmp before after
'
check 'thanks with a wish, or with a question, does' '
	mail 4 2026-06-08T13:00:00Z "Thanks, but it still does not fit." | ha-route >got && same_field got ticket.status open &&
	ha-ticket resolve 1 >/dev/null &&
	mail 5 2026-06-08T14:00:00Z "Thanks! And now?" | ha-route >got && same_field got ticket.status open
'
check 'thanks on an open ticket is a message like any other' '
	mail 6 2026-06-08T15:00:00Z "Ok, thank you" | ha-route >got && ha-ticket log 1 | tail -1 | cut -f4 | grep -qx message
'
check 'the same line again changes nothing' '
	ha-ticket log 1 >a && mail 2 2026-06-08T11:00:00Z "Thank you so much, all good now." | ha-route >/dev/null && ha-ticket log 1 >b && cmp a b
'
done_testing
