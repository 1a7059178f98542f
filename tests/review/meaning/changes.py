"""Small changes of pipelines, and the rules that speak of them, or are silent."""

from pathlib import Path

CASES = Path(__file__).parents[3] / "golden" / "reviews"


def golden(name: str, side: str = "before") -> str:
    return (CASES / name / f"{side}.yaml").read_text()


CI = golden("script")
CD = golden("deploy-web-version")
SERVICE = golden("service-added", "after")
SECRET = golden("secret-new-reader", "after")
BLUE = CD.replace("{type: rolling, batch_size: 2}", "{type: blue-green, smoke_test: {script: ./smoke}}")
CANARY = CD.replace(
    "{type: rolling, batch_size: 2}",
    "{type: canary, stages: [{weight: 10%, duration: 5m}, {weight: 100%}], analysis: {threshold: 1.2}}",
)
PARAM = golden("parameter")
GO = "go:1.23@sha256:" + ("1a2b3c4d5e6f" * 64)[:64]
UNIT = "      - name: unit\n"
TEST = "  test:\n    depends_on: [lint]\n"
LIVE = "      environment: production\n"

Swap = tuple[str, str]

FIRES: list[tuple[str, str, str, tuple[Swap, ...]]] = [
    ("approval", "anybody", CD, ((", approvers: [anna, jon, mira]", ""),)),
    (
        "approval",
        "switch",
        BLUE.replace("smoke}}", "smoke}, switch_approval: {required: 1}}"),
        ((", switch_approval: {required: 1}", ""),),
    ),
    (
        "removed",
        "order",
        CD.replace("    replicas: 4\n", "    replicas: 4\n    depends_on: [database]\n"),
        (("    depends_on: [database]\n", ""),),
    ),
    ("added", "order", CD, (("    replicas: 4\n", "    replicas: 4\n    depends_on: [database]\n"),)),
    ("approval", "removed", CI.replace(TEST, f"{TEST}    approval: {{}}\n"), (("    approval: {}\n", ""),)),
    ("approval", "stricter", CD, (("required: 2", "required: 3"),)),
    ("approval", "message", CD, (("required: 2,", "required: 2, message: look twice,"),)),
    (
        "approval-skipped",
        "second",
        CD.replace("    after:", "    approval: {}\n    after:"),
        (("    approval: {}\n", ""),),
    ),
    (
        "promotion",
        "new",
        CD.replace("    after: staging\n", ""),
        (("region: eu}\n", "region: eu}\n    after: staging\n"),),
    ),
    (
        "promotion",
        "other",
        CD.replace("  production:\n", "  canary:\n    runner: compose\n    router: haproxy\n  production:\n").replace(
            "  live:\n    depends_on: [stage]",
            "  try:\n    depends_on: [stage]\n    deploy: {environment: canary, strategy: {type: all-at-once}}\n"
            "  live:\n    depends_on: [try]",
        ),
        (("after: staging", "after: canary"),),
    ),
    (
        "check-removed",
        "step",
        CD.replace(UNIT, f"      - {{name: vet, script: go vet}}\n{UNIT}"),
        (("      - {name: vet, script: go vet}\n", ""),),
    ),
    ("failure-ignored", "later", CI, ((TEST, f"{TEST}    runs_on: [success, failure]\n"),)),
    (
        "failure-ignored",
        "counts",
        CI.replace(UNIT, f"{UNIT}        continue_on_failure: true\n"),
        (("        continue_on_failure: true\n", ""),),
    ),
    ("condition", "check", CD, ((UNIT, f"{UNIT}        conditional: trigger.branch == 'main'\n"),)),
    ("condition", "other-deployment", CD, (("== 'main'", "== 'next'"),)),
    (
        "condition",
        "secret",
        SECRET.replace("    secrets:", "    conditional: trigger.branch == 'main'\n    secrets:"),
        (("    conditional: trigger.branch == 'main'\n", ""),),
    ),
    (
        "condition",
        "other",
        CI.replace(TEST, f"{TEST}    conditional: trigger.branch == 'main'\n"),
        (("== 'main'", "== 'next'"),),
    ),
    ("secret-reader", "declared", CI, ((TEST, f"{TEST}    secrets: [token]\n"),)),
    (
        "secret-reader",
        "unfixed",
        SECRET.replace(GO, "go:1.23").replace('        environment: {TOKEN: "${secrets.registry_token}"}\n', ""),
        (("      - name: pack\n", '      - name: pack\n        environment: {TOKEN: "${secrets.registry_token}"}\n'),),
    ),
    (
        "secret-source",
        "gone",
        CD.replace("    after: staging\n", "    after: staging\n    secrets: {spare: {env: SPARE}}\n"),
        (("    secrets: {spare: {env: SPARE}}\n", ""),),
    ),
    ("network", "closed", CI, ((TEST, f"{TEST}    network: none\n"),)),
    ("network", "opened", CI.replace(TEST, f"{TEST}    network: none\n"), (("    network: none\n", ""),)),
    (
        "trigger",
        "narrower",
        golden("triggers", "after"),
        (('  - {event: cron, cron: {name: nightly, schedule: "0 3 * * *"}}\n', ""),),
    ),
    ("script", "hidden", CD, (("script: go test ./...", "script: go test ./... || true"),)),
    ("trigger", "other", CI, (("branch: [main]", "branch: [next]"),)),
    ("trigger", "any-branch", CD, (("branch: [main]", "branch: ['**']"),)),
    ("trigger", "deploying", CD, (("branch: [main]", "branch: [main, next]"),)),
    (
        "trigger",
        "deploying",
        CD,
        (("  - {event: push, branch: [main]}\n", "  - {event: push, branch: [main]}\n  - {event: tag}\n"),),
    ),
    ("environment-moved", "router", CD, (("router: haproxy", "router: nginx"),)),
    (
        "environment-moved",
        "ports",
        CD,
        (("    router: haproxy\n", "    router: haproxy\n    target: {port_range: 21000-21999}\n"),),
    ),
    (
        "strategy",
        "fewer",
        CD.replace(LIVE, f"{LIVE}      components: [web, database]\n"),
        (("[web, database]", "[web]"),),
    ),
    (
        "strategy",
        "more",
        CD.replace(LIVE, f"{LIVE}      components: [web]\n"),
        (("components: [web]", "components: [web, database]"),),
    ),
    ("strategy", "elsewhere", CD.replace("    after: staging\n", ""), ((LIVE, "      environment: staging\n"),)),
    ("deployment-guard", "smoke-test", BLUE, ((", smoke_test: {script: ./smoke}", ""),)),
    ("deployment-guard", "tried", BLUE, (("{script: ./smoke}", '{script: "true"}'),)),
    ("deployment-guard", "kept", BLUE, (("./smoke}", "./smoke}, keep_old: 20m"),)),
    ("deployment-guard", "careful", BLUE, (("./smoke}", "./smoke}, keep_old: 5h"),)),
    ("deployment-guard", "analysis", CANARY, ((", analysis: {threshold: 1.2}", ""),)),
    ("deployment-guard", "other", CANARY, (("analysis:", "sticky: cookie, analysis:"),)),
    ("health-check", "other", CD, (("path: /healthz", "path: /ready"),)),
    ("health-check", "stricter", CD, (("path: /healthz", "path: /healthz, success_threshold: 3"),)),
    (
        "health-check",
        "added",
        golden("deploy-health-check-removed", "after"),
        (("    routes:", "    health_check: {type: tcp, port: http}\n    routes:"),),
    ),
    (
        "volume",
        "writable",
        CD.replace("postgresql/data}", "postgresql/data, read_only: true}"),
        ((", read_only: true", ""),),
    ),
    ("volume", "other", CD, (("postgresql/data}", "postgresql/data, read_only: true}"),)),
    ("volume", "shared", CD, (("postgresql/data}", "postgresql/data, shared: true}"),)),
    (
        "volume",
        "added",
        golden("deploy-volume-removed", "after"),
        (("{POSTGRES_DB: shop}\n", "{POSTGRES_DB: shop}\n    volumes: [{name: data, path: /data}]\n"),),
    ),
    (
        "image",
        "contained",
        golden("image-on-the-host", "after"),
        (("name: vet\n", "name: vet\n        image: registry.example/go:1.23\n"),),
    ),
    ("image", "pinned", golden("image-not-fixed", "after"), (("go:1.23\n", "go:1.23@sha256:" + "ab" * 32 + "\n"),)),
    ("image", "same", CI, (("go:1.23@", "go:1.23.4@"),)),
    (
        "image",
        "built",
        CD.replace("        script: go test ./...\n", "        script: go test ./...\n    outputs: [image]\n"),
        (
            (
                "    image: registry.example/web:1.4.0@sha256:" + ("9f8e7d6c5b4a" * 64)[:64],
                "    image: {from: test.image}",
            ),
        ),
    ),
    ("exposure", "withdrawn", golden("deploy-published-port", "after"), ((", publish: 80", ""),)),
    ("exposure", "unrouted", golden("deploy-route", "after"), ((", {host: admin.shop.example}", ""),)),
    ("shell", "guard", CD, ((UNIT, f"{UNIT}        shell: /bin/sh -u\n"),)),
    ("shell", "other", CI, ((UNIT, f"{UNIT}        shell: /bin/bash -euo pipefail\n"),)),
    ("degraded", "less", golden("degraded", "after"), (("    allow_degraded: [resources]\n", ""),)),
    ("concurrency", "cancelled", CD, (("limit: 1}", "limit: 1, cancel_in_progress: true}"),)),
    (
        "concurrency",
        "more",
        CI.replace("jobs:", "concurrency: {group: g, limit: 1}\njobs:"),
        (("limit: 1", "limit: 2"),),
    ),
    ("concurrency", "other", CI, (("jobs:", "concurrency: {group: g, limit: 1}\njobs:"),)),
    ("retention", "longer", golden("artifact"), (("retention: 30d", "retention: 60d"),)),
    ("checkout", "removed", CI, ((TEST, f"{TEST}    checkout: false\n"),)),
    ("checkout", "added", CI.replace(TEST, f"{TEST}    checkout: false\n"), (("    checkout: false\n", ""),)),
    ("parameter", "required", PARAM, (("default: eu,", "required: true,"),)),
    ("parameter", "other", PARAM, (("enum: [eu, us]", "enum: [eu]"),)),
    ("parameter", "added", CI, (("jobs:", "params: {zone: {type: string, bind: run, default: a}}\njobs:"),)),
    (
        "parameter",
        "removed",
        CI.replace("jobs:", "params: {zone: {type: string, bind: run, default: a}}\njobs:"),
        (("params: {zone: {type: string, bind: run, default: a}}\n", ""),),
    ),
    ("parameter", "description", PARAM, (("default: eu,", "default: eu, description: where,"),)),
    (
        "next-deployment",
        "gap",
        CD.replace("batch_size: 2", "batch_size: 2, max_unavailable: 1"),
        (("LOG_LEVEL: info", "LOG_LEVEL: debug"),),
    ),
    (
        "next-deployment",
        "by-hand",
        CD.replace(LIVE, f"{LIVE}      components: [database]\n"),
        (("LOG_LEVEL: info", "LOG_LEVEL: debug"),),
    ),
    (
        "order",
        "earlier",
        CI.replace("depends_on: [test]", "depends_on: [test, docs]") + "  docs:\n    steps: [{script: make docs}]\n",
        (("[test, docs]", "[test]"),),
    ),
    ("critical-path", "longer", CI, ((UNIT, f"{UNIT}        timeout: 35m\n"), ("timeout: 30m\n", "timeout: 40m\n"))),
    (
        "critical-path",
        "too-long",
        CI,
        (("    timeout: 30m\n", "    timeout: 110m\n"), (UNIT, f"{UNIT}        timeout: 110m\n")),
    ),
    ("added", "said", CD, (("    replicas: 4\n", "    replicas: 4\n    labels: {team: shop}\n"),)),
    (
        "removed",
        "said",
        CD.replace("    replicas: 4\n", "    replicas: 4\n    labels: {team: shop}\n"),
        (("    labels: {team: shop}\n", ""),),
    ),
    ("changed", "said", CI, (("name: shop\n", "name: shop\ndescription: what it is\n"),)),
    ("changed", "placed", CI.replace(TEST, f"{TEST}    labels: {{arch: arm}}\n"), (("arch: arm", "arch: amd"),)),
    (
        "changed",
        "instances",
        golden("matrix-instances-fold"),
        (("os: [linux, bsd]", "os: [linux, bsd], max_parallel: 2"),),
    ),
    ("changed", "served", CD, (("container: 8080", "container: 8081"),)),
    ("changed", "moved-files", CI, ((UNIT, f"{UNIT}        working_directory: app\n"),)),
    ("renamed", "deploying", CD, (("name: shop\n", "name: store\n"),)),
    ("renamed", "parameter", PARAM, (("  region:", "  zone:"), ("params.region", "params.zone"))),
    (
        "removed",
        "part",
        SERVICE,
        ((SERVICE[SERVICE.index("    services:") : SERVICE.index("    steps:", SERVICE.index("    services:"))], ""),),
    ),
    ("changed", "other", golden("deploy-component-secret", "after"), (("env: API_KEY", "env: SHOP_API_KEY"),)),
    ("variable", "renamed", CD, (("LOG_LEVEL: info", "LEVEL: info"),)),
    (
        "added",
        "proposed",
        CD.replace("{event: push,", "{event: pull_request,"),
        (
            (
                "components:\n",
                (
                    "  hotfix:\n    depends_on: [test]\n"
                    "    deploy: {environment: staging, strategy: {type: rolling}}\ncomponents:\n"
                ),
            ),
        ),
    ),
    ("added", "placed", CI, ((TEST, f"{TEST}    labels: {{arch: arm}}\n"),)),
    ("removed", "placed", CI.replace(TEST, f"{TEST}    labels: {{arch: arm}}\n"), (("    labels: {arch: arm}\n", ""),)),
    ("deployment-guard", "weaker", CANARY, (("threshold: 1.2", "threshold: 2"),)),
    ("condition", "off", CD, ((UNIT, f"{UNIT}        conditional: false\n"),)),
    (
        "deployment-guard",
        "unasked",
        CANARY.replace("duration: 5m}", "duration: 5m, approval: {}}"),
        ((", approval: {}", ""),),
    ),
    (
        "moved",
        "part",
        CD.replace(
            "[{name: http, container: 8080}]", "[{name: http, container: 8080}, {name: admin, container: 9090}]"
        ),
        (
            (
                "[{name: http, container: 8080}, {name: admin, container: 9090}]",
                "[{name: admin, container: 9090}, {name: http, container: 8080}]",
            ),
        ),
    ),
]


