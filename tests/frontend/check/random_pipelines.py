"""Random valid pipelines, with every reference in them marked, so that one can be broken."""

import random
from typing import NamedTuple


class Reference(NamedTuple):
    """A name in the text that refers to something, and the code with which a wrong one is reported."""

    code: str
    start: int
    end: int


class RandomPipeline(NamedTuple):
    """A pipeline's text and its references."""

    text: str
    references: tuple[Reference, ...]


class _Writer:
    def __init__(self) -> None:
        self.text = ""
        self.references: list[Reference] = []

    def line(self, text: str) -> None:
        """Write a line; `<CODE:name>` in it is a reference."""
        while "<" in text:
            before, _, rest = text.partition("<")
            inside, _, text = rest.partition(">")
            code, _, name = inside.partition(":")
            self.text += before
            self.references.append(Reference(code, len(self.text), len(self.text) + len(name)))
            self.text += name
        self.text += text + "\n"


class _Job(NamedTuple):
    name: str
    matrix: bool
    artifact: bool
    output: bool
    before: tuple[str, ...]


def random_pipeline(seed: int) -> RandomPipeline:
    """Return the pipeline of a seed: jobs in a forest, matrices, inputs, outputs, secrets, a release."""
    choose = random.Random(seed)
    writer = _Writer()
    for line in (
        "version: 1",
        "name: shop",
        "params:",
        "  region: {default: eu}",
        "  level: {type: number, default: 3}",
        "global_env:",
        "  REGION: ${params.<PC454:region>}",
        "  LABEL: ${<PC401:REGION>}-x",
        "jobs:",
    ):
        writer.line(line)
    jobs: list[_Job] = []
    for number in range(choose.randint(1, 6)):
        jobs.append(_write_job(writer, choose, number, jobs))
    if choose.random() < 0.6:
        _write_release(writer, jobs)
    return RandomPipeline(writer.text, tuple(writer.references))


def _write_job(writer: _Writer, choose: random.Random, number: int, jobs: list[_Job]) -> _Job:
    name = f"work-{'abcdefgh'[number]}{choose.randint(10, 99)}"
    before = choose.choice(jobs) if jobs and choose.random() < 0.8 else None
    matrix, secret = choose.random() < 0.3, choose.random() < 0.4
    job = _Job(
        name, matrix, choose.random() < 0.5, choose.random() < 0.5, (*before.before, before.name) if before else ()
    )
    writer.line(f"  {name}:")
    if before is not None and before.artifact and choose.random() < 0.5:
        writer.line(f"    inputs: [{{artifact: <PC302:{before.name}>.<PC307:files>, path: in}}]")
    elif before is not None:
        writer.line(f"    depends_on: [<PC302:{before.name}>]")
    if matrix:
        writer.line("    matrix: {axis: [one, two], size: [4]}")
    if secret:
        writer.line("    secrets: [token]")
    writer.line(f"    timeout: {choose.randint(31, 60)}m")
    _write_environment(writer, job, before, secret=secret)
    if job.artifact:
        writer.line(f"    artifacts: {{files: {{paths: [out-{number}/**]}}}}")
    if job.output:
        writer.line("    outputs: [result]")
    _write_steps(writer, choose, job)
    return job


def _write_environment(writer: _Writer, job: _Job, before: _Job | None, *, secret: bool) -> None:
    writer.line("    environment:")
    writer.line("      TARGET: ${{ env.<PC458:LABEL> + '/' }}")
    if job.matrix:
        writer.line("      AXIS: é ${matrix.<PC454:axis>}")
    if secret:
        writer.line("      TOKEN: ${secrets.<PC504:token>}")
    if before is not None and before.output and not before.matrix:
        writer.line(f"      RESULT: ${{job.{before.name}.outputs.<PC454:result>}}")
    if before is not None:
        writer.line(f"      STATUS: ${{job.<PC454:{before.name}>.status}}")


def _write_steps(writer: _Writer, choose: random.Random, job: _Job) -> None:
    writer.line("    steps:")
    for number in range(choose.randint(1, 3)):
        writer.line(f"      - name: step-{number}")
        if number:
            writer.line(f"        conditional: steps.<PC454:step-{number - 1}>.outputs.done == 'yes'")
        writer.line("        script: |")
        writer.line('          echo "🙂 $<PC411:TARGET>" ${{ params.<PC454:level> * 2 }}')
        writer.line("          LOCAL=1; echo $<PC411:LOCAL>")


def _write_release(writer: _Writer, jobs: list[_Job]) -> None:
    builder = next((job for job in jobs if job.output and not job.matrix), None)
    needs = f"depends_on: [<PC302:{builder.name}>], " if builder else ""
    writer.line(
        f"  release: {{{needs}deploy: {{environment: <PC602:production>, components: [<PC601:web>], "
        "strategy: {type: rolling}}}"
    )
    writer.line("components:")
    image = f"{{from: {builder.name}.<PC308:result>}}" if builder else "registry.example/web:1.4"
    writer.line(f"  web: {{image: {image}, ports: [{{name: http, container: 80}}], depends_on: [<PC601:cache>],")
    writer.line("    health_check: {type: http, port: <PC607:http>}, secrets: {password: {env: PASSWORD}}}")
    writer.line("  cache: {image: registry.example/cache:7}")
    writer.line("environments:")
    writer.line("  staging: {runner: nomad, secrets: {password: {env: P}}}")
    override = "overrides: {<PC601:web>: {replicas: 2}}"
    writer.line(f"  production: {{runner: nomad, secrets: {{password: {{env: P}}}}, {override}}}")
