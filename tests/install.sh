#!/bin/sh
# install.sh install|uninstall - what goes where, once for both ways
set -eu
BUILD=${BUILD:-build}
: "${DESTDIR=}" "${prefix:?}" "${bindir:?}" "${libexecdir:?}" "${datadir:?}" \
    "${mandir:?}" "${docdir:?}"
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here"

# FROM TO MODE, one a line
list() {
	for f in "$BUILD"/bin/*; do
		case ${f##*/} in
		ha-mime | ha-engine) echo "$f $libexecdir/${f##*/} 755" ;;
		*) echo "$f $bindir/${f##*/} 755" ;;
		esac
	done
	find share -type f ! -path 'share/locale/*' | sort | while read -r f; do
		echo "$f $datadir/${f#share/} 644"
	done
	for f in man/*.[1-9]; do
		echo "$f $mandir/man${f##*.}/${f##*/} 644"
	done
	for f in "$BUILD"/locale/*/LC_MESSAGES/ha.mo; do
		[ -f "$f" ] &&
		    echo "$f $prefix/share/locale/${f#"$BUILD"/locale/} 644"
	done
	echo "completions/ha.bash $prefix/share/bash-completion/completions/ha 644"
	echo "completions/_ha $prefix/share/zsh/site-functions/_ha 644"
	echo "completions/ha.fish $prefix/share/fish/vendor_completions.d/ha.fish 644"
	for f in README.md NEWS.md LICENSE; do
		echo "$f $docdir/$f 644"
	done
}

case ${1:-} in
install)
	list | while read -r from to mode; do
		install -D -m "$mode" "$from" "$DESTDIR$to"
	done
	;;
uninstall)
	list | while read -r from to mode; do
		rm -f "$DESTDIR$to"
	done
	for d in "$datadir" "$libexecdir" "$docdir"; do
		[ ! -d "$DESTDIR$d" ] ||
		    find "$DESTDIR$d" -depth -type d -empty -delete
	done
	;;
*)
	echo 'usage: install.sh install|uninstall' >&2
	exit 64
	;;
esac
