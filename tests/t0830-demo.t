#!/bin/sh
# The demo feeds other tests and benches: its promises are held here.
. "${0%/*}/lib.sh"
HA_NOW=2026-11-20T10:00:00Z
export HA_NOW
ha demo -q --messages 1500 shop >made.out 2>made.err

check 'a shop is made without a word on stderr when quiet' '
	[ ! -s made.err ] && [ ! -s made.out ] && [ -f shop/README ] &&
	[ "$(find shop/mail -type f | wc -l)" -eq 1500 ]
'

check 'the same seed gives the same bytes, in any locale and at any hour' '
	LC_ALL=C.UTF-8 LANG=zh_CN TZ=Asia/Tokyo HA_NOW=2026-11-20T23:59:59Z \
	    ha demo -q --messages 1500 again &&
	rm -f again/ha.db* && mkdir was && cp -R shop/. was && rm -f was/ha.db* &&
	diff -r was again
'

check 'another seed is another shop, another month count another span' '
	ha demo -q --seed 2 --months 1 --messages 50 other &&
	! cmp -s other/orders.jsonl shop/orders.jsonl &&
	head -1 other/orders.jsonl >first &&
	jq -e ".placed_at > \"2026-10-20\"" first
'

check 'every mail reads back as what truth.jsonl says, by another reader' '
	python3 "$tests/demo-mails.py" shop >read && cat read && grep -qx "mails: sound" read
'

check 'mails come in all kinds, charsets and encodings, photos are pictures' '
	grep "^kinds: " read && grep -qx "kinds: sound" read
'

check 'a later mail names the first one and our answer' '
	grep "^threads: " read && grep -qx "threads: sound" read
'

check 'all intents and all languages occur' '
	sed -n "s/^  - id: //p" "$top/share/taxonomy.yaml" | sed "/^thanks$/,\$d" | sort >want &&
	jq -r "select(.kind == \"buyer\").intents[]" shop/truth.jsonl | sort -u >got &&
	diff want got &&
	ls "$top/share/demo/texts" | sed "s/\.yaml//" >want &&
	jq -r "select(.kind == \"buyer\").lang" shop/truth.jsonl | sort -u >got &&
	diff want got
'

check 'truth names five incidents and the mails that belong to them' '
	jq -r "select(.kind == \"incident\").incident" shop/truth.jsonl | sort >want &&
	[ "$(wc -l <want)" -eq 5 ] &&
	jq -r "select(.kind == \"buyer\").incident // empty" shop/truth.jsonl | sort -u >got &&
	diff want got
'

