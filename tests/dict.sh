#!/bin/sh
# dict.sh SHOP ... - a new dictionary for packed records, on stdout
#
# SHOP is a folder that ha demo made and ha sync ran in.  Trained on are records,
# classes and events of its database, messages more than what is rarely written.
# A dictionary that was released is never edited: a new one gets a new way in
# store/pack.c.
set -eu
size=8192
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir "$tmp/samples"
for shop; do
	(cd "$shop" && ha-db export)
done >"$tmp/all"

# samples TABLE COLUMN MOST: at most MOST of them, spread over all
samples() {
	jq -c "select(.table == \"$1\") | .$2 // empty" "$tmp/all" >"$tmp/some"
	awk -v most="$3" -v all="$(wc -l <"$tmp/some")" \
	    'int(NR * most / all) > int((NR - 1) * most / all) || all <= most' \
	    "$tmp/some" | split -l 1 -a 4 - "$tmp/samples/$1.$2."
}
samples message record 2500
samples message class 2500
samples event data 1500
samples orders record 700
samples shipment record 700
samples returns record 300
samples review record 300
find "$tmp/samples" -type f | sort >"$tmp/list"
zstd -q --train --filelist="$tmp/list" --maxdict=$size -o "$tmp/dict"
cat "$tmp/dict"
