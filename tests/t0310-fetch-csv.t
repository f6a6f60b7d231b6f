#!/bin/sh
. "${0%/*}/lib.sh"

check 'a Shopify export becomes orders with their lines, also when rows stand apart' '
	cat >o.csv <<-"C" &&
	Name,Email,Financial Status,Fulfillment Status,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Billing Country,Shipping Country,Id
	#1042,Anna@Example.com,paid,fulfilled,EUR,59.80,2026-11-20 10:22:31 +0100,1,"Scarf, red",39.90,SCARF-RED-M,Anna K.,DE,DE,55501
	#1043,bob@example.com,paid,,USD,20.00,2026-11-20 11:00:00 -0500,2,Socks,10.00,SOCK-GRY,Bob,US,US,55502
	#1042,Anna@Example.com,,,,,,1,Hat,19.90,HAT-BLU,,,,
	C
	ha-fetch csv:o.csv >got && [ "$(wc -l <got)" -eq 2 ] && head -1 got >a &&
	same_field a id shopify/csv/55501 && same_field a number "#1042" && same_field a total 59.80 &&
	same_field a placed_at 2026-11-20T09:22:31Z && same_field a customer.email anna@example.com &&
	jq -e ".lines | length == 2 and .[1].sku == \"HAT-BLU\" and .[0].title == \"Scarf, red\"" a
'

check 'an eBay report gives orders and the parcels that have a number' '
	cat >e.csv <<-"C" &&
	"Order Number","Buyer Username","Buyer Name","Ship To Country","Item Number","Item Title","Custom Label","Quantity","Sold For","Total Price","Sale Date","Shipped On Date","Tracking Number","Shipping Service"
	"12-34567-89012","anna_k77","Anna K.","Germany","110123","Scarf","SCARF-RED-M","1","EUR 39,90","EUR 1.043,90","Nov-20-26","Nov-21-26","RB123456785CN","China Post"
	"12-34567-89013","bob","Bob","United States","110124","Hat","HAT-BLU","1","$19.90","US $19.90","Nov-20-26","","",""
	C
	ha-fetch csv:e.csv --map ebay >got && jq -s -e "map(select(.kind == \"order\")) | length == 2" got &&
	jq -s -e ".[0].total == \"1043.90\" and .[0].currency == \"EUR\" and .[0].ship_to.country == \"DE\"" got &&
	jq -s -e ".[1].currency == \"USD\" and .[1].total == \"19.90\"" got &&
	jq -s -e "map(select(.kind == \"shipment\")) | length == 1 and .[0].order_id == \"12-34567-89012\"" got
'

check 'an Amazon report is tab-separated, its total the sum of its lines' '
	printf "order-id\torder-item-id\tpurchase-date\tbuyer-name\tsku\tproduct-name\tquantity-purchased\tcurrency\titem-price\titem-tax\tshipping-price\tship-country\n" >am.txt &&
	printf "302-1234567-7654321\t1\t2026-11-20T10:22:31+00:00\tAnna\tSCARF\tScarf\t1\tEUR\t39.90\t0.10\t4.99\tDE\n" >>am.txt &&
	printf "302-1234567-7654321\t2\t2026-11-20T10:22:31+00:00\tAnna\tHAT\tHat\t1\tEUR\t10.00\t\t\tDE\n" >>am.txt &&
	ha-fetch csv:am.txt >got && same_field got total 54.99 && same_field got id amazon/csv/302-1234567-7654321 &&
	jq -e ".lines | length == 2" got
'

check 'a map of your own reads any other file' '
	cat >my.yaml <<-"Y" &&
	version: 1
	channel: myshop
	separator: semicolon
	header: [Nummer, Datum]
	records:
	  - kind: order
	    key: Nummer
	    fields:
	      external_id: Nummer
	      placed_at: {column: Datum, type: time, format: "%d.%m.%Y"}
	      currency: {dflt: EUR}
	      total: {column: Summe, type: amount}
	    lines:
	      sku: Artikel
	      quantity: {column: Menge, type: number}
	Y
	printf "Nummer;Datum;Summe;Artikel;Menge\r\nA1;20.11.2026;1.234,50;X;3\r\n" >my.csv &&
	ha-fetch csv:my.csv --map my.yaml >got && same_field got placed_at 2026-11-20T00:00:00Z &&
	same_field got total 1234.50 && same_field got channel myshop
'

check 'a wrong key in a map is told with file, line and column' '
	printf "version: 1\nchanel: x\nheader: [A]\nrecords: []\n" >bad.yaml && echo A >a.csv &&
	expect 78 ha-fetch csv:a.csv --map ./bad.yaml 2>e && has e "bad.yaml:2:1" && has e "channel"
'

check 'a file that no map fits says what to do' '
	echo "A,B" >x.csv && expect 65 ha-fetch csv:x.csv 2>e && has e "--map"
'

check 'a row that cannot be read is named by its line, the others pass' '
	printf "Name,Lineitem name,Lineitem sku,Financial Status,Created at,Currency,Total\n#1,a,b,paid,yesterday,EUR,1.00\n#2,a,b,paid,2026-11-20 10:00:00 +0000,EUR,1.00\n" >r.csv &&
	expect 65 ha-fetch csv:r.csv >got 2>e && has e "line 2" && has e "yesterday" && [ "$(wc -l <got)" -eq 1 ]
'

check 'what could not be read is kept as it stood in the file, all rows of the order' '
	printf "Name,Lineitem name,Lineitem sku,Financial Status,Created at,Currency,Total\r\n#1,\"Scarf, red\",b,paid,yesterday,EUR,1.00\r\n#2,a,b,paid,2026-11-20 10:00:00 +0000,EUR,1.00\r\n#1,Hat,c,,,,\r\n" >k.csv &&
	expect 65 ha-fetch csv:k.csv --rejects rej >got 2>e && [ "$(wc -l <got)" -eq 1 ] &&
	printf "#1,\"Scarf, red\",b,paid,yesterday,EUR,1.00\n#1,Hat,c,,,,\n" | cmp - rej
'

check 'a quote that is never closed is told with its line' '
	printf "Name,Lineitem name\n#1,\"open\n" >q.csv && expect 65 ha-fetch csv:q.csv 2>e && has e "line 2"
'

check 'a sum of more columns than are added up is told, not cut short' '
	printf "version: 1\nchannel: c\nheader: [k]\nrecords:\n  - kind: order\n    key: k\n    fields:\n      external_id: k\n      total: {sum: [a, b, c, d, e, f, g, h, i]}\n" >nine.yaml && echo k >k.csv &&
	expect 78 ha-fetch csv:k.csv --map ./nine.yaml 2>e && has e "nine.yaml:9" && has e "columns to sum"
'

check 'a row with too many columns is told with its line, not cut short' '
	head -c 2000 /dev/zero | tr "\\0" , >wide.csv && echo >>wide.csv && expect 65 ha-fetch csv:wide.csv 2>e && has e "line 1: more than 1024 columns"
'

done_testing
