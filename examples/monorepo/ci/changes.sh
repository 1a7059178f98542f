#!/bin/sh
# Publishes the version, and for each part whether it changed since the last commit on main: `version`, `api`, `web`.
set -eu
base=$(git merge-base HEAD origin/main 2>/dev/null || true)
[ "$base" != "$(git rev-parse HEAD)" ] || base=$(git rev-parse HEAD~1 2>/dev/null || true)

changed() { # PATH...: true when something below changed, or when nobody can know
  [ -z "$base" ] || ! git diff --quiet "$base" HEAD -- "$@" && echo true || echo false
}

{
  echo "version=$(git show --no-patch --format=%cd --date=format:%Y.%m.%d HEAD)-$(git rev-parse --short HEAD)"
  echo "api=$(changed libs/pricing services/api)"
  echo "web=$(changed services/web)"
} >>"$PIPEC_OUTPUT"
