"""Each rule of this area: its page's bad example fires it and nothing else, the good one nothing."""

import importlib
import re

import pytest

from compiler.diagnostics import Diagnostic, Rule
from compiler.frontend.files import decode_source
from compiler.frontend.ignores import apply_ignores
from compiler.frontend.rules.codes_ignores import CODES as IGNORE_CODES
from compiler.frontend.rules.codes_yaml import CODES as YAML_CODES
from compiler.frontend.yaml import load_tree
from compiler.frontend.yaml11 import check_yaml11

NEEDS_SETTINGS = {"PC903"}
CODES = {code: name for code, name in (YAML_CODES | IGNORE_CODES).items() if code not in NEEDS_SETTINGS}
NEEDS_FILES = {"PC001", "PC040"}
EXAMPLE = re.compile(r"## (Bad|Good)\n\n```yaml(?P<options>[^\n]*)\n(?P<text>.*?)\n```\n", re.DOTALL)


def diagnose(text: str, options: str) -> list[Diagnostic]:
    encoding = re.search(r"encoding=(\S+)", options)
    source = decode_source("p", f"{text}\n".encode(encoding[1] if encoding else "utf-8"))
    if isinstance(source, Diagnostic):
        return [source]
    root, diagnostics = load_tree(source)
    return list(apply_ignores(source, [*diagnostics, *check_yaml11(root)], lambda: set(CODES)))


@pytest.mark.parametrize("code", sorted(CODES))
def test_the_page_is_true(code):
    module = importlib.import_module(f"compiler.frontend.rules.{CODES[code]}")
    assert isinstance(module.RULE, Rule)
    assert (module.RULE.code, module.RULE.title) == (code, module.RULE.title)
    bad, good = EXAMPLE.finditer(module.__doc__)
    assert "## Fix" in module.__doc__
    if code not in NEEDS_FILES:
        assert {found.code for found in diagnose(bad["text"], bad["options"])} == {code}
    assert diagnose(good["text"].partition("#---")[0], good["options"]) == []


def test_titles_are_unique():
    titles = [importlib.import_module(f"compiler.frontend.rules.{name}").RULE.title for name in CODES.values()]
    assert len(set(titles)) == len(titles)
