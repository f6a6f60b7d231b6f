#!/bin/sh
# install.sh install|uninstall - what goes where, once for both ways
set -eu
BUILD=${BUILD:-build}
: "${DESTDIR=}" "${prefix:?}" "${bindir:?}" "${libexecdir:?}" "${datadir:?}" \
    "${mandir:?}" "${docdir:?}"
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here"

bashdir=$prefix/share/bash-completion/completions
fishdir=$prefix/share/fish/vendor_completions.d

# FROM TO MODE, one a line; of MODE link, FROM is what the link says
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
	echo "completions/ha.bash $bashdir/ha 644"
	echo "completions/ha.fish $fishdir/ha.fish 644"
	echo "completions/_ha $prefix/share/zsh/site-functions/_ha 644"
	# bash and fish look for the completion of a command under its name
	for f in "$BUILD"/bin/ha-*; do
		f=${f##*/}
		case $f in ha-mime | ha-engine) continue ;; esac
		echo "ha $bashdir/$f link"
		echo "ha.fish $fishdir/$f.fish link"
	done
	for f in README.md NEWS.md LICENSE; do
		echo "$f $docdir/$f 644"
	done
}

case ${1:-} in
install)
	list | while read -r from to mode; do
		case $mode in
		link) ln -sf "$from" "$DESTDIR$to" ;;
		*) install -D -m "$mode" "$from" "$DESTDIR$to" ;;
		esac
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
