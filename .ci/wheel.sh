#!/bin/sh
# Builds the wheel, looks at what it holds, installs it into an empty environment, and runs it there.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$BIN/python" -m build --wheel --no-isolation --outdir "$work/dist" . >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
"$BIN/python" - "$work"/dist/*.whl <<'END'
import sys
import zipfile

names = {name.split("/")[0] for name in zipfile.ZipFile(sys.argv[1]).namelist()}
found = sorted(name for name in names if not name.endswith((".dist-info", ".data")))
wanted = ["compiler", "pipec", "runtime", "schemas"]
if found != wanted:
    sys.exit(f"the wheel's top level is {found}, not {wanted}")
END
python=$("$BIN/python" -c 'import sys; print(sys._base_executable)')
"$python" -m venv "$work/empty"
"$work/empty/bin/python" -m pip install --quiet --disable-pip-version-check "$work"/dist/*.whl
"$work/empty/bin/pipec" --version
"$work/empty/bin/pipec" init "$work/pipeline.yaml" --name shop >/dev/null
"$work/empty/bin/pipec" lint "$work/pipeline.yaml"
"$work/empty/bin/pipec" schema manifest >/dev/null
test -s "$work/empty/share/man/man1/pipec-lint.1"
cat >"$work/pipeline.yaml" <<'END'
version: 1
name: wheel
jobs:
  build:
    checkout: false
    steps: [{name: make, script: "echo made > file"}]
    artifacts: {out: {paths: [file]}}
  use: {checkout: false, inputs: [build.out], steps: [{name: read, script: "cat file"}]}
END
export PIPEC_STATE_DIR="$work/state"
"$work/empty/bin/pipec" run "$work/pipeline.yaml"
"$work/empty/bin/pipec" report --format html --out "$work/report.html"
grep -q '<svg' "$work/report.html"
"$work/empty/bin/pipec" audit verify
