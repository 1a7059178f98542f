"""Reviews of pipelines written in a test: compiled as they stand, compared, told."""

from pathlib import Path

from compiler.diagnostics import NOWHERE, Span
from compiler.driver import Request, plan_pipeline
from compiler.ir.plan import Plan
from compiler.review.meaning import review
from compiler.review.statement import Review, Statement
from compiler.source import Source

ROOT = "/repository"


def plan_of(text: str, path: str = "pipeline.yaml") -> Plan:
    """Return the plan of a pipeline's text; an AssertionError with the diagnostics where there is none."""
    compilation = plan_pipeline(Request(f"{ROOT}/{path}", Source(path, text), ROOT))
    assert compilation.plan is not None, [f"{each.code} {each.message}" for each in compilation.diagnostics]
    return compilation.plan


def review_of(before: str, after: str) -> Review:
    """Return the review of two texts; an empty one is no pipeline."""
    return review(plan_of(before) if before else None, plan_of(after) if after else None)


def told(before: str, after: str, rule: str) -> list[tuple[str, str, str]]:
    """Return level, text and reason of what a rule tells."""
    return [(each.level, each.text, each.reason) for each in review_of(before, after).statements if each.rule == rule]


def listing(found: Review, before: Source, after: Source) -> str:
    """Return a review as a golden has it: level, rule, subject, text, positions on both sides, reason, lines."""
    blocks = [_block(statement, before, after) for statement in found.statements]
    return "".join(blocks) or "nothing\n"


def _block(statement: Statement, before: Source, after: Source) -> str:
    subject = " ".join(filter(None, statement.subject))
    lines = [
        f"{statement.level} {statement.rule} ({subject}) {_at(statement.before, before)} {_at(statement.after, after)}"
    ]
    lines.append(f"  {statement.text}")
    lines += [f"  because {statement.reason}"] if statement.reason else []
    lines += [f"  | {line}" for line in statement.lines]
    return "".join(f"{line}\n" for line in lines)


def _at(span: Span, source: Source) -> str:
    if span == NOWHERE:
        return "-"
    line, column = source.position(span.start)
    return f"{line}:{column}"


def read(path: Path) -> Source:
    """Return a file of a case as a source."""
    return Source(path.name, path.read_text())
