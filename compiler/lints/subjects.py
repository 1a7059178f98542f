"""What rules of advice look at: each subject joins what is written with what it means.

A value that depends on a parameter without a value is unknown: in the checked types its default stands for it. A rule
that would speak of a default asks the tree whether the key is written.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ..diagnostics import Span
from ..frontend.check.document import Facts
from ..frontend.checked import CheckedDocument, CheckedJob
from ..frontend.context import Context
from ..frontend.document import Declaration, Document, JobDeclaration, StepDeclaration
from ..frontend.images import Reference
from ..frontend.tree import Mapping, Node, Scalar, Sequence
from ..ir.job import Job, Step
from ..ir.release import Component, Deploy, Environment
from ..source import Source

if TYPE_CHECKING:
    from ..frontend.settings import Policy
    from .commands import Command
    from .uses import Uses

_WORD: Final = re.compile(r"[A-Za-z0-9_.+-]+")


class Pipeline:
    """A whole pipeline: `document` as written, `checked` as meant, `context` to locate and report; the policy."""

    __slots__ = ("_uses", "checked", "context", "document", "jobs", "policy")

    def __init__(self, facts: Facts, policy: "Policy | None" = None) -> None:
        self.document: Document = facts.document
        self.checked: CheckedDocument = facts.checked
        self.context: Context = facts.context
        self.policy = policy
        self._uses: Uses | None = None
        declared = self.document.jobs
        self.jobs = tuple(JobSubject(self, declared[job.name], job) for job in self.checked.jobs if job.instances)

    @property
    def body(self) -> Mapping:
        """The top level of the file, includes merged."""
        return self.document.body

    @property
    def uses(self) -> "Uses":
        """What the texts of the file mention, read on first use."""
        if self._uses is None:
            from .uses import read_uses

            self._uses = read_uses(self.document.body)
        return self._uses

    def owns(self, span: Span) -> bool:
        """Tell whether something stands in the pipeline's own file: what it includes may serve other pipelines too."""
        return span.path == self.checked.source

    def source(self, node: Node) -> Source | None:
        """Return the file in which a node is written."""
        return self.context.source_of(node)


class JobSubject:
    """A job of the file: `declaration` as written, `checked` with all instances, `job` the first of them."""

    __slots__ = ("checked", "declaration", "job", "pipeline", "steps")

    def __init__(self, pipeline: Pipeline, declaration: JobDeclaration, checked: CheckedJob) -> None:
        self.pipeline = pipeline
        self.declaration = declaration
        self.checked = checked
        self.job: Job = checked.instances[0][0]
        written = declaration.steps
        self.steps = tuple(
            StepSubject(self, written[place], step) for place, step in enumerate(self.job.steps) if place < len(written)
        )

    @property
    def name(self) -> str:
        """The job's name in the file."""
        return self.checked.name

    @property
    def body(self) -> Mapping:
        """The job's mapping as written."""
        return self.declaration.body

    def key(self, name: str) -> Span:
        """Return where a key of the job stands, or the job's name where it is not written."""
        entry = self.body.entry(name)
        return self.declaration.name.span if entry is None else entry.key.span


class StepSubject:
    """A step: `declaration` as written, `step` as it is in the job's first instance."""

    __slots__ = ("declaration", "job", "script", "step")

    def __init__(self, job: JobSubject, declaration: StepDeclaration, step: Step) -> None:
        self.job = job
        self.declaration = declaration
        self.step = step
        self.script = ScriptSubject.of(self)

    @property
    def body(self) -> Mapping:
        """The step's mapping as written."""
        return self.declaration.body

    def key(self, name: str) -> Span:
        """Return where a key of the step stands, or the whole step where it is not written."""
        entry = self.body.entry(name)
        return self.body.span if entry is None else entry.key.span


