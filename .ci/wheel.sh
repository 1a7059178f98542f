#!/bin/sh
# Builds the wheel, installs it into an empty environment, and runs it there.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$BIN/python" -m build --quiet --wheel --no-isolation --outdir "$work/dist" .
python=$("$BIN/python" -c 'import sys; print(sys._base_executable)')
"$python" -m venv "$work/empty"
"$work/empty/bin/python" -m pip install --quiet --disable-pip-version-check "$work"/dist/*.whl
"$work/empty/bin/pipec" --version
"$work/empty/bin/pipec" init "$work/pipeline.yaml" --name shop >/dev/null
"$work/empty/bin/pipec" lint "$work/pipeline.yaml"
