#!/bin/sh
# embed.sh FILE.sql ... - the migrations as a C table, in the order given
printf '/* made by tests/embed.sh */\n#include <stddef.h>\n\n#include "store/schema.h"\n\n'
printf 'const struct migration migrations[] = {\n'
for f; do
	[ -f "$f" ] || continue
	n=$(basename "$f" .sql)
	printf '\t{ %d, "%s",\n' "$((1${n%%_*} - 10000))" "${n#*_}"
	sed 's/\\/\\\\/g; s/"/\\"/g; s/^/\t    "/; s/$/\\n"/' "$f"
	printf '\t},\n'
done
printf '\t{ 0, NULL, NULL }\n};\n'
