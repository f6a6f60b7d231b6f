#!/bin/sh
# eval.sh [LABELS ...] - what ha-classify is worth
#
# Each batch of the corpus is held against a model of all others, so that no
# text is judged by what was learnt from its own writer; then the shipped model
# against labelled messages from elsewhere, when some are named.
set -eu
# shellcheck disable=SC1090 # made by the build
. "${BUILD:-build}/env"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
figures='^(macro f1|first intent|any intent|exact set|language|urgency|emotion|sentiment|order numbers|tracking numbers|skus|amounts)'

batches() {
	find "$HA_SHARE/corpus" -name '*-?.txt' |
	    sed 's/.*-\(.\)\.txt$/\1/' | sort -u
}

for b in $(batches); do
	ha-classify train -q --but "$b" -o "$dir/model"
	echo "batch $b, learnt from the others"
	ha-classify eval --model "$dir/model" --but "$b" | grep -E "$figures"
done
for f; do
	echo "$f"
	ha-classify eval "$f" | grep -E "$figures"
done
