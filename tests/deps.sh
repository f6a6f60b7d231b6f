#!/bin/sh
# deps.sh build|check|lint|bench - install what is missing, by package name
#
# Says what it installs, does nothing when all is there, and where there is no
# apt prints the line for other systems instead.
set -u

build='gcc g++ make pkg-config gettext libsqlite3-dev libjansson-dev
    libyaml-dev libcurl4-openssl-dev libssl-dev libgmime-3.0-dev libicu-dev
    libglib2.0-dev libxml2-dev libcld2-dev libpcre2-dev libstemmer-dev
    libsmartcols-dev libseccomp-dev libzstd-dev libpq-dev liblinear-dev'
check="$build libcmocka-dev perl jq python3 python3-jsonschema
    python3-aiosmtpd strace man-db sqlite3 postgresql"
lint="$check clang-format clang shellcheck mandoc"
bench="$check bc"

fedora='gcc gcc-c++ make pkgconf gettext sqlite-devel jansson-devel
    libyaml-devel libcurl-devel openssl-devel gmime30-devel libicu-devel
    glib2-devel libxml2-devel cld2-devel pcre2-devel libstemmer-devel
    util-linux-devel libsmartcols-devel libseccomp-devel libzstd-devel
    libpq-devel liblinear-devel'
arch='gcc make pkgconf gettext sqlite jansson libyaml curl openssl gmime3 icu
    glib2 libxml2 cld2 pcre2 snowball util-linux-libs libseccomp zstd
    postgresql-libs liblinear'
alpine='build-base pkgconf gettext-dev sqlite-dev jansson-dev yaml-dev
    curl-dev openssl-dev gmime-dev icu-dev glib-dev libxml2-dev cld2-dev
    pcre2-dev snowball-dev util-linux-dev libseccomp-dev zstd-dev
    libpq-dev liblinear-dev'
brew='pkg-config gettext sqlite jansson libyaml curl openssl@3 gmime icu4c
    glib libxml2 cld2 pcre2 snowball util-linux zstd libpq
    liblinear'

one_line() {
	# shellcheck disable=SC2048,SC2086 # the blanks between are to go
	echo $*
}

# shellcheck disable=SC2086 # the lists are words
others() {
	echo 'deps: there is no apt here; install these, then go on with make:'
	echo "  Fedora:   dnf install $(one_line $fedora)"
	echo "  Arch:     pacman -S --needed $(one_line $arch)"
	echo "  Alpine:   apk add $(one_line $alpine)"
	echo "  Homebrew: brew install $(one_line $brew)"
}

case ${1:-} in
build) want=$build ;;
check) want=$check ;;
lint) want=$lint ;;
bench) want=$bench ;;
*)
	echo 'usage: deps.sh build|check|lint|bench' >&2
	exit 64
	;;
esac

if ! command -v apt-get >/dev/null; then
	# what is missing shows when pkg-config or a tool is asked for
	if pkg-config --exists sqlite3 jansson yaml-0.1 libcurl gmime-3.0 \
	    icu-uc glib-2.0 libxml-2.0 libpcre2-8 smartcols libpq 2>/dev/null; then
		exit 0
	fi
	others
	exit 69
fi

# shellcheck disable=SC2016,SC2086 # the names are dpkg's, the list is words
have=$(dpkg-query -W -f '${Package}:${db:Status-Status}\n' $want 2>/dev/null)
missing=
for p in $want; do
	printf '%s\n' "$have" | grep -qxF "$p:installed" ||
	    missing="$missing $p"
done
[ -n "$missing" ] || exit 0

sudo=
if [ "$(id -u)" -ne 0 ]; then
	if ! command -v sudo >/dev/null; then
		echo "deps: as root: apt-get install$missing" >&2
		exit 77
	fi
	sudo=sudo
fi
echo "deps: installing$missing"
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086
install() {
	$sudo apt-get install -y -qq --no-install-recommends $missing
}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! install >"$log" 2>&1 &&
    ! { $sudo apt-get update -qq && install; } >"$log" 2>&1; then
	cat "$log" >&2
	echo 'deps: apt-get could not install them' >&2
	exit 69
fi