check 'the bad batch shows: its SKU comes back many times as often since that day' '
	jq -s -e --slurpfile o shop/orders.jsonl --slurpfile t shop/truth.jsonl "
		(\$t[] | select(.incident == \"bad_batch\" and .kind == \"incident\")) as \$b |
		[\$o[] | select(.placed_at >= \$b.from)] as \$o |
		def sold(f): [\$o[].lines[] | select(.sku | f)] | length;
		def back(f): [.[] | select(.opened_at >= \$b.from and (.sku | f))] | length;
		(back(. == \$b.sku) / sold(. == \$b.sku)) >
		3 * (back(. != \$b.sku) / sold(. != \$b.sku))" shop/returns.jsonl
'

check 'the slow lane shows: parcels of that carrier to that country take weeks longer' '
	jq -s -e --slurpfile t shop/truth.jsonl --slurpfile o shop/orders.jsonl "
		(\$t[] | select(.incident == \"slow_lane\" and .kind == \"incident\")) as \$l |
		(\$o | INDEX(.external_id)) as \$by |
		[.[] | select(.delivered_at != null and .shipped_at >= \$l.from) |
		 {slow: ((.carrier | ascii_downcase) == \$l.carrier and \$by[.order_id].ship_to.country == \$l.country),
		  here: (\$by[.order_id].ship_to.country == \$l.country),
		  days: (((.delivered_at | fromdate) - (.shipped_at | fromdate)) / 86400)}] |
		def mean: add / length;
		([.[] | select(.slow).days] | mean) > ([.[] | select(.here and (.slow | not)).days] | mean) + 8
		" shop/shipments.jsonl
'

check 'the sale shows: orders of three days, and mails of the week after it' '
	jq -s -e --slurpfile t shop/truth.jsonl "
		(\$t[] | select(.incident == \"sale\" and .kind == \"incident\")) as \$s |
		([.[] | select(.placed_at >= \$s.from and .placed_at < \$s.to)] | length / 3) >
		3 * ([.[] | select(.placed_at < \$s.from)] | length / 63)" shop/orders.jsonl &&
	jq -s -e "(.[] | select(.incident == \"sale\" and .kind == \"incident\")) as \$s |
		([.[] | select(.received_at >= \$s.surge_from and .received_at < \$s.surge_to)] | length / 9) >
		1.5 * ([.[] | select(.received_at != null and .received_at < \$s.surge_from)] | length / 67)" shop/truth.jsonl
'

check 'one buyer sends everything back, and nobody else comes near' '
	jq -r "select(.kind == \"incident\" and .incident == \"serial_refunder\").from" shop/truth.jsonl >who &&
	jq -s -r --slurpfile o shop/orders.jsonl "(\$o | INDEX(.external_id)) as \$by |
		group_by(\$by[.order_id].customer.email) | sort_by(-length) |
		.[0:2][] | [\$by[.[0].order_id].customer.email, length] | @tsv" shop/returns.jsonl >top2 &&
	has top2 "$(cat who)" && [ "$(head -1 top2 | cut -f1)" = "$(cat who)" ] &&
	[ "$(head -1 top2 | cut -f2)" -ge "$((3 * $(tail -1 top2 | cut -f2)))" ]
'

check 'one buyer writes again and again, always angry' '
	jq -s -e "[.[] | select(.incident == \"angry_buyer\" and .kind == \"buyer\")] |
		length >= 6 and all(.tone == \"angry\") and (map(.from) | unique | length == 1)" shop/truth.jsonl
'

check 'order numbers have the real forms of their platforms' '
	jq -r "select(.channel == \"amazon\").number" shop/orders.jsonl >a &&
	! grep -Evq "^30[0-9]-[0-9]{7}-[0-9]{7}$" a &&
	jq -r "select(.channel == \"ebay\").number" shop/orders.jsonl >e &&
	! grep -Evq "^[0-9]{2}-[0-9]{5}-[0-9]{5}$" e &&
	jq -r "select(.channel == \"shopee\").number" shop/orders.jsonl >s &&
	! grep -Evq "^26[0-9]{4}[0-9A-Z]{8}$" s &&
	jq -r "select(.channel == \"shopify\").number" shop/orders.jsonl >y &&
	! grep -Evq "^#[0-9]{4,}$" y &&
	[ -s a ] && [ -s e ] && [ -s s ] && [ -s y ] &&
	[ "$(cat a e s y | wc -l)" -eq "$(cat a e s y | sort -u | wc -l)" ]
'

check 'the exports read as the same orders that orders.jsonl has' '
	for f in shopify-orders.csv ebay-orders.csv amazon-orders.txt; do
		ha-fetch csv:shop/exports/$f || return 1
	done | jq -c "select(.kind == \"order\") | [.number, .currency, .total, (.lines | map(.sku))]" | sort >got &&
	jq -c "select(.channel != \"shopee\") | [.number, .currency, .total, (.lines | map(.sku))]" shop/orders.jsonl | sort >want &&
	diff want got
'

check 'the returns of Amazon read as those of returns.jsonl' '
	ha-fetch csv:shop/exports/amazon-returns.txt | jq -c "[.external_id, .order_id, .sku]" | sort >got &&
	jq -c "select(.channel == \"amazon\") | [.external_id, .order_id, .sku]" shop/returns.jsonl | sort >want &&
	[ -s want ] && diff want got
'

check 'every mail and record is taken in by the shop it made, and once only' '
	cd shop && ha-fetch >../in &&
	[ "$(jq -r "select(.kind == \"message\").id" ../in | sort -u | wc -l)" -eq 1500 ] &&
	for kind in order shipment return review; do
		[ "$(jq -r "select(.kind == \"$kind\").id" ../in | wc -l)" -eq "$(wc -l <${kind}s.jsonl)" ] || return 1
	done
'

check 'our own reader finds the words that truth.jsonl has' '
	jq -r "select(.kind == \"message\") | [.mail.message_id, (.text | gsub(\"[ \\\\t\\\\n\u00a0]+\"; \"\"))] | @tsv" in | sort >got &&
	jq -r "select(.kind != \"incident\") | [.message_id, (.text | gsub(\"[ \\\\t\\\\n\u00a0]+\"; \"\"))] | @tsv" shop/truth.jsonl | sort >want &&
	[ "$(wc -l <got)" -eq 1500 ] &&
	paste got want | awk -F"\t" "\$1 != \$3 || index(\$2, \$4) == 0 { print; n++ } END { exit n > 0 }"
'

check 'the commands of its README make the months before history and answer the rest' '
	cd again && rm -rf ../again/ha.db* && ha db init >/dev/null &&
	sed -n "s/^    ha \\(fetch --import.*\\|account live.*\\|sync\\)\$/ha \\1/p" ../shop/README >../todo &&
	[ "$(wc -l <../todo)" -eq 3 ] && sh -e ../todo &&
	[ -n "$(ls sent/new)" ] && [ "$(ls sent/new | wc -l)" -lt 60 ]
'

check 'a folder that has anything in it is left alone' '
	mkdir full && echo mine >full/ha.yaml &&
	expect 73 ha demo full && [ "$(cat full/ha.yaml)" = mine ] && [ "$(ls full)" = ha.yaml ]
'

check 'wrong sizes and a missing folder name are told' '
	expect 64 ha demo --messages 0 x && expect 64 ha demo --months 121 x &&
	expect 64 ha demo && [ ! -e x ]
'

done_testing
