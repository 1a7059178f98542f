"""A review as JSON, for machines; `schemas/review.schema.json` describes it."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, get_args

from compiler.diagnostics import Span
from compiler.diagnostics.render_json import to_json
from compiler.ir.expression.syntax import Expression
from compiler.ir.json_kinds import EXPRESSION, Json
from compiler.ir.json_records import kind_of
from compiler.review.changes import Change, Path
from compiler.review.meaning.concealing import HIDDEN, concealed, sensitive
from compiler.review.statement import Statement
from compiler.source import Source

from .reviewed import Problem, Reviewed, ReviewedFile

if TYPE_CHECKING:
    from .artifact_changes import PipelineArtifacts

FORMAT: Final = 1
_EXPRESSIONS: Final = get_args(Expression)
_REFERENCES: Final = frozenset({"secret", "secrets"})
"""The fields that name secrets; a name may be said."""

_VALUES: Final = ("value", "default", "enum")
"""The fields of a record with a name that have what it stands for."""


def render_json(reviewed: Reviewed, artifacts: "tuple[PipelineArtifacts, ...] | None" = None) -> str:
    """Return the review as one JSON document, with emitted files where these were compared."""
    data: dict[str, Any] = review_data(reviewed)
    if artifacts is not None:
        from .artifacts import artifacts_data

        data["artifacts"] = artifacts_data(artifacts)
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def review_data(reviewed: Reviewed) -> dict[str, Json]:
    """Return the review as what `json.dumps` takes."""
    return {
        "version": FORMAT,
        "base": reviewed.base,
        "head": reviewed.head,
        "changed": reviewed.changed,
        "level": reviewed.level,
        "same": reviewed.same,
        "files": [_file(file) for file in reviewed.files],
    }


def _file(file: ReviewedFile) -> dict[str, Json]:
    plan = file.review.after or file.review.before
    return {
        "path": file.path,
        "old_path": file.old_path or None,
        "status": file.status,
        "pipeline": plan.name if plan else None,
        "level": file.review.level,
        "problems": [_problem(problem) for problem in file.problems],
        "statements": [_statement(each, file) for each in file.review.statements],
        "changes": [_change(each, file) for each in file.review.changes],
    }


def _problem(problem: Problem) -> dict[str, Json]:
    found: Any = to_json(problem.diagnostics, problem.sources)
    return {"side": problem.side, "diagnostics": found["diagnostics"]}


def _statement(statement: Statement, file: ReviewedFile) -> dict[str, Json]:
    return {
        "rule": statement.rule,
        "level": statement.level,
        "subject": {"kind": statement.subject.kind, "name": statement.subject.name},
        "text": statement.text,
        "reason": statement.reason,
        "lines": list(statement.lines),
        "before": _range(statement.before, file.sources_before),
        "after": _range(statement.after, file.sources_after),
    }


def _change(change: Change, file: ReviewedFile) -> dict[str, Json]:
    origins = change.origins or ((Span("", 0, 0), Span("", 0, 0)),) * len(change.paths)
    return {
        "kind": change.kind,
        "names": list(change.names) if any(change.names) else None,
        "place": change.place if change.place >= 0 else None,
        "places": [
            {
                "path": list(path),
                "before": _shown(path, before),
                "after": _shown(path, after),
                "before_at": _range(old, file.sources_before),
                "after_at": _range(new, file.sources_after),
            }
            for (path, before, after), (old, new) in zip(change.places, origins, strict=True)
        ],
    }


def _range(span: Span, sources: Mapping[str, Source]) -> Json:
    """Return where something stands, lines and columns from 1; null where no file says it."""
    source = sources.get(span.path) if span.path else None
    if source is None:
        return None
    start, end = source.position(span.start), source.position(span.end)
    return {
        "path": span.path,
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
    }


def _shown(path: Path, value: Any) -> Json:
    """Return a value of a plan in the plan's JSON, without what must not be repeated."""
    told = path[1:] if path[:1] == ("params",) and len(path) > 2 else path[2:]
    named = [key for key in told if isinstance(key, str) and key not in _REFERENCES]
    return _hidden(value_data(value), hide=not _REFERENCES.intersection(path) and any(map(sensitive, named)))


def value_data(value: Any) -> Json:
    """Return a value of a plan as its JSON has it."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, _EXPRESSIONS):
        return EXPRESSION.write(value)
    if hasattr(value, "_fields"):
        record: Any = type(value)
        return kind_of(record).write(value)
    return [value_data(item) for item in value]


def _hidden(data: Json, *, hide: bool) -> Json:
    if isinstance(data, str):
        return HIDDEN if hide else concealed(data)
    if isinstance(data, list):
        return [_hidden(item, hide=hide) for item in data]
    if isinstance(data, dict):
        values = _VALUES if isinstance(data.get("name"), str) and sensitive(str(data["name"])) else ()
        return {
            key: item if key in _REFERENCES else _hidden(item, hide=hide or sensitive(key) or key in values)
            for key, item in data.items()
        }
    return data
