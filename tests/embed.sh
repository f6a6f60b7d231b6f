#!/bin/sh
# embed.sh FILE.sql ...	 the migrations as a C table, in the order given
# embed.sh -b NAME FILE	 the bytes of a file as NAME[] and NAME_len
if [ "$1" = -b ]; then
	printf '/* made by tests/embed.sh */\n#include "store/pack.h"\n\n'
	printf 'const unsigned char %s[] = {\n' "$2"
	od -An -v -tu1 "$3" | sed 's/ *\([0-9][0-9]*\)/\1,/g'
	printf '};\nconst size_t %s_len = sizeof %s;\n' "$2" "$2"
	exit
fi
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
