#!/usr/bin/env bash
# Installs and starts the engines that the tests hold emitted files against: nginx, HAProxy, sshd, systemd-analyze,
# shells, Docker Engine with Compose 2, a registry with images built here, Nomad in two versions, the Woodpecker command
# line. For Debian 12, as root, with Go for what is built. Prints the lines that put them into the environment, so:
#   eval "$(bash .ci/engines.sh start)"      or, with what is started already: eval "$(bash .ci/engines.sh env)"
#   bash .ci/engines.sh stop
# Parts of it: `start base` is all without Nomad and Woodpecker; `build` only fills the cache.
set -euo pipefail
cd "$(dirname "$0")/.."

cache=${PIPEC_ENGINES:-$PWD/.cache/engines}
run=$cache/run
bin=$cache/bin
parts=$PWD/.ci/engines

say() { printf '%s\n' "$*" >&2; }

await() { # SECONDS WHAT LOG COMMAND...: until the command succeeds
  local seconds=$1 what=$2 log=$3
  shift 3
  for _ in $(seq $((seconds * 5))); do
    "$@" >/dev/null 2>&1 && return
    sleep 0.2
  done
  say "$what did not start within $seconds s:"
  tail -n 20 "$log" >&2
  return 1
}

end_process() { # PIDFILE: TERM, then KILL after 20 s
  [ -f "$1" ] || return 0
  local pid
  pid=$(cat "$1")
  kill "$pid" 2>/dev/null || true
  for _ in $(seq 200); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
  kill -KILL "$pid" 2>/dev/null || true
  rm -f "$1"
}

. "$parts/packages.sh"
. "$parts/docker.sh"
. "$parts/registry.sh"
. "$parts/toolbox.sh"
. "$parts/golang.sh"
. "$parts/nomad.sh"

environment() {
  echo "export DOCKER_HOST=unix://$socket DOCKER_CONFIG=$cache/docker PIPEC_REQUIRE_ENGINES=1"
  echo "export PIPEC_TEST_REGISTRY=$registry PATH=$bin:\$PATH"
  [ ! -f "$run/nomad-1.11.pid" ] || echo "export PIPEC_TEST_NOMAD=$(nomad_address 1.11) PIPEC_TEST_NOMAD_OLD=$(nomad_address 1.7)"
}

stop() {
  stop_nomad
  stop_registry
  stop_docker
  rm -rf "$run" "$cache/data"
}

mkdir -p "$run" "$bin"
case ${1:-start} in
  start)
    install_packages
    install_compose
    start_docker
    start_registry
    fill_registry
    if [ "${2:-}" != base ]; then
      build_engines
      fill_examples
      start_nomad
    fi
    environment
    ;;
  build) build_engines ;;
  env) environment ;;
  stop) stop ;;
  *) say "usage: $0 start [base]|build|env|stop"; exit 2 ;;
esac
