# A registry on loopback, filled with images that are built here: nothing else may be pulled.

registry_port=${PIPEC_REGISTRY_PORT:-5000}
registry=127.0.0.1:$registry_port

start_registry() {
  curl -fsS "http://$registry/v2/" >/dev/null 2>&1 && return
  say "starting the registry"
  cat >"$run/registry.yml" <<END
version: 0.1
log: {level: warn}
storage: {filesystem: {rootdirectory: $run/registry}, delete: {enabled: true}}
http: {addr: "$registry"}
END
  setsid docker-registry serve "$run/registry.yml" >"$run/registry.log" 2>&1 </dev/null &
  echo $! >"$run/registry.pid"
  await 20 "the registry" "$run/registry.log" curl -fsS "http://$registry/v2/"
}

stop_registry() { end_process "$run/registry.pid"; }

push() { # NAME: the image of standard input's Dockerfile, with the context $context
  docker -H "unix://$socket" build -q -t "$registry/$1" -f - "$context" >"$run/build.log" 2>&1 &&
    docker -H "unix://$socket" push -q "$registry/$1" >>"$run/build.log" 2>&1 ||
    { cat "$run/build.log" >&2; return 1; }
}

has() { curl -fsSI -H 'Accept: application/vnd.docker.distribution.manifest.v2+json' "http://$registry/v2/$1/manifests/$2" >/dev/null 2>&1; }

fill_registry() {
  has pipec/busybox 2 && return
  say "building images"
  context=$(mktemp -d)
  mkdir -p "$context/bin" "$context/tmp" "$context/etc"
  chmod 1777 "$context/tmp"
  cp "$(command -v busybox)" "$context/bin/busybox"
  echo 'root:x:0:0:root:/root:/bin/sh' >"$context/etc/passwd"
  for applet in $(busybox --list); do [ -e "$context/bin/$applet" ] || ln -s busybox "$context/bin/$applet"; done
  printf 'FROM scratch\nCOPY . /\nENV PATH=/bin\nCMD ["sh"]\n' | push pipec/busybox:1
  # A second one that differs, for versions and for changes of image within a job.
  echo 2 >"$context/etc/version"
  printf 'FROM scratch\nCOPY . /\nENV PATH=/bin\nCMD ["sh"]\n' | push pipec/busybox:2
  # A server: answers /healthz and everything below /www on port 8080.
  mkdir -p "$context/www" && echo ok >"$context/www/healthz"
  printf 'FROM scratch\nCOPY . /\nENV PATH=/bin\nEXPOSE 8080\nCMD ["httpd","-f","-p","8080","-h","/www"]\n' | push pipec/web:1
  rm -rf "$context"
}
