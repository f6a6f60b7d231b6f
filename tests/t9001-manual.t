#!/bin/sh
# manuals and README: every example runs, on a small shop
. "${0%/*}/lib.sh"

ha demo -q --messages 60 master 2>demo.log || exit 1
(cd master && ha sync -q) || exit 1
mail=$(find master/mail/support -type f | head -1)
msgs=$(find master/mail/support -type f | head -5)

# A folder with all that the examples name.
fresh() {
	mkdir "$1" && cp -r master/. "$1" && cp "$mail" "$1/message.eml" &&
	    cp "$mail" "$1/letter.eml" && mkdir -p "$1/tests/data" &&
	    cp -r "$top/tests/data/mail" "$1/tests/data" && (
		cd "$1" && ha trust && cp exports/shopify-orders.csv orders_export.csv &&
		    printf 'rules: {queue: [{name: all, queue: general}]}\n' >new.yaml &&
		    ha fetch -q eml:message.eml --db none.db 2>/dev/null >messages.jsonl
	)
	for m in $msgs; do
		printf 'From someone Thu Nov 26 00:00:00 2026\n'
		sed 's/^From />From /' "$m"
		echo
	done >"$1/old.mbox"
}

# The examples of a page as a shell reads them.
examples() {
	case $1 in
	*.md) # `ha init` asks a person: t0103 answers it
		sed -n 's/^    \$ //p' "$1" | grep -v '^ha init' |
		    sed 's/^ha demo shop/ha demo --messages 40 shop/'
		return
		;;
	esac
	sed -n 's/^\.Dl //p' "$1" | sed 's/\\(dq/"/g; s/\\-/-/g; s/\\&//g; s/\\e/\\/g'
}

for page in "$top"/man/*.[1-9] "$top"/README.md; do
	name=${page##*/}
	examples "$page" >list
	[ -s list ] || continue
	fresh "$name" || exit 1
	while read -r line <&3; do
		printf '%s\n' "$line" >"$name/example"
		check "$name: $line" '
			cd "$name" && bash -o pipefail example </dev/null; s=$?
			[ $s -eq 0 ] || [ $s -eq 1 ]
		'
	done 3<list
	rm -rf "$name"
done

check 'the first mail of README gives the line that README shows' '
	sed -n "s/^    \$ \(ha fetch eml:tests.*\)/\1/p" "$top/README.md" >example &&
	[ -s example ] && grep -A1 -F "$(cat example)" "$top/README.md" |
	    sed -n "2s/^    //p" >want && [ -s want ] &&
	cp -r "$top/tests" . && sh example | sed "s/	/  /g" >got && diff want got
'
done_testing
