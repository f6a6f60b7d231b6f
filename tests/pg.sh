#!/bin/sh
# pg.sh start FOLDER | stop FOLDER - a PostgreSQL for tests, of its own
#
# In FOLDER, as an unprivileged user, on a socket in it and nowhere else.
# `start` prints the address that HA_TEST_DB takes (tests/lib.sh), and ends
# with 69 when no server is installed.  `stop` ends it and removes FOLDER.
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

dir=$2
case $1 in
start)
	mkdir -p "$dir" && chmod 700 "$dir" || exit 73
	[ -z "$user" ] || chown "$user" "$dir" || exit 73
	cd "$dir" || exit 73
	{
		as_user "$bin/initdb" -D "$dir/data" -U ha -A trust -E UTF8 \
		    --locale=C --no-sync &&
		    as_user "$bin/pg_ctl" -D "$dir/data" -w -t 30 \
			-l "$dir/log" -o "-k '$dir' -c listen_addresses='' \
			-c max_connections=60 -c shared_buffers=64MB -c fsync=off" start
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
