# Docker Engine on a socket of its own.

socket=$run/docker.sock

start_docker() {
  docker -H "unix://$socket" version >/dev/null 2>&1 && return
  say "starting Docker Engine"
  setsid dockerd --data-root "$cache/data" --exec-root "$run/exec" -p "$run/docker.pid" \
    -H "unix://$socket" >"$run/docker.log" 2>&1 </dev/null &
  await 30 "Docker Engine" "$run/docker.log" docker -H "unix://$socket" version
}

stop_docker() {
  end_process "$run/docker.pid"
  umount -l "$run"/exec/netns/* 2>/dev/null || true # it stays mounted where a container was running at the end
}
