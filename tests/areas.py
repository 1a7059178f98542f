"""What a catalogue of rules has to cover, each with a pipeline of its own that shows the mistake, and the rule's code.

The pipelines are not those of the pages: what a page shows is what its author thought of.
"""

from typing import Final

_HEAD: Final = "version: 1\nname: area\n"


def _script(text: str) -> str:
    return f"{_HEAD}jobs:\n  a:\n    steps:\n      - script: |\n          {text}\n"


def _job(keys: str, head: str = "") -> str:
    return f"{_HEAD}{head}jobs:\n  a:\n    steps: [{{script: make}}]\n    {keys}\n"


def _image(name: str) -> str:
    return f"{_HEAD}jobs:\n  a:\n    steps: [{{image: '{name}', script: make}}]\n"


def _release(deploy: str, component: str = "health_check: {type: tcp, port: web}", head: str = "") -> str:
    return (
        f"{_HEAD}{head}jobs:\n  go:\n    deploy: {{environment: live, {deploy}}}\n"
        "components:\n  app:\n    image: registry.example/app:1.4\n    replicas: 4\n"
        f"    ports: [{{name: web, container: 80}}]\n    {component}\n"
        "environments:\n  live: {runner: compose, router: haproxy}\n"
    )


AREAS: Final[dict[str, tuple[str, str]]] = {
    "syntax": ("PC013", _HEAD + "jobs: {a: {steps: [{script: make}]}\n"),
    "shape": ("PC101", _job("retries: 2")),
    "names": ("PC302", _job("depends_on: [b]")),
    "types": ("PC453", _job("conditional: trigger.event == 3")),
    "graph": (
        "PC304",
        _HEAD
        + "jobs:\n  a: {depends_on: [b], steps: [{script: make}]}\n  b: {depends_on: [a], steps: [{script: make}]}\n",
    ),
    "variables": ("PC401", _job("environment: {A: '${GONE}/bin'}")),
    "expressions": ("PC450", _job("conditional: begins(trigger.branch, 'v')")),
    "secrets": ("PC504", _job("environment: {A: '${secrets.token}'}")),
    "security: what comes from outside in a script": ("PC410", _script("echo ${trigger.message}")),
    "portability: a runner that cannot": ("PC731", _job("approval: {approvers: [ann]}")),
    "reliability: a deployment with too little time": (
        "PC630",
        _release("strategy: {type: rolling, health_check_timeout: 20m}"),
    ),
    "reliability: a deployment that waits without limit": (
        "PC636",
        _release("strategy: {type: blue-green, switch_approval: {required: 1}}"),
    ),
    "reliability: no health check behind a rolling strategy": (
        "PC631",
        _release("strategy: {type: rolling}", "labels: {team: web}"),
    ),
    "reliability: nothing to go back to": (
        "PC632",
        _release("strategy: {type: blue-green, keep_old: 0s, monitor: 0s}"),
    ),
    "reliability: retry of what is not idempotent": (
        "PC556",
        _HEAD + "jobs:\n  a:\n    steps: [{script: [npm publish, ./tell.sh], retry_count: 2}]\n",
    ),
    "reliability: a canary that never reaches 100%": (
        "PC621",
        _release("strategy: {type: canary, stages: [{weight: 10%, duration: 5m}, {weight: 90%, duration: 5m}]}"),
    ),
    "supply chain: a mutable tag": ("PC520", _image("registry.example/tools:edge")),
    "supply chain: an image from no registry": ("PC521", _image("harbor/team/tools:1.2")),
    "supply chain: an image without a version": ("PC501", _image("registry.example/tools")),
    "supply chain: latest": ("PC520", _image("registry.example/tools:latest")),
    "supply chain: plain http into a shell": ("PC531", _script("curl -fsS http://get.example.org/tool | sh")),
    "supply chain: a download into a shell": ("PC530", _script("wget -qO- https://get.example.org/tool | bash")),
    "supply chain: an unpinned installer": ("PC533", _script("pip install black")),
    "performance: a dependency that only adds waiting": (
        "PC831",
        _HEAD + "jobs:\n  lint: {timeout: 40m, steps: [{script: ruff check}]}\n"
        "  unit: {timeout: 50m, depends_on: [lint], steps: [{script: pytest}]}\n"
        "  docs: {timeout: 5m, steps: [{script: sphinx-build docs out}]}\n",
    ),
    "performance: a matrix of hundreds": (
        "PC832",
        _job(f"matrix: {{one: {list(range(20))}, two: {list(range(15))}}}").replace(
            "make", "'make ${matrix.one} ${matrix.two}'"
        ),
    ),
    "dead weight: a dependency that says nothing": (
        "PC305",
        _HEAD + "jobs:\n  a: {steps: [{script: make}]}\n  b: {depends_on: [a], steps: [{script: make}]}\n"
        "  c: {depends_on: [a, b], steps: [{script: make}]}\n",
    ),
    "dead weight: a parameter": ("PC850", _job("timeout: 5m", "params: {who: {default: me}}\n")),
    "dead weight: a variable": (
        "PC851",
        _HEAD + "jobs:\n  a:\n    environment: {MODE: slow}\n    steps: [{script: make, environment: {MODE: fast}}]\n",
    ),
    "dead weight: an artifact": ("PC853", _job("artifacts: {one: {paths: [out/*]}, two: {paths: [out/*]}}")),
    "dead weight: a secret": ("PC505", _job("secrets: [token]")),
    "dead weight: a component": (
        "PC855",
        _release("components: [app], strategy: {type: rolling}").replace(
            "environments:", "  rest:\n    image: registry.example/rest:1\nenvironments:"
        ),
    ),
    "dead weight: an anchor": ("PC030", _job("timeout: &limit 5m")),
}
"""Area, code, pipeline. A code of a target is looked for by compiling for that target."""
