#!/bin/sh
# shellcheck disable=SC2317 # functions are called by name, through run
# lint.sh - layers, format, warnings, shell, manuals, options in four places
set -u
BUILD=${BUILD:-build}
cd "$(dirname "$0")/.." || exit 1
bad=0

# run NAME command ...: its output is shown when it fails
run() {
	name=$1
	shift
	if out=$("$@" 2>&1); then
		echo "ok - $name"
	else
		bad=1
		echo "not ok - $name"
		printf '%s\n' "$out" | head -60
	fi
}

# Every include of ours names its room and lib/LAYERS allows it.
layers() {
	grep -Hn '^#include "' lib/*/*.c lib/*/*.cc lib/*/*.h | awk -F'[:"]' '
	BEGIN {
		while ((getline line < "lib/LAYERS") > 0)
			if (line !~ /^#/) {
				split(line, p, ":")
				may[p[1]] = " " p[1] " " p[2] " "
			}
	}
	{
		split($1, at, "/"); split($4, to, "/")
		if (index(may[at[2]], " " to[1] " ") == 0) {
			print $1 ":" $2 ": " at[2] " may not include " $4
			n++
		}
	}
	END { exit n > 0 }'
}

sql_at_home() {
	! find cmd lib -name '*.c' ! -path 'lib/store/*' -exec grep -nHE \
	    '"[^"]*\b(SELECT .* FROM|INSERT INTO|UPDATE [a-z_]+ SET|DELETE FROM)\b' \
	    {} +
}

format() {
	find cmd lib tests -name '*.[ch]' -exec \
	    clang-format --dry-run -Werror {} +
}

# Cores to compile with, as make says it.
jobs=${JOBS:-$(nproc 2>/dev/null || echo 2)}

# The build itself, which keeps what the compiler said beside each object.
warnings() {
	make -s -j"$jobs" all || return
	said=$(find "$BUILD/cmd" "$BUILD/lib" "$BUILD/tests" -name '*.warn' -size +0)
	[ -z "$said" ] || { echo "$said" | xargs cat; return 1; }
}

# The linker takes the first of two, or none, as the program happens to need.
names() {
	! nm --defined-only "$BUILD/libha.a" 2>/dev/null |
	    awk '$2 ~ /[TDBRC]/ { print $3 }' | sort | uniq -d | grep .
}

# Objects stay under clang/, so that the second run compiles what has changed.
clang_warnings() {
	make -s -j"$jobs" BUILD="$BUILD/clang" CC=clang CFLAGS='-O0 -Werror' objects
}

shell() {
	shellcheck -x -e SC1091,SC2034 tests/*.sh .ci/run completions/ha.bash
}

# prove starts them as programs.
executable() {
	! find tests -name '*.t' ! -perm -u+x | grep .
}

manuals() {
	out=$(mandoc -Tlint -W all man/*.[1-9] | grep -v 'STYLE: referenced manual not found')
	# the page of a program is read in one go
	long=$(wc -l man/*.1 | awk '$2 != "total" && $1 >= 150 { print $2 ": " $1 " lines" }')
	printf '%s' "$out$long"
	[ -z "$out$long" ]
}

# What --describe says stands in --help and in the manual.
options() {
	n=0
	for p in "$BUILD"/bin/*; do
		name=${p##*/}
		case $name in ha-mime | ha-engine) continue ;; esac
		page=man/$name.1
		[ "$name" = ha ] && page=man/ha.1
		if [ ! -f "$page" ]; then
			echo "$name: no manual $page"
			n=1
			continue
		fi
		help=$("$p" --help)
		"$p" --describe | while IFS='	' read -r kind short long rest; do
			case $kind in
			verb)
				grep -qE "(Cm|Ic) $short( |\$)" "$page" ||
				    echo "$name: verb $short is not in $page"
				printf '%s' "$help" | grep -qE "^ +$short( |\$)" ||
				    echo "$name: verb $short is not in --help"
				;;
			opt)
				o=${long#--}
				[ "$o" = describe ] && continue
				grep -qE "Fl \\\\?-$o( |\$)" "$page" man/ha.7 ||
				    echo "$name: --$o is in no manual"
				;;
			esac
		done >"$BUILD/lint.out"
		if [ -s "$BUILD/lint.out" ]; then
			cat "$BUILD/lint.out"
			n=1
		fi
	done
	return "$n"
}

# Completions ask the programs; each program must be named in all three.
completions() {
	n=0
	for p in "$BUILD"/bin/*; do
		name=${p##*/}
		case $name in ha-mime | ha-engine) continue ;; esac
		for f in completions/ha.bash completions/_ha completions/ha.fish; do
			grep -q -- "$name" "$f" || { echo "$f: no $name"; n=1; }
		done
	done
	return "$n"
}

run 'rooms include only what lib/LAYERS allows' layers
run 'SQL only in lib/store' sql_at_home
run 'clang-format' format
run 'gcc has no warning' warnings
run 'no two rooms define the same name' names
run 'clang has no warning' clang_warnings
run 'shellcheck' shell
run 'every .t file is executable' executable
run 'mandoc -Tlint' manuals
run 'options: code, help and manual agree' options
run 'completions know every program' completions
exit $bad
