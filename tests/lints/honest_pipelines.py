"""Pipelines as careful people write them: no advice about delivery, waiting or dead weight is due on any.

Each does something that comes near what a rule looks for, and has a reason to.
"""

from typing import Final

_DEPLOYED: Final = """\
components:
  web:
    image: registry.example/web:1.4
    replicas: 3
    ports: [{name: http, container: 8080}]
    health_check: {type: http, port: http, path: /healthy}
"""

HONEST: Final[dict[str, dict[str, str]]] = {
    "a python library": {
        "pipeline.yaml": """\
version: 1
name: library
defaults: {image: "registry.example/python:3.13"}
jobs:
  lint:
    steps:
      - script: ruff check .
  test:
    matrix:
      python: ["3.11", "3.12", "3.13"]
      system: [alpine, debian]
      exclude: [{python: "3.11", system: alpine}]
      max_parallel: 3
    artifacts:
      junit: {paths: [build/junit.xml], when: always}
    steps:
      - image: registry.example/python:${matrix.python}-${matrix.system}
        script: pytest --junit-xml=build/junit.xml
  build:
    depends_on: [lint, test]
    artifacts:
      dist: {paths: [dist/*.whl]}
    steps:
      - script: python -m build
  publish:
    inputs: [build.dist]
    conditional: trigger.event == 'tag'
    secrets: [TOKEN]
    steps:
      - environment: {TWINE_PASSWORD: "${secrets.TOKEN}"}
        script: twine upload dist/*
triggers: [push, pull_request, {event: tag, tag: ["v*"]}]
"""
    },
    "shards that count": {
        "pipeline.yaml": """\
version: 1
name: shards
jobs:
  soak:
    matrix: {attempt: ["1", "2", "3", "4", "5"]}
    steps:
      - script: make soak
  shards:
    matrix: {shard: [0, 1, 2, 3]}
    steps:
      - environment: {SHARD: "${matrix.shard}"}
        script: make test SHARD="$SHARD"
"""
    },
    "a consumer with the axes of its producer": {
        "pipeline.yaml": """\
version: 1
name: targets
jobs:
  build:
    matrix: {target: [amd64, arm64, riscv64]}
    artifacts:
      bin: {paths: [bin/**]}
    steps:
      - environment: {GOARCH: "${matrix.target}"}
        script: go build -o bin/ ./...
  sign:
    matrix: {target: [amd64, arm64, riscv64]}
    inputs: [build.bin]
    steps:
      - script: make sign
"""
    },
    "a parameter that a caller's value puts in place of a variable": {
        "pipeline.yaml": """\
version: 1
name: levels
params:
  LOG_LEVEL: {default: info, enum: [debug, info]}
  wanted: {type: boolean, default: false}
  zones: {type: array, default: [a, b]}
global_env:
  LOG_LEVEL: info
jobs:
  build:
    conditional: params.wanted
    environment: {ZONES: "${{ join(params.zones, ',') }}"}
    steps:
      - script: make LOG_LEVEL="$LOG_LEVEL" ZONES="$ZONES"
"""
    },
    "a fragment that several pipelines share": {
        "pipeline.yaml": """\
version: 1
name: sharing
include: [common.fragment.yaml]
jobs:
  build:
    environment: {COLOUR: blue}
    steps:
      - image: registry.example/build:2
        script: make COLOUR="$COLOUR"
  release:
    depends_on: [build, describe]
    deploy: {environment: live, components: [web], strategy: {type: all-at-once}}
components:
  web: {image: registry.example/web:1.4}
environments:
  live: {runner: compose}
""",
        "common.fragment.yaml": """\
params:
  region: {default: eu}
defaults: {image: "registry.example/build:1"}
global_env: {COLOUR: red}
jobs:
  describe:
    outputs: [version]
    conditional: trigger.event == 'tag' || trigger.event == 'push'
    environment: {COLOUR: green}
    steps:
      - image: registry.example/build:2
        script: ./ci/describe.sh "$COLOUR"
components:
  worker: {image: registry.example/worker:1.4}
""",
    },
    "what a merge brings in is replaced": {
        "pipeline.yaml": """\
version: 1
name: merging
x-base: &base
  depends_on: [prepare]
  conditional: trigger.event == 'push'
  environment: {LEVEL: info}
  checkout: false
jobs:
  prepare:
    steps:
      - script: make prepare
  first:
    <<: *base
    steps:
      - script: make first LEVEL="$LEVEL"
  second:
    <<: *base
    depends_on: []
    conditional: true
    environment: {}
    steps:
      - script: make second
"""
    },
    "events by name": {
        "pipeline.yaml": """\
version: 1
name: events
triggers:
  - {event: push, branch: [main, "release/**"]}
  - {event: push, path: [docs/**]}
  - {event: pull_request, branch: [main]}
  - {event: cron, cron: {name: nightly, schedule: "0 3 * * *"}}
  - {event: cron, cron: {name: weekly, schedule: "0 4 * * 0"}}
jobs:
  test:
    conditional: trigger.event != 'cron'
    steps:
      - script: make test
  nightly:
    conditional: trigger.event == 'cron' || trigger.event == 'manual'
    steps:
      - script: make nightly
      - conditional: env.CI_PIPELINE_EVENT == 'cron'
        script: make report
"""
    },
    "default triggers": {
        "pipeline.yaml": """\
version: 1
name: defaults
jobs:
  test:
    conditional: trigger.event == 'pull_request' || trigger.branch == 'main'
    steps:
      - script: make test
      - conditional: always()
        script: make clean
      - conditional: failure()
        script: make evidence
"""
    },
    "a service that a script waits for": {
        "pipeline.yaml": """\
version: 1
name: waiting
jobs:
  shell:
    services:
      database: {image: "docker.io/library/postgres:17", ports: [5432]}
    steps:
      - script: |
          until nc -z "$PIPEC_SERVICE_DATABASE_HOST" 5432; do sleep 1; done
          make test
  asked:
    services:
      database:
        image: docker.io/library/postgres:17
        ports: [5432]
        health_check: {type: command, command: pg_isready}
      worker: {image: "registry.example/worker:1"}
    steps:
      - script: make test
"""
    },
    "evidence of every kind": {
        "pipeline.yaml": """\
version: 1
name: evidence
artifacts:
  retention:
    - {pattern: "release-*", max_age: 365d, priority: 10}
    - {pattern: "junit*", max_age: 14d}
    - {pattern: "*", max_age: 30d}
jobs:
  test:
    artifacts:
      junit: {paths: [build/junit/*.xml], when: always}
      screenshots: {paths: [shots/**], when: failure, optional: true}
      coverage: {paths: [coverage.xml]}
      changelog: {paths: [CHANGELOG.md]}
      blog: {paths: [blog/**]}
      release-binaries: {paths: [bin/**]}
      release-copy: {paths: [bin/**], retention: 7d}
    steps:
      - script: make test
  advisory:
    artifacts:
      logs: {paths: [logs/**]}
    steps:
      - continue_on_failure: true
        script: make experimental
"""
    },
    "outputs of programs": {
        "pipeline.yaml": """\
version: 1
name: outputs
jobs:
  make:
    outputs: [version]
    steps:
      - script: make version
  script:
    outputs: [version]
    steps:
      - script: ./ci/version.sh
  shell:
    outputs: [version]
    steps:
      - script: . ./ci/functions.sh && publish_version
  plain:
    outputs: [version, image]
    steps:
      - script: |
          echo "version=$(cat VERSION)" | tee -a "$PIPEC_OUTPUT"
          printf 'image=%s\\n' "registry.example/web@$(cat digest)" >> "$PIPEC_OUTPUT"
  reader:
    depends_on: [make, script, shell, plain]
    steps:
      - environment:
          ALL: "${job.make.outputs.version} ${job.script.outputs.version}"
          SHELL_VERSION: "${{ job.shell.outputs['version'] }}"
          PLAIN: "${{ toJSON(job.plain.outputs) }}"
        script: ./ci/announce.sh "$ALL" "$SHELL_VERSION" "$PLAIN"
"""
    },
    "rolling with room": {
        "pipeline.yaml": """\
version: 1
name: rolling
concurrency: {group: rolling}
retry_policy: {max_attempts: 3, retry_on: [infrastructure, dependency]}
jobs:
  release:
    timeout: 30m
    conditional: trigger.branch == 'main'
    deploy:
      environment: live
      monitor: 5m
      strategy: {type: rolling, batch_size: 2, max_unavailable: 1}
"""
        + _DEPLOYED
        + """\
environments:
  live: {runner: nomad, router: haproxy}
"""
    },
    "one instance on nomad": {
        "pipeline.yaml": """\
version: 1
name: single
jobs:
  release:
    deploy: {environment: live, strategy: {type: rolling, max_unavailable: 1}}
components:
  web:
    image: registry.example/web:1.4
    ports: [{name: http, container: 8080}]
    health_check: {type: tcp, port: http}
environments:
  live: {runner: nomad}
"""
    },
    "blue-green with a smoke test": {
        "pipeline.yaml": """\
version: 1
name: colours
jobs:
  release:
    deploy:
      environment: live
      strategy:
        type: blue-green
        smoke_test: {script: ./ci/smoke.sh}
        monitor: 5m
        keep_old: 30m
components:
  web: {image: "registry.example/web:1.4", ports: [{name: http, container: 8080}]}
environments:
  live: {runner: compose, router: nginx}
"""
    },
    "a canary that people watch": {
        "pipeline.yaml": """\
version: 1
name: canary
jobs:
  release:
    timeout: 90m
    deploy:
      environment: live
      rollback_on_failure: false
      strategy:
        type: canary
        stages:
          - {weight: 10%, duration: 20m}
          - {weight: 50%, approval: {approvers: [anna], timeout: 1d}}
          - {weight: 100%}
components:
  web:
    image: registry.example/web:1.4
    ports: [{name: http, container: 8080}]
    routes: [{host: shop.example, port: http}]
environments:
  live: {runner: nomad, router: haproxy}
"""
    },
    "a promotion": {
        "pipeline.yaml": """\
version: 1
name: promotion
triggers: [push, pull_request]
concurrency: {group: promotion}
jobs:
  test:
    steps:
      - script: make test
  staging:
    depends_on: [test]
    conditional: trigger.event == 'push'
    deploy: {environment: staging, strategy: {type: rolling}}
  production:
    depends_on: [staging]
    deploy: {environment: production, strategy: {type: rolling}}
"""
        + _DEPLOYED
        + """\
environments:
  staging: {runner: compose, router: haproxy, overrides: {web: {replicas: 1}}}
  production:
    runner: nomad
    router: haproxy
    after: staging
    approval: {approvers: [anna, ben], timeout: 2d}
"""
    },
    "previews of pull requests": {
        "pipeline.yaml": """\
version: 1
name: previews
triggers: [push, pull_request]
concurrency: {group: previews, limit: 4}
jobs:
  preview:
    deploy: {environment: pr-preview, strategy: {type: all-at-once}}
components:
  web: {image: registry.example/web:1.4}
environments:
  pr-preview: {runner: compose}
"""
    },
    "pull requests alone": {
        "pipeline.yaml": """\
version: 1
name: playground
triggers: [pull_request, manual]
jobs:
  show:
    deploy: {environment: playground, strategy: {type: all-at-once}}
components:
  web: {image: registry.example/web:1.4}
environments:
  playground: {runner: compose}
"""
    },
    "tests that newer ones replace": {
        "pipeline.yaml": """\
version: 1
name: newest
concurrency: {group: newest, cancel_in_progress: true}
retry_policy: {max_attempts: 2}
jobs:
  test:
    approval: {approvers: [anna]}
    steps:
      - script: make test
"""
    },
    "edges that carry what no file says": {
        "pipeline.yaml": """\
version: 1
name: engines
jobs:
  image:
    timeout: 20m
    steps:
      - script: docker build -t registry.example/web:dev .
  browser:
    timeout: 30m
    depends_on: [image]
    steps:
      - script: make browser
  unit:
    timeout: 10m
    steps:
      - script: make unit
"""
    },
    "edges that guard a release": {
        "pipeline.yaml": """\
version: 1
name: guards
jobs:
  lint:
    timeout: 5m
    steps:
      - script: make lint
  test:
    timeout: 25m
    depends_on: [lint]
    steps:
      - script: make test
  package:
    timeout: 20m
    depends_on: [test]
    artifacts:
      dist: {paths: [dist/**]}
    steps:
      - script: make dist
  publish:
    timeout: 10m
    inputs: [package.dist]
    secrets: [TOKEN]
    steps:
      - environment: {TOKEN: "${secrets.TOKEN}"}
        script: make publish
  clean:
    timeout: 5m
    depends_on: [publish]
    runs_on: [success, failure]
    steps:
      - script: make clean
"""
    },
    "variables that some steps replace": {
        "pipeline.yaml": """\
version: 1
name: variables
global_env:
  LEVEL: info
  PATHS: /usr/bin
  GREETING: hello
jobs:
  build:
    environment: {LEVEL: debug, PATHS: "/opt/bin:${PATHS}"}
    steps:
      - environment: {GREETING: "${GREETING}, world"}
        script: make LEVEL="$LEVEL" PATHS="$PATHS" GREETING="$GREETING"
  test:
    environment: {PATHS: "/opt/test:${PATHS}"}
    steps:
      - environment: {GREETING: "${GREETING}!"}
        script: make test LEVEL="$LEVEL" PATHS="$PATHS" GREETING="$GREETING"
      - environment: {LEVEL: trace, GREETING: "${GREETING}?"}
        script: make more LEVEL="$LEVEL" PATHS="$PATHS" GREETING="$GREETING"
"""
    },
    "defaults that some use": {
        "pipeline.yaml": """\
version: 1
name: some
defaults:
  image: registry.example/build:1
  shell: bash -e
  working_directory: src
  checkout: {depth: 0}
  resources: {memory: 1GiB}
jobs:
  build:
    resources: {memory: 4GiB}
    steps:
      - script: make
      - image: registry.example/go:1.24
        shell: sh -e
        script: go build ./...
  notify:
    checkout: false
    steps:
      - action: http_request
        with: {url: "https://hooks.example/built"}
"""
    },
    "a switch for several places": {
        "pipeline.yaml": """\
version: 1
name: switching
x-benchmarks: &benchmarks false
jobs:
  build:
    steps:
      - script: make
      - conditional: *benchmarks
        script: make benchmark
  compare:
    conditional: *benchmarks
    steps:
      - script: make compare
"""
    },
    "combinations with names": {
        "pipeline.yaml": """\
version: 1
name: named
jobs:
  test:
    matrix:
      include:
        - {name: oldest, python: "3.11", system: debian}
        - {name: newest, python: "3.13", system: alpine}
    steps:
      - image: registry.example/python:${matrix.python}-${matrix.system}
        script: pytest
"""
    },
    "previews that newer ones replace": {
        "pipeline.yaml": """\
version: 1
name: replaced
concurrency: {group: replaced, cancel_in_progress: true}
jobs:
  preview:
    deploy: {environment: preview, strategy: {type: all-at-once}}
components:
  web: {image: registry.example/web:1.4}
environments:
  preview: {runner: compose}
"""
    },
    "values that repeat those of a fragment": {
        "pipeline.yaml": """\
version: 1
name: repeating
include: [common.fragment.yaml]
jobs:
  build:
    environment: {LEVEL: info}
    steps:
      - image: registry.example/build:1
        script: make LEVEL="$LEVEL"
      - script: make test
""",
        "common.fragment.yaml": """\
defaults: {image: "registry.example/build:1"}
global_env: {LEVEL: info}
""",
    },
    "a wide matrix with a limit": {
        "pipeline.yaml": """\
version: 1
name: wide
jobs:
  test:
    matrix:
      major: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"]
      minor: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]
      max_parallel: 16
      fail_fast: true
    steps:
      - script: make test MAJOR=${matrix.major} MINOR=${matrix.minor}
"""
    },
    "a matrix that a parameter widens": {
        "pipeline.yaml": """\
version: 1
name: widened
params:
  targets: {type: array, default: [amd64]}
jobs:
  build:
    matrix: {target: "${{ params.targets }}", max_parallel: 4, fail_fast: true}
    steps:
      - environment: {TARGET: "${matrix.target}"}
        script: make TARGET="$TARGET"
"""
    },
    "components that a deployment takes by dependence": {
        "pipeline.yaml": """\
version: 1
name: parts
jobs:
  release:
    deploy: {environment: live, components: [api], strategy: {type: all-at-once}}
components:
  api: {image: "registry.example/api:1.4", depends_on: [cache]}
  cache: {image: "registry.example/cache:1.4"}
environments:
  live: {runner: compose}
"""
    },
    "an empty list with a meaning": {
        "pipeline.yaml": """\
version: 1
name: meaning
triggers: []
jobs:
  build:
    resources: {}
    steps:
      - script: make
defaults: {resources: {memory: 1GiB}}
"""
    },
    "a catch and a finally": {
        "pipeline.yaml": """\
version: 1
name: endings
jobs:
  test:
    steps:
      - script: make test
  rescue:
    depends_on: [test]
    runs_on: [failure]
    steps:
      - script: make evidence
  report:
    depends_on: [test, rescue]
    runs_on: [success, failure]
    steps:
      - environment: {STATUS: "${job.test.status}"}
        script: ./ci/report.sh "$STATUS"
"""
    },
}
