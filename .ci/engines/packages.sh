# What Debian's packages give.

install_packages() {
  local missing=() program package
  while read -r program package; do
    command -v "$program" >/dev/null || missing+=("$package")
  done <<'END'
nginx nginx-light
haproxy haproxy
systemd-analyze systemd
busybox busybox-static
dash dash
setsid util-linux
git git
shellcheck shellcheck
zsh zsh
fish fish
groff groff
mandoc mandoc
dockerd docker.io
docker-registry docker-registry
mmdebstrap mmdebstrap
sshd openssh-server
curl curl
chromium chromium
ip iproute2
iptables iptables
END
  [ ${#missing[@]} -eq 0 ] && return
  say "installing ${missing[*]}"
  apt-get update -qq
  # No package may start a service of its own: what runs is started here, and ended here.
  printf '#!/bin/sh\nexit 101\n' >"$run/policy" && chmod +x "$run/policy"
  [ -e /usr/sbin/policy-rc.d ] || install -m 755 "$run/policy" /usr/sbin/policy-rc.d
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
  ! cmp -s "$run/policy" /usr/sbin/policy-rc.d || rm -f /usr/sbin/policy-rc.d
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
