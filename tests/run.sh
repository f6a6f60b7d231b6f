#!/bin/sh
# run.sh [FILE ...] - every unit test and every .t file, or those named, by prove
BUILD=${BUILD:-build}
export BUILD CMOCKA_MESSAGE_OUTPUT=TAP
if [ $# -eq 0 ]; then
	for f in tests/unit/*.c; do
		f=${f##*/}
		set -- "$@" "$BUILD/tests/unit/${f%.c}"
	done
	# TESTS=units leaves the programs' tests out
	[ "${TESTS:-}" = units ] || set -- "$@" tests/*.t
fi
exec prove --timer -j "${JOBS:-$(nproc)}" -e '' "$@"
