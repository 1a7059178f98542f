# The images that the examples name, below $registry/examples: one image of Debian's packages stands in for those of
# others, and the examples' own are built from their Dockerfiles. The package tree and the wheels are kept in the cache.

toolbox=$cache/toolbox
toolbox_packages=python3-minimal,python3-venv,python3-pip,make,git,gcc,libc6-dev,postgresql-15,nginx-light,nodejs,ca-certificates

# A tree of packages takes a minute; files that nobody runs are left out of it.
make_tree() {
  [ "$(cat "$toolbox/packages" 2>/dev/null)" = "$toolbox_packages" ] && return
  say "installing the packages of the examples' images"
  local left_out option mirror options=()
  for left_out in doc man locale i18n/locales; do options+=("--dpkgopt=path-exclude=/usr/share/$left_out/*"); done
  for left_out in libLLVM-\* libz3.so\* postgresql/15/lib/bitcode/\*; do
    options+=("--dpkgopt=path-exclude=/usr/lib/x86_64-linux-gnu/$left_out" "--dpkgopt=path-exclude=/usr/lib/$left_out")
  done
  for option in lto1 lto-wrapper 'lib*san*'; do options+=("--dpkgopt=path-exclude=/usr/lib/gcc/*/$option"); done
  options+=("--dpkgopt=path-exclude=/usr/bin/*lto-dump*" "--dpkgopt=path-exclude=/usr/lib/x86_64-linux-gnu/lib*san.so*")
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -E '/debian/?$' | sort -u | head -n 1)
  mmdebstrap --quiet --variant=minbase --include="$toolbox_packages" "${options[@]}" bookworm "$toolbox/tree.tar" "$mirror" >&2
  echo "$toolbox_packages" >"$toolbox/packages"
}

fetch_wheels() {
  cmp -s "$parts/toolbox/wheels.txt" "$toolbox/wheels.txt" && return
  say "fetching the packages of Python for the examples' images"
  local options=(--quiet --no-deps --dest "$toolbox/wheels" --python-version 3.11 --implementation cp --only-binary=:all:
    --platform manylinux2014_x86_64 --platform manylinux_2_28_x86_64)
  python3 -m pip download "${options[@]}" -r "$parts/toolbox/wheels.txt"
  python3 -m pip download "${options[@]}" attrs==22.2.0 # what constraints/lowest.txt asks for
  cp "$parts/toolbox/wheels.txt" "$toolbox/wheels.txt"
}

build_crane() {
  [ -x "$toolbox/crane" ] && return
  CGO_ENABLED=0 GOBIN=$toolbox GOFLAGS=-trimpath go install github.com/google/go-containerregistry/cmd/crane@v0.20.3
}

stand_in() { # NAME...: the image of standard input's Dockerfile, pushed under each name
  local name image
  image=$(docker -H "unix://$socket" build -q --build-arg "BASE=$base" -f - "$context" 2>"$run/build.log") ||
    { cat "$run/build.log" >&2; return 1; }
  for name; do
    docker -H "unix://$socket" tag "$image" "$registry/examples/$name"
    docker -H "unix://$socket" push -q "$registry/examples/$name" >"$run/build.log" 2>&1 || { cat "$run/build.log" >&2; return 1; }
  done
  echo "$image"
}

# An image of an example, from its own Dockerfile, with the registry of its bases replaced.
own_image() { # FOLDER NAME
  context=$PWD/examples/$1
  sed "s,registry\.example/,$registry/examples/," "$context/Dockerfile" | stand_in "$2" >/dev/null
}

fill_examples() {
  has examples/guestbook/web 2.7.0 && return
  mkdir -p "$toolbox/wheels"
  make_tree
  fetch_wheels
  build_crane
  say "building the examples' images"
  local python
  context=$(mktemp -d)
  cp -R "$toolbox/wheels" "$toolbox/crane" "$parts/toolbox/postgres.sh" "$context"
  base=examples/tree:$(stat -c %Y "$toolbox/tree.tar")
  docker -H "unix://$socket" image inspect "$base" >/dev/null 2>&1 || docker -H "unix://$socket" import "$toolbox/tree.tar" "$base" >/dev/null
  python=(ci/git:2.45 ci/node:22 ci/crane:0.20 library/python:3.12-slim)
  for version in 3.10 3.11 3.12 3.13; do python+=("ci/python:$version"); done
  base=$(stand_in "${python[@]}" <"$parts/toolbox/Dockerfile")
  stand_in library/nginx:1.27-alpine >/dev/null <<<'ARG BASE
FROM $BASE
CMD ["nginx", "-g", "daemon off;"]'
  stand_in library/postgres:16.4 >/dev/null <<<'ARG BASE
FROM $BASE
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/15/bin
VOLUME /var/lib/postgresql/data
CMD ["postgres.sh"]'
  # What pipec needs; the tests lay its code on top.
  stand_in pipec-base >/dev/null <<<'ARG BASE
FROM $BASE
RUN pip install --quiet --no-cache-dir click docker httpx jinja2 jsonschema jsonschema-rs prometheus-client \
      python-nomad pyyaml rich ruamel.yaml
ENV PYTHONPATH=/opt/pipec PYTHONDONTWRITEBYTECODE=1
RUN printf "#!/bin/sh\nexec python3 -m pipec \"\$@\"\n" >/usr/local/bin/pipec && chmod +x /usr/local/bin/pipec'
  rm -rf "$context"
  context=$(go env GOROOT)
  stand_in ci/golang:1.23 >/dev/null <<<'ARG BASE
FROM $BASE
COPY bin /usr/local/go/bin
COPY pkg /usr/local/go/pkg
COPY src /usr/local/go/src
COPY go.env VERSION /usr/local/go/
ENV PATH=/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin GOTOOLCHAIN=local GOFLAGS=-buildvcs=false
# jobs begin with what they need of the standard library built
ENV GOCACHE=/var/cache/go
RUN p="net/http/httptest log/slog os/signal testing" && go build $p && go build -race $p && CGO_ENABLED=0 go build -trimpath $p \
 && chmod -R a+rwX /var/cache/go'
  docker -H "unix://$socket" tag "$registry/pipec/web:1" "$registry/examples/web:1.4" # what the golden plans deploy
  docker -H "unix://$socket" push -q "$registry/examples/web:1.4" >/dev/null
  own_image compose-app/db guestbook/db:16.4-3
  own_image compose-app/api guestbook/api:2.7.0
  own_image compose-app/web guestbook/web:2.7.0
}
