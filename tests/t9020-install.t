#!/bin/sh
# make install: what is installed works from there, and goes again
. "${0%/*}/lib.sh"

prefix=/opt/ha
export DESTDIR="$T/root" prefix bindir=$prefix/bin datadir=$prefix/share/ha \
    libexecdir=$prefix/libexec/ha mandir=$prefix/share/man \
    docdir=$prefix/share/doc/ha
at=$DESTDIR$prefix
built=$BUILD/bin
# installed: the programs of the tree and its data are out of reach
installed() {
	PATH=$at/bin:$(printf '%s' "$PATH" | sed "s|$built:||")
	export PATH HA_SHARE="$at/share/ha" HA_LIBEXEC="$at/libexec/ha" \
	    HA_LOCALE="$at/share/locale"
}

check 'every program is installed, helpers apart from what people type' '
	sh "$tests/install.sh" install && for p in "$built"/*; do
		p=${p##*/}; case $p in
		ha-mime | ha-engine) [ -x "$at/libexec/ha/$p" ] && [ ! -e "$at/bin/$p" ] ;;
		*) [ -x "$at/bin/$p" ] ;;
		esac || { echo "no $p" >&2; exit 1; }
	done
'
check 'the pipe runs from there: rules, templates, the reader of mails, Chinese' '
	installed && [ "$(command -v ha-fetch)" = "$at/bin/ha-fetch" ] &&
	ha demo -q --messages 20 --months 1 shop && cd shop && ha sync &&
	ha ticket list | grep -q . && ha --lang zh | grep -q 未读
'
if command -v man >/dev/null; then
	check 'man finds a page for every program' '
		for p in "$at"/bin/*; do
			man -M "$at/share/man" -w 1 "${p##*/}" || exit 1
		done && man -M "$at/share/man" -w 7 ha && man -M "$at/share/man" -w 5 ha.yaml
	'
else
	skip 'man finds a page for every program' 'man-db is not installed'
fi
check 'a shell finds the completion of every program under its name' '
	for p in "$at"/bin/*; do
		p=${p##*/} && grep -qw "$p" "$at/share/zsh/site-functions/_ha" &&
		grep -q "^complete" "$at/share/bash-completion/completions/$p" &&
		grep -q "^ *complete -c" "$at/share/fish/vendor_completions.d/$p.fish" || exit 1
	done
'
check 'installing again changes nothing' '
	find "$DESTDIR" | sort >before && sh "$tests/install.sh" install && find "$DESTDIR" | sort | cmp - before
'
check 'uninstall removes every file and leaves what is of others' '
	: >"$at/bin/other" && sh "$tests/install.sh" uninstall &&
	[ "$(find "$DESTDIR" ! -type d)" = "$at/bin/other" ] && [ ! -e "$at/share/ha" ]
'
check 'the paths of an installation are in its programs' '
	make -s -C "$top" -n BUILD="$T/new" prefix=/opt/ha "$T/new/cmd/ha-view.o" V=1 >how &&
	has how /opt/ha/share/ha && has how /opt/ha/libexec/ha
'
done_testing