class ScriptSubject:
    """A step's script for a POSIX shell or bash, as one text: `lines` are the scalars that it was joined from."""

    __slots__ = ("_commands", "_words", "lines", "step", "text")

    def __init__(self, step: StepSubject, lines: tuple[Scalar, ...]) -> None:
        self.step = step
        self.lines = lines
        self.text = lines[0].text if len(lines) == 1 else "\n".join(line.text for line in lines)
        self._words: frozenset[str] | None = None
        self._commands: tuple[Command, ...] | None = None

    @classmethod
    def of(cls, step: StepSubject) -> "ScriptSubject | None":
        """Return the script of a step; None for an action, and for what other programs run."""
        node = step.declaration.body.get("script")
        if isinstance(node, Scalar):
            lines: tuple[Scalar, ...] = (node,)
        elif isinstance(node, Sequence):
            lines = tuple(item for item in node if isinstance(item, Scalar))
        else:
            return None
        from ..frontend.check.shell_names import is_posix

        return cls(step, lines) if lines and is_posix(step.step.shell) else None

    @property
    def words(self) -> frozenset[str]:
        """Every word in the text, whatever its role: to tell at once that a rule has nothing to look for."""
        if self._words is None:
            self._words = frozenset(_WORD.findall(self.text))
        return self._words

    @property
    def commands(self) -> "tuple[Command, ...]":
        """The commands of the script, read on first use."""
        if self._commands is None:
            from .commands import read_commands

            self._commands = read_commands(self.text)
        return self._commands

    def span(self, start: int, end: int) -> Span:
        """Return where a range of the text stands in its file."""
        begin = 0
        for line in self.lines:
            if start <= begin + len(line.text):
                return self.step.job.pipeline.context.locate(line, start - begin, min(end - begin, len(line.text)))
            begin += len(line.text) + 1
        return self.lines[-1].span

    def exact(self, start: int, end: int) -> bool:
        """Tell whether a range is written in the file as it is in the text: whether an edit there is a plain one."""
        span = self.span(start, end)
        source = self.step.job.pipeline.context.sources.get(span.path)
        return source is not None and source.text[span.start : span.end] == self.text[start:end]


class ImageSubject:
    """An image that is written somewhere: `node` as written, `reference` fully qualified; `owner` for messages."""

    __slots__ = ("kind", "node", "owner", "pipeline", "reference", "text")

    def __init__(
        self, pipeline: Pipeline, node: Scalar, text: str, reference: Reference, kind: str, owner: str
    ) -> None:
        self.pipeline = pipeline
        self.node = node
        self.text = text
        self.reference = reference
        self.kind = kind
        """`default`, `step`, `service` or `component`."""
        self.owner = owner


class DeploymentSubject:
    """A deployment job with the environment to which it goes, and its components as they are there."""

    __slots__ = ("components", "deploy", "environment", "job")

    def __init__(self, job: JobSubject, deploy: Deploy, environment: Environment) -> None:
        self.job = job
        self.deploy = deploy
        self.environment = environment
        self.components = tuple(item for item in environment.components if item.name in deploy.components)

    @property
    def body(self) -> Mapping:
        """The mapping under `deploy` as written."""
        node = self.job.body.get("deploy")
        return node if isinstance(node, Mapping) else Mapping((), self.job.body.span)


class ComponentSubject:
    """A component: `declaration` as written, `component` as the release defines it."""

    __slots__ = ("component", "declaration", "pipeline")

    def __init__(self, pipeline: Pipeline, declaration: Declaration, component: Component) -> None:
        self.pipeline = pipeline
        self.declaration = declaration
        self.component = component


class EnvironmentSubject:
    """An environment: `declaration` as written, `environment` as meant."""

    __slots__ = ("declaration", "environment", "pipeline")

    def __init__(self, pipeline: Pipeline, declaration: Declaration, environment: Environment) -> None:
        self.pipeline = pipeline
        self.declaration = declaration
        self.environment = environment


def deployments(pipeline: Pipeline) -> Iterator[DeploymentSubject]:
    """Yield every deployment whose environment is known."""
    environments = {item.name: item for item in pipeline.checked.environments}
    for job in pipeline.jobs:
        deploy = job.job.deploy
        if deploy is not None and deploy.environment in environments:
            yield DeploymentSubject(job, deploy, environments[deploy.environment])


def components(pipeline: Pipeline) -> Iterator[ComponentSubject]:
    """Yield every component of the file."""
    declared = pipeline.document.components
    for component in pipeline.checked.components:
        yield ComponentSubject(pipeline, declared[component.name], component)


def environments(pipeline: Pipeline) -> Iterator[EnvironmentSubject]:
    """Yield every environment of the file."""
    declared = pipeline.document.environments
    for environment in pipeline.checked.environments:
        yield EnvironmentSubject(pipeline, declared[environment.name], environment)
