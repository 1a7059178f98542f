"""Says whether a pipeline is valid, from the language's contract alone, without any module of the compiler.

What may stand where comes from the published JSON Schema by a validator of others; what names, values, times and
orders mean is resolved here once more. It knows no places and says one reason for a person who reads a failure.
"""

import re
from collections.abc import Mapping

import yaml

from .jobs import Jobs, inputs
from .loading import load, shape
from .parameters import read_parameters
from .release import check_release
from .texts import Scope, World
from .tree import Data, Leaf, WrongError
from .values import check_command, check_image, check_path, duration, items, mapping, numbers, texts, word


def reasons(files: Mapping[str, str], main: str = "pipeline.yaml") -> list[str]:
    """Return why a pipeline is not valid; nothing where it is."""
    found: list[str] = []
    try:
        document = load(files, main, found)
    except (WrongError, yaml.YAMLError) as error:
        return [*found, f"{type(error).__name__}: {error}"]
    found.extend(shape(document, "merged_document"))
    if not found:
        Oracle(document, found).check()
    return found


class Oracle(Jobs):
    """One pipeline being looked through: every check that fails adds its reason."""

    def __init__(self, document: dict[str, Data], found: list[str]) -> None:
        self.document, self.found = document, found
        self.jobs = {name: mapping(job) for name, job in mapping(document.get("jobs")).items()}
        self.world = World(read_parameters(self), self.jobs, self.waits())
        self.scope = Scope(self.world, [mapping(document.get("global_env"))])

    def check(self) -> None:
        """Look through the whole."""
        self.tell(self.top)
        for name, job in self.jobs.items():
            self.edges(name, job)
        self.order()
        if not self.found:  # scopes of jobs need the graph
            for name, job in self.jobs.items():
                self.tell(self.job, name, job)
        self.tell(check_release, self)

    # The graph

    def edges(self, name: str, job: dict[str, Data]) -> None:
        wanted = texts(job.get("depends_on"))
        if len(wanted) != len(set(wanted)):
            self.wrong(f"{name} depends twice")
        for other in wanted:
            if other not in self.jobs or other == name:
                self.wrong(f"{name} depends on {other}")
        seen = set()
        for reference, path, _ in inputs(job):
            producer, _, artifact = reference.partition(".")
            if (
                producer not in self.jobs
                or producer == name
                or artifact not in mapping(self.jobs[producer].get("artifacts"))
            ):
                self.wrong(f"{name} takes {reference}")
            if (reference, path) in seen:
                self.wrong(f"{name} takes {reference} twice")
            seen.add((reference, path))
        if "name" in job and word(job["name"], "") != name:
            self.wrong(f"{name} is named otherwise")

    def direct(self, name: str) -> set[str]:
        job = self.jobs[name]
        found = {*texts(job.get("depends_on")), *(reference.partition(".")[0] for reference, _, _ in inputs(job))}
        return found & self.jobs.keys() - {name}

    def waits(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for name in self.jobs:
            seen: set[str] = set()
            row = [name]
            while row:
                new = self.direct(row.pop()) - seen
                seen |= new
                row.extend(new)
            found[name] = seen
        return found

    def order(self) -> None:
        if any(name in row for name, row in self.world.waits.items()):
            self.wrong("a cycle of jobs")
            return
        runs = {name: set(texts(job.get("runs_on"))) or {"success"} for name, job in self.jobs.items()}
        must: dict[str, set[str]] = {}

        def needed(name: str) -> set[str]:
            if name not in must:
                must[name] = set()
                if runs[name] == {"success"}:
                    must[name] = self.direct(name).union(*(needed(other) for other in self.direct(name)))
            return must[name]

        for name in self.jobs:
            if runs[name] == {"failure"} and not self.direct(name):
                self.wrong(f"{name} catches nothing")
            catches = [other for other in needed(name) if runs[other] == {"failure"}]
            if any(self.direct(catch) <= needed(name) for catch in catches):
                self.wrong(f"{name} can never start")

    # The pipeline's own settings

    def top(self) -> None:
        document, scope = self.document, self.scope
        for leaf in mapping(document.get("global_env")).values():
            assert isinstance(leaf, Leaf)
        policy = mapping(document.get("retry_policy"))
        numbers(policy, scope, initial_delay=5, max_delay=120, max_total=1800)
        if duration(policy.get("initial_delay"), scope, 5) > duration(policy.get("max_delay"), scope, 120):
            self.wrong("initial_delay above max_delay")
        for rule in items(mapping(document.get("artifacts")).get("retention")):
            numbers(mapping(rule), scope, max_age=0, grace_period=0)
        for trigger in items(document.get("triggers")):
            cron = mapping(mapping(trigger).get("cron"))
            if cron and not _is_cron(word(cron.get("schedule"), "")):
                self.wrong("cron")
        defaults = mapping(document.get("defaults"))
        self.tell(check_image, defaults.get("image"), scope)
        self.tell(check_command, defaults.get("shell"), scope)
        self.tell(check_path, defaults.get("working_directory"), scope)


def _is_cron(text: str) -> bool:
    fields = text.split()
    return text.startswith("@") or (
        len(fields) == 5 and all(re.fullmatch(r"[\d*/,A-Za-z-]+", field) for field in fields)
    )
