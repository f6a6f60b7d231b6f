#!/bin/sh
# fuzz.sh - every target of tests/fuzz for FUZZ_SECONDS (20) each
#
# The library is built once more, by clang with coverage and sanitizers.  What
# a target finds new stays in BUILD/fuzz/corpus/TARGET and is where the next
# run begins; a finding is left in BUILD/fuzz and ends with status 1.
set -eu
BUILD=${BUILD:-build}
seconds=${FUZZ_SECONDS:-20}
out=$BUILD/fuzz
flags='-O1 -g -fno-omit-frame-pointer'
san='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all'

command -v clang >/dev/null || {
	echo 'fuzz: clang is missing' >&2
	exit 71
}
make BUILD="$out" CC=clang CXX=clang++ CFLAGS="$flags" SAN="$san" \
    "$out/libha.a"
pkgs=$(sed -n '/^PKGS/,/[^\\]$/{ s/PKGS.*:=//; s/\\$//; p; }' Makefile)
bad=0
[ $# -gt 0 ] || set -- tests/fuzz/*.c
for src; do
	name=$(basename "$src" .c)
	mkdir -p "$out/corpus/$name"
	# The packages' flags are words.
	# shellcheck disable=SC2046,SC2086
	clang -std=c11 $flags -D_DEFAULT_SOURCE -Ilib \
	    $(pkg-config --cflags $pkgs) \
	    -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
	    "$src" "$out/libha.a" $(pkg-config --libs $pkgs) -lcld2 -lstemmer \
	    -lm -lstdc++ -o "$out/$name"
	seeds=tests/data/fuzz/$name
	[ -d "$seeds" ] || seeds=
	echo "fuzz $name: $seconds s"
	# shellcheck disable=SC2086
	"$out/$name" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 \
	    -max_len=65536 -artifact_prefix="$out/$name-" -verbosity=0 \
	    -print_final_stats=1 "$out/corpus/$name" $seeds 2>"$out/$name.log" ||
	    bad=1
	grep -E '^(stat::number_of_executed|SUMMARY|==)' "$out/$name.log" || :
done
exit $bad
