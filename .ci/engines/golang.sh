# Engines that are Go modules, each built once into the cache as a tool of a module of its own.

build_engines() {
  command -v go >/dev/null || { say "Go 1.26 or later is needed to build Nomad"; return 1; }
  build_module nomad-1.11 nomad-1.11 github.com/hashicorp/nomad
  build_module nomad-1.7 nomad-1.7 github.com/hashicorp/nomad
  build_module versitygw versitygw github.com/versity/versitygw/cmd/versitygw
  build_woodpecker
}

build_module() { # PROGRAM MODULE PACKAGE
  [ "$bin/$1" -nt "$parts/$2/go.sum" ] && return
  say "building $1; the first time takes some minutes"
  (cd "$parts/$2" && go build -ldflags='-s -w' -o "$bin/$1.new" "$3")
  mv "$bin/$1.new" "$bin/$1"
  touch "$bin/$1"
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
