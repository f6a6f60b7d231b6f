#!/bin/sh
# dict.sh SHOP ... - a new dictionary for packed records, on stdout
#
# SHOP is a folder that ha demo made and ha sync ran in.  What is trained on is
# every record, class and event of its database.  A dictionary that was released
# is never edited: a new one gets a new way in store/pack.c.
set -eu
size=8192
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir "$tmp/samples"
for shop; do
	(cd "$shop" && ha-db export) | jq -c '
	    select(.table | IN("message", "orders", "shipment", "returns",
	    "review", "event")) | .record // empty, .class // empty,
	    (if .table == "event" then .data // empty else empty end)'
done | awk 'NR % 3 == 0' | split -l 1 -a 6 - "$tmp/samples/"
find "$tmp/samples" -type f >"$tmp/list"
zstd -q --train --filelist="$tmp/list" --maxdict=$size -o "$tmp/dict"
cat "$tmp/dict"
