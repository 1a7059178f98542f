"""From a place in an emitted file to the line of the pipeline, by the files' own source map."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from compiler.bundle_files import Files
from compiler.diagnostics import Span
from compiler.emission import SOURCE_MAP
from compiler.ir.plan import Plan
from compiler.ir.values import Variable
from compiler.source import Source

from ..tracing import Place, SourceMap, is_map, nearest
from .artifact_changes import Cause

_SETTING: Final = re.compile(r"""[ +-]\s*(?:export\s+)?["']?([A-Za-z_]\w*)["']?\s*[=:]""")
_NONE: Final = SourceMap([], {})


class Causes(NamedTuple):
    """One side's source map, and its pipeline: the files by path, the plan where it is at hand."""

    map: SourceMap
    sources: Mapping[str, Source]
    plan: Plan | None = None

    def of(self, path: str, pointer: str, lines: Sequence[str] = ()) -> Cause | None:
        """Return the line that caused a node; the very line of a script where `lines` of a diff tell it."""
        known = self.map.files.get(path)
        place = self._of_step(path) if known is None else nearest(known, self.map.sources, pointer)
        if place is None:
            return None
        place = self._of_variable(place, pointer, lines) or place
        return Cause(place.source, self._line(place, lines))

    def _of_variable(self, place: Place, pointer: str, lines: Sequence[str]) -> Place | None:
        """Return where a variable is given its value, which may be far from the step or component that has it."""
        if self.plan is None:
            return None
        names = {pointer.rpartition("/")[2], *(set_[1] for line in lines if (set_ := _SETTING.match(line)))}
        owners = {each.origin: owner for owner, each in _variables(self.plan) if each.name in names}
        near = [origin for origin, owner in owners.items() if self._starts_at(owner, place)]
        one = near if len(near) == 1 else list(owners) if len(owners) == 1 else []
        return self._place(one[0]) if one else None

    def _starts_at(self, span: Span, place: Place) -> bool:
        found = self._place(span)
        return found is not None and (found.source, found.line) == (place.source, place.line)

    def _of_step(self, path: str) -> Place | None:
        """Return where the step stands whose script a file is, `…/jobs/JOB/STEP.…`: no map names such files."""
        folder, _, file = path.rpartition("/")
        above, _, job_id = folder.rpartition("/")
        jobs = () if self.plan is None or not above.endswith("/jobs") else self.plan.jobs
        job = next((job for job in jobs if job.id == job_id), None)
        if job is None:
            return None
        name, _, form = file.partition(".")
        step = next((step for step in job.steps if step.id == name), None)
        if step is None:
            return self._place(job.origin)
        return self._place(step.script_origin if form == "script" else step.origin)

    def _place(self, span: Span) -> Place | None:
        source = self.sources.get(span.path) if span.path else None
        return (
            None if source is None else Place("", span.path, *source.position(span.start), *source.position(span.end))
        )

    def _line(self, place: Place, lines: Sequence[str]) -> int:
        """Return the one line of a place that says what the first changed line says, else its first."""
        source = self.sources.get(place.source)
        changed = next((line[1:].strip() for line in lines if line[:1] == "+"), "")
        changed = changed or next((line[1:].strip() for line in lines if line[:1] == "-"), "")
        if source is None or not changed:
            return place.line
        last = min(place.end_line, len(source.line_starts))
        found = [number for number in range(place.line, last + 1) if source.line(number).strip() == changed]
        return found[0] if len(found) == 1 else place.line


def _variables(plan: Plan) -> Iterator[tuple[Span, Variable]]:
    """Yield every variable with where that stands which has it."""
    for job in plan.jobs:
        for step in job.steps:
            yield from ((step.origin, each) for each in step.environment)
        for service in job.services:
            yield from ((job.origin, each) for each in service.environment)
    for component in (*plan.components, *(each for place in plan.environments for each in place.components)):
        yield from ((component.origin, each) for each in component.environment)


def causes_of(files: Files, sources: Mapping[str, Source], plan: Plan | None = None) -> Causes:
    """Return the causes of a bundle's files; none where it has no sound source map."""
    data, _ = files.get(SOURCE_MAP, (b"", 0))
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return Causes(_NONE, sources, plan)
    return Causes(SourceMap(found["sources"], found["files"]) if is_map(found) else _NONE, sources, plan)
