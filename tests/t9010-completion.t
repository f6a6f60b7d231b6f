#!/bin/sh
# completions: what the shells offer is what the programs say
. "${0%/*}/lib.sh"

ha init -y --shop Knit --tz UTC --language en shop >init.log || exit 1
cd shop || exit 1
ha account add -y email/support driver=maildir path=mail >/dev/null || exit 1
ha account add -y shopify/eu driver=csv path=o.csv map=shopify >/dev/null || exit 1

cat >bash.sh <<'E'
. "$1/completions/ha.bash"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_ha
printf '%s\n' "${COMPREPLY[@]}"
E
# Outside of its line editor zsh has none of the functions that add a word.
cat >zsh.sh <<'E'
dir=$1
shift
words=("$@") CURRENT=$# PREFIX=${@[-1]}
compadd() { print -l -- ${(P)2}; }
_describe() { print -l -- ${${(P)2}%%:*}; }
_files() { }
source $dir/completions/_ha
E
# offers_SHELL WORD ...: what it would complete the last word to
offers_bash() {
	bash bash.sh "$top" "$@"
}
offers_zsh() {
	zsh -f zsh.sh "$top" "$@"
}
offers_fish() {
	fish -c "source $top/completions/ha.fish; complete -C '$*'" | cut -f1
}

try() {
	sh=$1
	check "$sh: verbs and programs behind ha" "
		offers_$sh ha '' >got && grep -qx sync got && grep -qx account got
	"
	check "$sh: verbs of a program, by either name" "
		offers_$sh ha account '' >got && grep -qx live got &&
		offers_$sh ha-account '' >got && grep -qx live got
	"
	check "$sh: options of a verb of ha are its own" "
		offers_$sh ha sync --pri >got && grep -qx -e --print got &&
		offers_$sh ha init --sho >got && grep -qx -e --shop got &&
		offers_$sh ha sync --sho >got; ! grep -qx -e --shop got
	"
	check "$sh: accounts come from the configuration" "
		offers_$sh ha account live '' >got && grep -qx email/support got &&
		offers_$sh ha sync '' >got && grep -qx shopify/eu got
	"
}

try bash
for sh in fish zsh; do
	if command -v $sh >/dev/null; then
		try $sh
	else
		skip "$sh: verbs, options and accounts" "no $sh here"
	fi
done
check 'every program is completed in every shell' '
	for p in "$BUILD"/bin/ha*; do
		p=${p##*/}; case $p in ha-mime | ha-engine) continue ;; esac
		for f in ha.bash _ha ha.fish; do
			grep -qE "(^|[ 	])$p( |$|\\\\)" "$top/completions/$f" ||
			    { echo "$f: no $p" >&2; exit 1; }
		done
	done
'
done_testing
