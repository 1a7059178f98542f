#!/bin/sh
# What pipec does, on a real example: one pipeline file in, the files of four engines out. `make demo` runs it.
#   BIN=FOLDER sh examples/demo.sh      the folder that `pipec` is installed in
set -eu

examples=$(cd "$(dirname "$0")" && pwd)
bin=$(cd "${BIN:-.venv/bin}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ -t 1 ] && [ -z "${NO_COLOR-}" ]; then bold=$(printf '\033[1m') plain=$(printf '\033[0m') color=always; else bold='' plain='' color=never; fi

title() { printf '\n%s== %s%s\n' "$bold" "$1" "$plain"; }

pipec() {
  printf '%s$ pipec %s%s\n' "$bold" "$*" "$plain"
  "$bin/pipec" "$@"
}

excerpt() { # FILE FROM LINES: so many lines from the first that matches
  [ -f "$1" ] || { printf 'demo: %s was not written\n' "$1" >&2; exit 1; }
  printf '\n%s%s%s\n' "$bold" "$1" "$plain"
  awk -v lines="$3" 'seen == 0 && $0 ~ from { seen = NR } seen > 0 && NR < seen + lines { print "  " $0 } END { exit seen == 0 }' from="$2" "$1"
}

tree() { # FOLDER: its files, a folder to a line
  (cd "$1" && find . -type f | sed 's,^\./,,' | LC_ALL=C sort | awk '
    { name = $0; folder = ""; if (match($0, /.*\//)) { folder = substr($0, 1, RLENGTH); name = substr($0, RLENGTH + 1) }
      if (folder != last) { printf "%s  %s\n", (NR > 1 ? "\n" : ""), folder; last = folder; line = "" }
      if (length(line) + length(name) > 100) { printf "\n"; line = "" }
      printf "%s%s", (line == "" ? "      " : "  "), name; line = line "  " name }
    END { printf "\n" }')
}

# Each example becomes a repository of its own, as it would be in real life.
for name in compose-app go-service; do
  cp -R "$examples/$name" "$work/$name"
  rm -rf "$work/$name/pipec-out"
  mkdir "$work/$name/.git"
done

title "A guest book: a database, a service, a page; tested in CI, deployed with Compose behind HAProxy"
cd "$work/compose-app"
excerpt pipeline.yaml '^  application:' 9
excerpt pipeline.yaml '^  api:' 13

title "Is it right?"
pipec lint pipeline.yaml --color $color

title "What does it mean?"
pipec plan pipeline.yaml >"$work/plan.txt"
awk '/^component api/, /^$/' "$work/plan.txt"

title "What do the engines get? Compose locks, Woodpecker workflows, a deploy manifest with HAProxy's configuration"
pipec compile pipeline.yaml --locked --quiet --color $color
tree pipec-out/guestbook
excerpt pipec-out/guestbook/compose/environments/production/compose.lock.yaml '^x-pipec' 4
excerpt pipec-out/guestbook/compose/environments/production/compose.lock.yaml '^  db:' 14
excerpt pipec-out/guestbook/woodpecker/.woodpecker/application.yaml '^when' 12
excerpt pipec-out/guestbook/deploy/environments/production/haproxy/haproxy.cfg '^backend api' 9
excerpt pipec-out/guestbook/deploy/environments/production/manifest.json '"move": "admit"' 10

title "And on Nomad: a service in Go, by a canary"
cd "$work/go-service"
pipec compile pipeline.yaml --target nomad --target deploy --locked --quiet --color $color
excerpt pipec-out/quotes/nomad/environments/production/quotes.nomad.json '"Update"' 10

title "Where does a line come from?"
pipec explain 'pipec-out/quotes/nomad/environments/production/quotes.nomad.json#/Job/TaskGroups/0/Services/0/Checks/0'

title "Is what is committed still current?"
pipec compile pipeline.yaml --check

title "And a mistake: the canary asks for a port that is not there, and waits for a job of another name"
sed -e 's/depends_on: \[image\]/depends_on: [imgae]/' -e 's/port: http, path/port: htpp, path/' pipeline.yaml >wrong.yaml
cmp -s pipeline.yaml wrong.yaml && { echo 'demo: the mistake could not be made' >&2; exit 1; }
if pipec lint wrong.yaml --color $color; then
  echo 'demo: the mistake was not found' >&2
  exit 1
fi
title "And run here: killed in the middle, and gone on with"
mkdir "$work/run" && cd "$work/run"
export PIPEC_STATE_DIR="$work/state"
cat >pipeline.yaml <<'END'
version: 1
name: here
defaults: {checkout: false}
jobs:
  build:
    steps: [{name: make, script: "date >built.txt; echo version=1.4.0 >>$PIPEC_OUTPUT"}]
    outputs: [version]
    artifacts: {package: {paths: [built.txt]}}
  test: {depends_on: [build], steps: [{name: slowly, script: "echo testing; sleep 2; echo tested"}]}
  publish:
    depends_on: [test]
    inputs: [build.package]
    environment: {VERSION: "${job.build.outputs.version}"}
    steps: [{name: tell, script: 'echo "version $VERSION, $(wc -c <built.txt) bytes"'}]
END
excerpt pipeline.yaml '^jobs' 11
"$bin/pipec" run --color $color >"$work/run.txt" & running=$!
until grep -q testing "$work/run.txt" || ! kill -0 $running; do sleep 0.1; done
kill -9 $running && wait $running 2>/dev/null || true
printf '%s$ pipec run    (killed by SIGKILL)%s\n' "$bold" "$plain" && cat "$work/run.txt"
pipec resume --color $color
pipec audit verify

printf '\n%sNext:%s examples/README.md, and `pipec init` in a repository of your own.\n' "$bold" "$plain"
