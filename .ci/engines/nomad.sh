# Nomad agents in development mode, which keep nothing and end their allocations with them.

nomad_port() { case $1 in 1.7) echo 14746 ;; *) echo 14646 ;; esac; }
nomad_address() { echo "http://127.0.0.1:$(nomad_port "$1")"; }

start_nomad() {
  start_agent 1.11
  start_agent 1.7
}

start_agent() { # VERSION
  local port address
  port=$(nomad_port "$1")
  address=$(nomad_address "$1")
  curl -fsS "$address/v1/status/leader" >/dev/null 2>&1 && return
  say "starting Nomad $1"
  make_chroot
  mkdir -p "$run/nomad-$1/state" "$run/nomad-$1/alloc"
  cat >"$run/nomad-$1.hcl" <<END
log_level = "warn"
disable_update_check = true
bind_addr = "127.0.0.1"
ports { http = $port, rpc = $((port + 1)), serf = $((port + 2)) }
client {
  options = { "fingerprint.denylist" = "env_aws,env_gce,env_azure,env_digitalocean" }
  cpu_total_compute = 40000
  memory_total_mb = 200000
  gc_max_allocs = 2000
  state_dir = "$run/nomad-$1/state"
  alloc_dir = "$run/nomad-$1/alloc"
  chroot_env = { "$run/chroot/bin" = "/bin" }
}
plugin "raw_exec" { config { enabled = true } }
plugin "docker" { config { endpoint = "unix://$socket", volumes { enabled = true }, gc { image = false } } }
END
  DOCKER_CONFIG=$cache/docker setsid "$bin/nomad-$1" agent -dev -config "$run/nomad-$1.hcl" \
    >"$run/nomad-$1.log" 2>&1 </dev/null &
  echo $! >"$run/nomad-$1.pid"
  await 60 "Nomad $1" "$run/nomad-$1.log" sh -c "curl -fsS $address/v1/nodes | grep -q ready"
}

# What steps without an image find with the driver `exec`: the applets of busybox alone.
make_chroot() {
  local applet
  mkdir -p "$run/chroot/bin"
  [ -f "$run/chroot/bin/busybox" ] || cp "$(command -v busybox)" "$run/chroot/bin/busybox"
  for applet in $(busybox --list); do
    [ -e "$run/chroot/bin/$applet" ] || ln -s busybox "$run/chroot/bin/$applet"
  done
}

stop_nomad() {
  local version mounted
  for version in 1.11 1.7; do
    end_process "$run/nomad-$version.pid"
    { grep -o " $run/nomad-$version/[^ ]*" /proc/self/mounts || true; } | sort -r | while read -r mounted; do
      umount -l "$mounted"
    done
  done
}
