#!/bin/sh
# A throw-away PostgreSQL of one's own on a unix socket: `start DIR` prints its URL, `stop DIR`.
# Tests need no data after a power cut; what measures writes sets POSTGRES_OPTIONS to nothing.
set -eu
verb=$1
dir=$2
options=${POSTGRES_OPTIONS--c fsync=off -c full_page_writes=off}
for version in 18 17 16 15; do
  bin=/usr/lib/postgresql/$version/bin
  [ -x "$bin/initdb" ] && break
done
as() { if [ "$(id -u)" = 0 ]; then su postgres -s /bin/sh -c "$1"; else sh -c "$1"; fi; }
case $verb in
start)
  mkdir -p "$dir"
  if [ "$(id -u)" = 0 ]; then
    chmod 711 "$(dirname "$dir")"
    chown postgres "$dir"
  fi
  as "$bin/initdb -D $dir/db -U ezhen -A trust -E UTF8 --locale=C.UTF-8 >/dev/null"
  as "$bin/pg_ctl -D $dir/db -w -l $dir/log -o \"-k $dir -c listen_addresses='' -c max_connections=200 $options\" start >/dev/null"
  as "$bin/createdb -h $dir -U ezhen ezhen"
  printf 'postgresql://ezhen@%s/ezhen\n' "$(printf %s "$dir" | sed 's|/|%2F|g')"
  ;;
stop) as "$bin/pg_ctl -D $dir/db -m immediate stop >/dev/null" ;;
esac
