#!/bin/sh
# pg.sh start FOLDER | stop FOLDER | bin - a PostgreSQL for tests, of its own
#
# In FOLDER, as an unprivileged user, on a socket in it and nowhere else.
# `start` prints the address that HA_TEST_DB takes (tests/lib.sh), and ends
# with 69 when no server is installed.  The database `desk` is there already,
# new and empty: a copy of it is made quicker than the next one by ha-db init.
# `stop` ends the server and removes FOLDER.  `bin` says where its programs
# are: Debian's psql in PATH is a script that looks for the same.
#
# What these tests promise does not depend on a disk, so that nothing is
# synchronised; nothing runs in the background that they did not ask for.
set -u

bin=
for d in /opt/homebrew/bin /usr/bin "$(pg_config --bindir 2>/dev/null)" \
    /usr/lib/postgresql/*/bin; do
	[ -x "$d/initdb" ] && [ -x "$d/pg_ctl" ] && bin=$d
done
if [ -z "$bin" ]; then
	echo 'no PostgreSQL server is installed (postgresql)' >&2
	exit 69
fi

# The server refuses to run as root.
user=
if [ "$(id -u)" -eq 0 ]; then
	for u in postgres nobody; do
		[ -z "$user" ] && id "$u" >/dev/null 2>&1 && user=$u
	done
fi
as_user() {
	if [ -n "$user" ]; then
		setpriv --reuid="$user" --regid="$(id -g "$user")" \
		    --clear-groups env HOME="$dir" "$@"
	else
		"$@"
	fi
}

settings="listen_addresses='' max_connections=100 shared_buffers=32MB
    fsync=off full_page_writes=off autovacuum=off jit=off wal_level=minimal
    max_wal_senders=0 max_wal_size=4GB checkpoint_timeout=1h"

dir=${2:-}
case $1 in
bin) echo "$bin" ;;
start)
	mkdir -p "$dir" && chmod 700 "$dir" || exit 73
	[ -z "$user" ] || chown "$user" "$dir" || exit 73
	cd "$dir" || exit 73
	options="-k '$dir'"
	for s in $settings; do
		options="$options -c $s"
	done
	{
		as_user "$bin/initdb" -D "$dir/data" -U ha -A trust -E UTF8 \
		    --locale=C --no-sync &&
		    as_user "$bin/pg_ctl" -D "$dir/data" -w -t 60 \
			-l "$dir/log" -o "$options" start &&
		    "$bin/createdb" -h "$dir" -U ha -T template0 desk &&
		    ha-db --db "postgresql://ha@/desk?host=$dir" init
	} >"$dir/start.log" 2>&1 || {
		cat "$dir/start.log" "$dir/log" >&2
		exit 71
	}
	echo "postgresql://ha@/postgres?host=$dir"
	;;
stop)
	cd "$dir" && as_user "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop \
	    >"$dir/stop.log" 2>&1
	cd / && rm -rf "$dir"
	;;
esac