SILENT: list[tuple[str, str, tuple[Swap, ...]]] = [
    ("approval-skipped", CD, (("required: 2", "required: 1"),)),
    (
        "approval-skipped",
        CD.replace("    approval:", "    timeout: 1h\n    approval:"),
        (("timeout: 1h", "timeout: 2h"),),
    ),
    ("approval-skipped", CD, (("    depends_on: [test]\n", ""),)),
    ("approval", CD, (("required: 2, approvers: [anna, jon, mira]", "approvers: [mira, anna, jon], required: 2"),)),
    ("promotion", CD, (("region: eu", "region: us"),)),
    ("check-removed", CI, ((CI[CI.index("  package:") :], ""),)),
    ("check-removed", CD, (("depends_on: [stage]", "depends_on: [stage, test]"),)),
    (
        "check-removed",
        CD.replace(
            "  stage:\n    depends_on: [test]\n", "  stage:\n    depends_on: [test]\n    runs_on: [success, failure]\n"
        ),
        (("    depends_on: [test]\n    runs_on: [success, failure]\n", ""),),
    ),
    ("failure-ignored", CD, (("go test ./...", "go test ./... || true"),)),
    ("condition", CD, (("== 'main'", "=='main'"),)),
    ("secret-reader", SECRET, (("make dist", "make dist push"),)),
    ("secret-reader", SECRET, (("TOKEN:", "KEY:"),)),
    ("secret-source", golden("deploy-component-secret", "after"), (("LOG_LEVEL: info", "LOG_LEVEL: debug"),)),
    ("network", CI, ((TEST, f"{TEST}    network: default\n"),)),
    ("trigger", CI, (("{event: push, branch: [main]}", "{branch: main, event: push}".replace("main", "[main]")),)),
    ("environment-moved", CD, (("replicas: 1", "replicas: 3"),)),
    ("strategy", CD, (("batch_size: 2", "batch_size: 1"),)),
    ("deployment-guard", CD, (("{type: rolling, batch_size: 2}", "{type: all-at-once}"),)),
    ("health-check", CD, (("path: /healthz", "path: /healthz, retries: 3"),)),
    ("volume", CD, (("LOG_LEVEL: info", "LOG_LEVEL: debug"),)),
    ("image", CI, (("go vet", "go vet -x"),)),
    ("exposure", CD, (("container: 8080", "container: 8081"),)),
    ("shell", CI, ((UNIT, f"{UNIT}        shell: /bin/sh -e\n"),)),
    ("degraded", SERVICE, (("ports: [5432]", "ports: [5433]"),)),
    ("concurrency", CD, (("limit: 1}", "cancel_in_progress: false}"),)),
    ("retention", CI, (('"dist/**"', '"build/**"'),)),
    ("resources", CD, (("memory: 512MiB", "memory: 524288KiB"),)),
    ("checkout", CI, ((TEST, f"{TEST}    checkout: true\n"),)),
    ("parameter", PARAM, (("{type: string, bind: run,", "{bind: run, type: string,"),)),
    ("next-deployment", CI, (("go vet", "go vet -x"),)),
    ("order", CI, (("depends_on: [test]", "depends_on:\n      - test"),)),
    ("critical-path", CI, (("go vet", "go vet -x"),)),
    ("script", CI, (("script: make dist", "script: [make dist]"),)),
    ("variable", CD, (("{LOG_LEVEL: info}", "{LOG_LEVEL: 'info'}"),)),
    ("added", CI, (("go vet", "go vet -x"),)),
    ("removed", CI, (("  test:\n", "  check:\n"), ("[test]", "[check]"))),
    ("renamed", CI, ((CI[CI.index("  package:") :], ""),)),
    ("moved", CI, (("go vet", "go vet -x"),)),
    ("changed", SECRET, (("make dist", "make dist push"),)),
    ("pipeline", CI, (("name: shop", "name: store"),)),
]
