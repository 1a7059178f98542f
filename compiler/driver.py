"""The row of stages, from a file to a bundle; who reads this knows the system."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from .diagnostics import Diagnostic, sort_key
from .frontend.check.document import Checked, check_document
from .frontend.context import Options
from .frontend.document import Document, lost_keys, read_document
from .frontend.files import read_source
from .frontend.includes import Reader, load_pipeline
from .frontend.parameters import Given, bind_parameters
from .frontend.schema import Schema, load_schema
from .frontend.shape import check_shape
from .frontend.tree import Mapping as MappingNode
from .frontend.tree import Scalar
from .frontend.yaml11 import check_yaml11
from .ir.plan import Plan
from .source import Source

if TYPE_CHECKING:
    from .frontend.lock import Lock
    from .frontend.settings import LintSettings, Policy

NO_VALUES: Mapping[str, Given] = {}
NO_TEXTS: Mapping[str, str] = {}


class Request(NamedTuple):
    """One pipeline to work on: its absolute path, its text, the repository's root, the values of parameters.

    `unsaved` are texts by absolute path that count instead of included files on disk: those that an editor holds.
    `policy` and `settings` are the repository's own rules and how it wants to be linted; None where it says nothing.
    """

    path: str
    source: Source
    root: str
    given: Mapping[str, Given] = NO_VALUES
    unsaved: Mapping[str, str] = NO_TEXTS
    policy: "Policy | None" = None
    settings: "LintSettings | None" = None


class Analysis(NamedTuple):
    """What the frontend found: the checked document where nothing is wrong, every diagnostic, every source.

    `document` is what the files declare, right or wrong; None where they cannot be read as a pipeline.
    """

    checked: Checked
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]
    files: tuple[str, ...]
    document: Document | None = None


class Compilation(NamedTuple):
    """What compiling came to; `plan` is None where an error stands in the way, `document` as in `Analysis`."""

    plan: Plan | None
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]
    files: tuple[str, ...] = ()
    document: Document | None = None


_schemas: dict[str, Schema] = {}

_SUPERFLUOUS: Final = frozenset({"PC030", "PC505"})
"""What calls something superfluous: beside an error it may be the mistake that hides its use, and nothing is said."""


def analyse(request: Request, *, complete: bool = False) -> Analysis:
    """Load, shape, check: all problems of one pipeline in one pass. `complete` wants a value for every parameter."""
    loaded = load_pipeline(request.path, request.source, request.root, included_reader(request))
    found = list(loaded.diagnostics)
    checked, document = Checked(None, ()), None
    if loaded.tree is not None and loaded.tree.kind != "broken":
        shaped, problems = check_shape(loaded.tree, _schema("pipeline"))
        found.extend(problems)
        if isinstance(shaped, MappingNode):
            found.extend(check_yaml11(shaped))
            partial = loaded.partial or (bool(problems) and lost_keys(loaded.tree, shaped))
            document = read_document(shaped, partial=partial)
            params, problems = bind_parameters(document, request.given, complete=complete)
            found.extend(problems)
            checked = check_document(document, loaded.sources, params, Options(complete), _schema("pipeline"))
            found.extend(checked.diagnostics)
        if any(item.change is not None for item in found):
            from .frontend.changes import with_fixes

            found = [item._replace(change=None) for item in with_fixes(found, loaded.tree, loaded.sources)]
    if _has_error(found):
        found = [_doubted(item) for item in found if item.code not in _SUPERFLUOUS]
    return Analysis(checked, tuple(found), loaded.sources, loaded.files, document)


def lint(request: Request) -> Analysis:
    """Examine one pipeline: in the order of the file, without what ignore comments silence."""
    analysis = examine(request)
    found = settle(analysis.diagnostics, analysis.sources, reasons=wants_reasons(request))
    return analysis._replace(diagnostics=found)


def examine(request: Request) -> Analysis:
    """Analyse one pipeline for people; what is found is yet to be settled.

    Where nothing is wrong there is advice. Beside errors there is some on what they have nothing to do with: the rest
    would speak of what is not meant.
    """
    analysis = analyse(request)
    found, facts = analysis.diagnostics, analysis.checked.facts
    if facts is None:
        return analysis
    from .lints.run import advise, advise_beside

    errors = [item for item in found if item.severity == "error"]
    advice = advise_beside(facts, errors) if errors else advise(facts, request.policy)
    return analysis._replace(diagnostics=(*found, *advice))


def plan_pipeline(request: Request, lock: "Lock | None" = None, *, locked: bool = False) -> Compilation:
    """Analyse, lower, pin images, run the passes: the plan, or what stands in its way.

    Without a lock images stay as they are written, and none is missed: enough for whoever only looks.
    """
    return lower(analyse(request, complete=True), lock, locked=locked)


def lower(analysis: Analysis, lock: "Lock | None" = None, *, locked: bool = False) -> Compilation:
    """Return the plan of an analysed pipeline, as `plan_pipeline` does; of one with unknown values there is none."""
    from .frontend.lock import pin_images
    from .ir.build import build_plan
    from .ir.passes import run_passes

    document = analysis.checked.document
    ended = Compilation(None, analysis.diagnostics, analysis.sources, analysis.files, analysis.document)
    if document is None or _has_error(analysis.diagnostics):
        return ended
    plan, found = build_plan(document), analysis.diagnostics
    if lock is not None:
        plan, problems = pin_images(plan, lock, locked=locked)
        found = (*found, *problems)
    if _has_error(found):
        return ended._replace(diagnostics=found)
    return ended._replace(plan=run_passes(plan), diagnostics=found)


def _doubted(item: Diagnostic) -> Diagnostic:
    """Return what is found beside errors: an edge may be needed once a mistaken `runs_on` is what was meant."""
    return item._replace(fix=None) if item.code == "PC305" else item


def _has_error(found: Iterable[Diagnostic]) -> bool:
    return any(item.severity == "error" for item in found)


def settle(
    found: Iterable[Diagnostic],
    sources: Mapping[str, Source],
    *,
    compiled: bool = False,
    emitted: bool = True,
    reasons: bool = False,
    also: Collection[str] = (),
) -> tuple[Diagnostic, ...]:
    """Return diagnostics as they are reported: each once, by place, without what ignore comments silence.

    An error that stopped a compilation stays whatever a comment says: the comment does not make the file compile.
    What was only planned, not `emitted`, was not looked at for targets: a comment for one of their codes is kept.
    With `reasons`, a comment that does not say why it silences something is reported. `also` are codes that another
    program has looked for: a comment that silences none of those is reported too.
    """
    ordered = tuple(sorted(dict.fromkeys(found), key=sort_key))
    marked = [source for source in sources.values() if "pipec:" in source.text]
    if not marked:
        return ordered
    from .catalogue import codes
    from .frontend.ignores import apply_ignores
    from .lints.registry import CODES as ADVICE

    has_error = _has_error(ordered)
    withheld = {*(() if not compiled and not has_error else ADVICE), *(_SUPERFLUOUS if has_error else ())}
    checked = _looked_for(also, withheld, targets=compiled and emitted)
    kept = tuple(item for item in ordered if compiled and item.severity == "error")
    for source in marked:
        ordered = apply_ignores(source, ordered, codes, checked, reasons=reasons)
    return tuple(sorted(dict.fromkeys((*ordered, *kept)), key=sort_key))


def _looked_for(also: Collection[str], withheld: Collection[str], *, targets: bool) -> Callable[[str], bool]:
    """Return what tells whether a code was looked for; `withheld` is advice that was not given."""
    from .frontend.ignores import is_always_checked, is_found_by_compiling

    found = is_found_by_compiling if targets else is_always_checked
    return lambda code: code in also or (found(code) and code not in withheld)


def wants_reasons(request: Request) -> bool:
    """Tell whether ignore comments have to say why."""
    return request.settings is not None and request.settings.require_reasons


def _schema(name: str) -> Schema:
    if name not in _schemas:
        _schemas[name] = load_schema(name)
    return _schemas[name]


def included_reader(request: Request) -> Reader:
    """Return what reads the files that a pipeline includes."""
    import os

    def read(path: str, name: Scalar) -> Source | Diagnostic:
        display = os.path.relpath(path, request.root)
        if path in request.unsaved:
            return Source(display, request.unsaved[path])
        return read_source(path, display, name.span)

    return read
