# desk.jq - what a desk knows, from the rows of ha-db export (jq -s)
#
# The numbers of rows are not in it: they tell who came first, and a server
# leaves gaps.  A message is named by its account and external id, a ticket by
# the first name among its messages, a customer by that of the identities.
def named(rows; id; name): rows | group_by(id) | map({
	key: (.[0] | id | tostring), value: (map(name) | min) }) | from_entries;

(map(select(.table == "account"))) as $accounts
| named($accounts; .id; .channel + "/" + .name) as $account
| (map(select(.table == "message"))
    | map(. + {name: ($account[.account | tostring] + "/" + .record.external_id)})) as $messages
| named($messages; .id; .name) as $message
| named($messages; .ticket; .name) as $ticket
| named(map(select(.table == "identity")); .customer;
    .kind + " " + .scope + " " + .value) as $customer
| def m: if . == null then null else $message[tostring] end;
  def t: if . == null then null else $ticket[tostring] end;
  def c: if . == null then null else $customer[tostring] end;
map(
	if .table == "message" then
		{table, name: (.id | m), ticket: (.ticket | t), reply_owed, twin}
	elif .table == "ticket" then
		del(.number, .account) + {name: (.number | t), customer: (.customer | c)}
	elif .table == "event" then
		{table, ticket: (.ticket | t), at, kind, actor, data: (.data
		    | if type == "object" and has("message") then .message |= m else . end)}
	elif .table == "identity" then
		del(.customer) + {of: (.customer | c)}
	elif .table == "customer" then
		del(.id) + {name: (.id | c)}
	else empty end)
| sort_by(tojson)[]
