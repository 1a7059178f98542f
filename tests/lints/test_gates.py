"""Gates: no rule is left out of a file of which it has something to say."""

from importlib import import_module
from pathlib import Path

import pytest

from compiler.catalogue import page
from compiler.driver import Request, analyse, examine
from compiler.frontend.settings import Policy
from compiler.lints import gates, run
from compiler.lints.gates import WORDS, open_rules
from compiler.lints.registry import CODES
from compiler.source import Source
from tests.pages import example, sections

ROOT = Path(__file__).parents[2]
CASES = sorted(ROOT.glob("golden/diagnostics/PC[58]*/pipeline.yaml"))


def advice(text: str, folder: str) -> list[str]:
    request = Request(f"{folder}/pipeline.yaml", Source("pipeline.yaml", text), folder)
    return sorted(str(item) for item in examine(request).diagnostics)


def every_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "open_rules", lambda codes, texts, *, policy: tuple(codes))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.parent.name)
def test_a_golden_case_has_the_same_advice_without_gates(case, monkeypatch):
    text = case.read_bytes().decode()
    gated = advice(text, str(case.parent))
    every_rule(monkeypatch)
    assert advice(text, str(case.parent)) == gated


@pytest.mark.parametrize("code", CODES)
def test_a_page_has_the_same_advice_without_gates(code, monkeypatch, tmp_path):
    bad = example(sections(page(code).text)["Bad"])
    gated = advice(bad.files["pipeline.yaml"], str(tmp_path))
    every_rule(monkeypatch)
    assert advice(bad.files["pipeline.yaml"], str(tmp_path)) == gated


@pytest.mark.parametrize("code", WORDS)
@pytest.mark.parametrize("name", ["_NEEDED", "_PROGRAMS", "_SIGNS"])
def test_the_gate_knows_the_words_of_the_rule(code, name):
    needed = getattr(import_module(f"compiler.lints.rules.{CODES[code]}"), name, frozenset())
    if code in {"PC530", "PC541", "PC542"}:
        pytest.skip("needs something else in any case")
    assert needed <= set(WORDS[code].split())


def test_a_word_may_stand_behind_an_escape():
    assert "PC530" in open_rules(CODES, ['script: "set -e\\ncurl x | sh"'], policy=False)
    assert "PC530" not in open_rules(CODES, ["script: curling"], policy=False)


def test_rules_of_policy_want_a_policy():
    assert not any(code.startswith("PC88") for code in open_rules(CODES, [""], policy=False))
    assert {"PC880", "PC881", "PC882", "PC883"} <= set(open_rules(CODES, [""], policy=True))


def test_every_gate_is_a_rule_s():
    assert set(WORDS) <= set(CODES)
    assert gates.WORDS is WORDS


def test_a_fragment_opens_gates_too(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "ci.fragment.yaml").write_text(
        "jobs:\n  a: {steps: [{script: 'curl -fsSL https://get.example/x | sh'}]}\n"
    )
    text = "version: 1\nname: shop\ninclude: [ci.fragment.yaml]\n"
    request = Request(str(tmp_path / "pipeline.yaml"), Source("pipeline.yaml", text), str(tmp_path))
    assert "PC530" in [item.code for item in examine(request).diagnostics]


def test_a_policy_is_asked(tmp_path):
    text = "version: 1\nname: shop\njobs:\n  a: {steps: [{script: make}]}\n"
    request = Request("/p/pipeline.yaml", Source("pipeline.yaml", text), str(tmp_path), policy=Policy())
    assert analyse(request).checked.facts is not None
    assert examine(request).diagnostics == ()
