"""From problems to diagnostics, and the pages of the rules."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
import yaml

import compiler.frontend.rules
import compiler.ir.expression
from compiler.diagnostics import Edit, Span
from compiler.frontend.expression_diagnostics import MODULES, diagnose
from compiler.frontend.expression_report import escape_for
from compiler.frontend.rules.codes_expressions import CODES
from compiler.frontend.template import ExpressionForm, parse_template
from compiler.ir.expression import (
    MISSING,
    STRING,
    EvaluationError,
    Expression,
    Missing,
    Object,
    Problem,
    Type,
    Value,
    check,
    fold,
    parse,
    type_of,
)
from compiler.ir.system import SYSTEM_VARIABLES


def locate(start: int, end: int) -> Span:
    return Span("pipeline.yaml", 100 + start, 100 + end)


def test_a_diagnostic_has_the_problems_words_and_place() -> None:
    problem = parse("env.A = 'x'")
    assert isinstance(problem, Problem)
    diagnostic = diagnose(problem, locate)
    assert (diagnostic.code, diagnostic.severity) == ("PC442", "error")
    assert diagnostic.span == Span("pipeline.yaml", 106, 107)
    assert diagnostic.message == "`=` is written `==`"
    assert diagnostic.fix is not None
    assert diagnostic.fix.safe
    assert diagnostic.fix.edits == (Edit(diagnostic.span, "=="),)


@pytest.mark.parametrize(("style", "written"), [("plain", "'it''s'"), ("single", "''it''''s''"), ("double", "'it''s'")])
def test_a_fix_is_written_in_the_scalars_style(style: str, written: str) -> None:
    problem = parse('a == "it\'s"')
    assert isinstance(problem, Problem)
    fix = diagnose(problem, locate, escape_for(style)).fix  # type: ignore[arg-type]  # a Style by the parameters above
    assert fix is not None
    assert fix.edits[0].replacement == written


def test_without_the_style_no_fix_needs_quotes() -> None:
    problem = parse('a == "b"')
    assert isinstance(problem, Problem)
    assert diagnose(problem, locate).fix is None


@pytest.mark.parametrize("text", ["not a", '"a" == b'])
def test_no_fix_makes_a_plain_scalar_begin_with_a_sign(text: str) -> None:
    problem = parse(text)
    assert isinstance(problem, Problem)
    assert diagnose(problem, locate, escape_for("plain")).fix is None


def kinds_in_sources() -> set[str]:
    """Return every kind of problem that the sources name."""
    folder = Path(compiler.ir.expression.__file__).parent
    files = [*folder.glob("*.py"), folder.parents[1] / "frontend" / "template_problems.py"]
    calls = (node for file in files for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call))
    makers = {"Problem", "Failure", "report"}
    names = ((call, getattr(call.func, "id", getattr(call.func, "attr", ""))) for call in calls)
    firsts = (call.args[0] for call, name in names if name in makers and call.args)
    return {node.value for first in firsts for node in ast.walk(first) if isinstance(node, ast.Constant)} - {1}


def test_every_kind_has_its_rule_and_every_rule_a_kind() -> None:
    assert kinds_in_sources() == set(MODULES)
    assert set(MODULES.values()) == set(CODES.values())


def rule_module(code: str) -> ModuleType:
    return import_module(f"{compiler.frontend.rules.__name__}.{CODES[code]}")


def example(code: str, heading: str) -> dict[str, object]:
    page = rule_module(code).__doc__ or ""
    found = re.search(rf"## {heading}\n\n```yaml\n(.*?)```", page, re.DOTALL)
    assert found is not None
    loaded: dict[str, object] = yaml.safe_load(found[1])
    return loaded


def scalars(node: object, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for name, value in node.items():
            yield from scalars(value, name)
    elif isinstance(node, list):
        for item in node:
            yield from scalars(item, key)
    elif isinstance(node, str):
        yield key, node


def expressions(key: str, text: str) -> Iterator[Expression | Problem]:
    if key == "conditional" and "${" not in text:
        yield parse(text)
        return
    parts, problems = parse_template(text, script=key == "script")
    yield from problems
    yield from (part.expression for part in parts if isinstance(part, ExpressionForm))


def codes(document: dict[str, object]) -> set[str]:
    """Return the codes that the expressions of a document give, in a world of parameters and system variables."""
    params = {name: each["default"] for name, each in document.get("params", {}).items()}  # type: ignore[attr-defined]  # a mapping
    env = Object(tuple((name, STRING) for name in SYSTEM_VARIABLES))
    roots: dict[str, Type] = {"params": type_of(params), "env": env}
    found: set[str] = set()
    for key, text in scalars(document):
        for tree in expressions(key, text):
            problems = (
                [tree] if isinstance(tree, Problem) else compiled(tree, roots, params, status=key == "conditional")
            )
            found |= {diagnose(problem, locate).code for problem in problems}
    return found


def compiled(tree: Expression, roots: dict[str, Type], params: dict[str, Value], *, status: bool) -> list[Problem]:
    def known(path: tuple[str, ...]) -> Value | Missing:
        return params[path[1]] if path[0] == "params" and len(path) == 2 else MISSING

    problems = check(tree, roots, status=status)[1]
    if problems:
        return list(problems)
    try:
        fold(tree, known)
    except EvaluationError as error:
        return [error.problem]
    return []


@pytest.mark.parametrize("code", CODES)
def test_the_bad_example_gives_the_code_and_the_good_one_nothing(code: str) -> None:
    assert rule_module(code).RULE.code == code
    assert codes(example(code, "Bad")) == {code}
    assert codes(example(code, "Good")) == set()
