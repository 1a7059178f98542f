"""What tests of a running server share: a pipeline, and a configuration that leaves its scripts alone."""

TEXT = """\
version: 1
name: shop
jobs:
  build:
    steps:
      - script: make
  test:
    depends_on: [build]
    steps:
      - script: make test
"""
QUIET = {".pipec.toml": "[lint]\nshellcheck = false\n"}
