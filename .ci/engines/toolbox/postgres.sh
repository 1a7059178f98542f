#!/bin/sh
# Starts PostgreSQL as its public image does: an empty data directory gets POSTGRES_USER with the password of
# POSTGRES_PASSWORD or of the file POSTGRES_PASSWORD_FILE, the database POSTGRES_DB and /docker-entrypoint-initdb.d.
set -eu
PATH=$PATH:/usr/lib/postgresql/15/bin
data=${PGDATA:-/var/lib/postgresql/data}
as() { setpriv --reuid=postgres --regid=postgres --init-groups env HOME=/tmp "$@"; }

mkdir -p "$data" /run/postgresql
chown postgres:postgres "$data" /run/postgresql
chmod 700 "$data"
if [ ! -s "$data/PG_VERSION" ]; then
  password=${POSTGRES_PASSWORD-}
  [ -z "${POSTGRES_PASSWORD_FILE-}" ] || password=$(cat "$POSTGRES_PASSWORD_FILE")
  printf '%s' "$password" >/tmp/password
  chmod 644 /tmp/password
  as initdb --pgdata="$data" --username="$POSTGRES_USER" --pwfile=/tmp/password --auth-local=trust \
    --auth-host=scram-sha-256 --encoding=UTF8 >/dev/null
  rm /tmp/password
  echo 'host all all all scram-sha-256' >>"$data/pg_hba.conf"
  as pg_ctl --pgdata="$data" --options="-c listen_addresses=''" --wait --silent start >/dev/null
  as createdb --username="$POSTGRES_USER" "$POSTGRES_DB"
  for file in /docker-entrypoint-initdb.d/*.sql; do
    [ ! -e "$file" ] || as psql --quiet -v ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" --file="$file"
  done
  as pg_ctl --pgdata="$data" --mode=fast --wait --silent stop
fi
exec setpriv --reuid=postgres --regid=postgres --init-groups postgres -D "$data" -c listen_addresses='*'
