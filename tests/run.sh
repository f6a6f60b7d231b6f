#!/bin/sh
# run.sh - every unit test and every .t file, by prove
BUILD=${BUILD:-build}
export BUILD CMOCKA_MESSAGE_OUTPUT=TAP
exec prove --timer -j "${JOBS:-$(nproc)}" -e '' "$BUILD"/tests/unit/* tests/*.t
