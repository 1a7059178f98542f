#!/usr/bin/env bash
# Installs and starts the engines that the tests hold emitted files against: nginx, HAProxy, systemd-analyze, shells,
# Docker Engine and Docker Compose. For Debian 12, as root. Prints the lines that put them into the environment, so:
#   eval "$(bash .ci/engines.sh start)"
#   bash .ci/engines.sh stop
set -euo pipefail

cache=${PIPEC_ENGINES:-$PWD/.cache/engines}
socket=$cache/run/docker.sock

say() { printf '%s\n' "$*" >&2; }

install_packages() {
  local missing=()
  command -v nginx >/dev/null || missing+=(nginx-light)
  command -v haproxy >/dev/null || missing+=(haproxy)
  command -v systemd-analyze >/dev/null || missing+=(systemd)
  command -v busybox >/dev/null || missing+=(busybox-static)
  command -v dash >/dev/null || missing+=(dash)
  command -v setsid >/dev/null || missing+=(util-linux)
  command -v git >/dev/null || missing+=(git)
  command -v shellcheck >/dev/null || missing+=(shellcheck)
  command -v zsh >/dev/null || missing+=(zsh)
  command -v fish >/dev/null || missing+=(fish)
  command -v groff >/dev/null || missing+=(groff)
  command -v mandoc >/dev/null || missing+=(mandoc)
  command -v dockerd >/dev/null || missing+=(docker.io)
  [ ${#missing[@]} -eq 0 ] && return
  say "installing ${missing[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# Debian 12 has Compose 1; version 2 is in Debian 13, whose package is one static program. It is taken from the same
# mirror through sources of its own, so that nothing else of the machine changes its release.
install_compose() {
  [ -x "$cache/docker/cli-plugins/docker-compose" ] && return
  say "installing Docker Compose 2"
  local work mirror options
  work=$(mktemp -d)
  mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial" "$cache/docker/cli-plugins"
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -E '/debian/?$' | sort -u | head -n 1)
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror%/} trixie main" >"$work/list"
  options=(-o "Dir::Etc::sourcelist=$work/list" -o Dir::Etc::sourceparts=/dev/null -o "Dir::State=$work/state"
    -o "Dir::Cache=$work/cache" -o Dir::State::status=/var/lib/dpkg/status)
  apt-get "${options[@]}" update -qq >&2
  (cd "$work" && apt-get "${options[@]}" download -qq docker-compose >&2)
  dpkg -x "$work"/docker-compose_*.deb "$work/root"
  cp "$(find "$work/root/usr/libexec" -name docker-compose -type f | head -n 1)" "$cache/docker/cli-plugins/docker-compose"
  chmod +x "$cache/docker/cli-plugins/docker-compose"
  rm -rf "$work"
}

start_docker() {
  mkdir -p "$cache/run"
  if [ -S "$socket" ] && docker -H "unix://$socket" version >/dev/null 2>&1; then return; fi
  say "starting Docker Engine"
  setsid dockerd --data-root "$cache/data" --exec-root "$cache/run/exec" -p "$cache/run/docker.pid" \
    -H "unix://$socket" >"$cache/run/docker.log" 2>&1 </dev/null &
  for _ in $(seq 100); do
    docker -H "unix://$socket" version >/dev/null 2>&1 && return
    sleep 0.2
  done
  say "Docker Engine did not start:"
  tail -n 20 "$cache/run/docker.log" >&2
  return 1
}

stop() {
  [ -f "$cache/run/docker.pid" ] || return 0
  local pid
  pid=$(cat "$cache/run/docker.pid")
  kill "$pid" 2>/dev/null || true
  for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
  umount -l "$cache"/run/exec/netns/* 2>/dev/null || true  # it stays mounted where a container was running at the end
  rm -rf "$cache/run" "$cache/data"
}

case ${1:-start} in
  start)
    install_packages
    install_compose
    start_docker
    echo "export DOCKER_HOST=unix://$socket DOCKER_CONFIG=$cache/docker PIPEC_REQUIRE_ENGINES=1"
    ;;
  stop) stop ;;
  *) say "usage: $0 start|stop"; exit 2 ;;
esac
