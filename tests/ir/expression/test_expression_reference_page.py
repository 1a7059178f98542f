"""The page of the language says what the evaluator does."""

import re
from pathlib import Path

import pytest

from compiler.ir.expression import Problem, evaluate, parse, to_text
from compiler.ir.expression.functions import FUNCTIONS
from compiler.ir.expression.notation import BINDING

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "expressions.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^\| `(.+)` \| (.+) \|$", PAGE.partition("## Examples")[2], re.MULTILINE)


@pytest.mark.parametrize(("text", "printed"), EXAMPLES)
def test_examples(text: str, printed: str) -> None:
    tree = parse(text)
    assert not isinstance(tree, Problem)
    assert to_text(evaluate(tree, {}.__getitem__)) == printed


def test_every_function_and_its_parameters_are_on_the_page() -> None:
    assert len(EXAMPLES) >= 15
    signatures = dict(re.findall(r"`(\w+)\(([^)]*)\)`", PAGE.partition("## Functions")[2].partition("## Bounds")[0]))
    assert {name: _parameters(name) for name in FUNCTIONS} == signatures


def _parameters(name: str) -> str:
    function = FUNCTIONS[name]
    return ", ".join([parameter.name for parameter in function.parameters] + ["…"] * function.variadic)


def test_every_operator_is_on_the_page() -> None:
    table = PAGE.partition("## Operators")[2].partition("\n- ")[0].replace("&#124;", "|")
    assert all(operator in table for operator in BINDING)
