# Engines that are Go modules, each built once into the cache as a tool of a module of its own.

build_engines() {
  command -v go >/dev/null || { say "Go 1.26 or later is needed to build Nomad"; return 1; }
  build_nomad 1.11
  build_nomad 1.7
  build_woodpecker
}

build_nomad() { # VERSION
  [ "$bin/nomad-$1" -nt "$parts/nomad-$1/go.sum" ] && return
  say "building Nomad $1; the first time takes some minutes"
  (cd "$parts/nomad-$1" && go build -ldflags='-s -w' -o "$bin/nomad-$1.new" github.com/hashicorp/nomad)
  mv "$bin/nomad-$1.new" "$bin/nomad-$1"
  touch "$bin/nomad-$1"
}

# Its module is not to be had everywhere: its tests are then skipped.
build_woodpecker() {
  [ ! -x "$bin/woodpecker-cli" ] || return 0
  command -v woodpecker-cli >/dev/null && return
  local work
  work=$(mktemp -d)
  if GOBIN=$work go install go.woodpecker-ci.org/woodpecker/v3/cmd/cli@v3.17.0 2>"$work/log"; then
    mv "$work/cli" "$bin/woodpecker-cli"
  else
    say "the Woodpecker command line cannot be built here: $(tail -n 1 "$work/log")"
  fi
  rm -rf "$work"
}
