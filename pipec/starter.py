"""The starter pipeline that `pipec init` writes."""

import re

_OTHER = re.compile(r"[^a-z0-9]+")

_TEXT = """\
# What is built and tested here. `pipec lint` checks this file, `pipec compile` emits it for your engines,
# `pipec explain CODE` explains whatever is found.
version: 1
name: {name}

# Values that `--var NAME=VALUE` can change when the pipeline is compiled.
params:
  registry:
    type: string
    default: registry.example
    description: Where images come from.

# Environment of every job.
global_env:
  LANG: C.UTF-8

# What every step has unless it says otherwise. `pipec lock` pins the image to its digest.
defaults:
  image: ${{params.registry}}/tools/build:1.0

jobs:
  # Jobs run at the same time unless one waits for another.
  lint:
    timeout: 10m
    steps:
      - name: lint
        script: make lint

  test:
    timeout: 20m
    # One instance for each value; the script sees it as the variable VERSION.
    matrix:
      version: [3.11, 3.12]
    environment:
      VERSION: ${{matrix.version}}
    steps:
      - name: test
        script: |
          make deps
          make test

  package:
    depends_on: [lint, test]
    # Skipped, not failed, on any other branch.
    conditional: env.CI_COMMIT_BRANCH == 'main'
    timeout: 15m
    steps:
      - name: build
        script: make dist
    # What is kept of the workspace; another job takes it with `inputs: [package.dist]`. Engines without a store of
    # their own want to be told of one in `.pipec.toml`.
    # artifacts:
    #   dist: {{paths: [dist/*]}}
"""

PROFILE = """\
# The engines that `pipec compile` emits for, and what is true of them at this site.
[targets.compose]

[targets.woodpecker]

# [targets.nomad]
# git_source = "https://git.example/team/app.git"

# [targets.deploy]
"""
"""The profile that `pipec init` writes beside the pipeline: two engines that need to be told nothing."""


def starter(name: str) -> str:
    """Return the starter pipeline of this name."""
    return _TEXT.format(name=name)


def usable_name(text: str) -> str:
    """Return the name of a pipeline that is as nearly like `text` as the grammar of names allows."""
    name = _OTHER.sub("-", text.lower()).strip("-")
    return (name if name[:1].isalpha() else f"app-{name}")[:63].rstrip("-")
