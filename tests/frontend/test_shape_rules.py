"""The pages of the shape rules: the bad example fires just its code, the good one nothing."""

import importlib
import re

import pytest

from compiler.frontend.rules.codes_shape import CODES
from compiler.frontend.schema import load_schema
from compiler.frontend.shape import check_shape
from compiler.frontend.yaml import load_tree
from compiler.frontend.yaml11 import check_yaml11
from compiler.source import Source

SCHEMA = load_schema("pipeline")


def page(code):
    module = importlib.import_module(f"compiler.frontend.rules.{CODES[code]}")
    examples = re.findall(r"^## (Bad|Good)\n+```yaml\n(.*?)^```", module.__doc__, re.DOTALL | re.MULTILINE)
    return module.RULE, dict(examples)


def codes(text):
    tree, diagnostics = load_tree(Source("pipeline.yaml", text))
    left, shape = check_shape(tree, SCHEMA)
    return {one.code for one in (*diagnostics, *shape, *check_yaml11(left))}


@pytest.mark.parametrize("code", CODES)
def test_the_module_says_its_code(code):
    rule, _ = page(code)
    assert rule.code == code
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.title)
    assert rule.severity == "error"


@pytest.mark.parametrize("code", CODES)
def test_the_bad_example_fires_its_code_alone(code):
    assert codes(page(code)[1]["Bad"]) == {code}


@pytest.mark.parametrize("code", CODES)
def test_the_good_example_is_clean(code):
    assert codes(page(code)[1]["Good"]) == set()
