"""The generated reference pages: current, whole, and made the same way twice."""

import json
from pathlib import Path

import pytest

from compiler.catalogue import codes
from compiler.ir.system import SYSTEM_VARIABLES, TRIGGER_MEMBERS
from docs import generate
from docs.generators.markdown import demote, table
from docs.generators.schema import Sections
from pipec.cli import COMMANDS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def texts():
    return generate.texts()


def test_every_page_is_current():
    assert list(generate.stale()) == [], "stale: run `make docs`"


def test_check_tells_what_is_stale_and_writes_nothing(tmp_path, monkeypatch, capsys, texts):
    monkeypatch.setattr(generate, "ROOT", tmp_path)
    assert generate.main(["--check"]) == 1
    assert capsys.readouterr().out.splitlines() == [f"stale: {name}" for name in texts]
    assert list(tmp_path.iterdir()) == []
    assert generate.main([]) == 0
    (tmp_path / "docs" / "rules" / "PC000.md").write_text("of a rule that is gone")
    assert generate.main(["--check"]) == 1
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()} == set(texts)


def test_another_argument_is_a_usage_error(capsys):
    assert generate.main(["--chek"]) == 2
    assert "--check" in capsys.readouterr().err


def test_every_rule_has_its_page_and_its_line(texts):
    overview = texts["docs/rules/README.md"]
    assert [code for code in codes() if overview.count(f"| [{code}]({code}.md) ") != 1] == []
    assert [code for code in codes() if f"\n# {code} " not in texts[f"docs/rules/{code}.md"]] == []


def test_every_command_has_its_help(texts):
    text = texts["docs/reference/cli.md"]
    assert [name for name in COMMANDS if f"Usage: pipec {name} " not in text] == []


def test_every_system_variable_is_there(texts):
    text = texts["docs/reference/system-variables.md"]
    assert [name for name in (*SYSTEM_VARIABLES, *TRIGGER_MEMBERS) if f"| `{name}` |" not in text] == []


def keys(node: object) -> set[str]:
    """Return every key that a definition gives to mappings, in it or deeper."""
    if isinstance(node, list):
        return {key for item in node for key in keys(item)}
    if not isinstance(node, dict):
        return set()
    own = node.get("properties", {}) if isinstance(node.get("properties"), dict) else {}
    return set(own) | {key for item in node.values() for key in keys(item)}


def test_every_key_of_the_schema_is_there(texts):
    schema = json.loads((ROOT / "schemas" / "pipeline.schema.json").read_text(encoding="utf-8"))
    text = texts["docs/reference/pipeline.md"]
    assert sorted(key for key in keys(schema["$defs"]) if f"| `{key}` |" not in text) == []


def test_a_section_says_type_default_and_what_is_required():
    sections = Sections({
        "root": {
            "title": "root",
            "properties": {
                "name": {"type": "string", "description": "What it is."},
                "size": {"enum": ["a", "b", "c"], "default": "b", "description": "How big."},
                "parts": {"title": "list of parts", "type": "array", "items": {"$ref": "#/$defs/part"}},
            },
            "required": ["name"],
        },
        "part": {"title": "part", "properties": {"on": {"type": "boolean", "default": True}}},
    })  # fmt: skip
    sections.add("root")
    root, part = sections.texts()
    assert root.splitlines() == [
        "## Root",
        "",
        "| key | value | default | meaning |",
        "| --- | --- | --- | --- |",
        "| `name` | text | **required** | What it is. |",
        "| `size` | `a`, `b` or `c` | `b` | How big. |",
        "| `parts` | list of [parts](#part) |  |  |",
        "",
    ]
    assert "| `on` | boolean | `true` |  |" in part.splitlines()


def test_headings_in_fences_are_not_demoted():
    assert demote("## A\n\n```yaml\n## b\n```\n\n## C\n", 2) == "#### A\n\n```yaml\n## b\n```\n\n#### C\n"


def test_a_bar_does_not_end_a_cell():
    assert table(["a"], [["x|y"]]) == "| a |\n| --- |\n| x\\|y |\n"
