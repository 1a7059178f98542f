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


@pytest.mark.parametrize("name", generate.PAGES)
def test_a_page_is_current(name):
    written = (generate.FOLDER / name).read_text(encoding="utf-8")
    assert written == generate.text_of(name), "stale: run `make docs`"


def test_check_tells_what_is_stale_and_writes_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(generate, "FOLDER", tmp_path)
    assert generate.main(["--check"]) == 1
    assert capsys.readouterr().out.splitlines() == [f"stale: docs/reference/{name}" for name in generate.PAGES]
    assert list(tmp_path.iterdir()) == []
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0
    assert {path.name for path in tmp_path.iterdir()} == set(generate.PAGES)


def test_another_argument_is_a_usage_error(capsys):
    assert generate.main(["--chek"]) == 2
    assert "--check" in capsys.readouterr().err


def test_every_rule_has_its_section():
    text = generate.text_of("rules.md")
    assert [code for code in codes() if text.count(f"\n### {code} ") != 1] == []


def test_every_command_has_its_help():
    text = generate.text_of("cli.md")
    assert [name for name in COMMANDS if f"Usage: pipec {name} " not in text] == []


def test_every_system_variable_is_there():
    text = generate.text_of("system-variables.md")
    assert [name for name in (*SYSTEM_VARIABLES, *TRIGGER_MEMBERS) if f"| `{name}` |" not in text] == []


def keys(node: object) -> set[str]:
    """Return every key that a definition gives to mappings, in it or deeper."""
    if isinstance(node, list):
        return {key for item in node for key in keys(item)}
    if not isinstance(node, dict):
        return set()
    own = node.get("properties", {}) if isinstance(node.get("properties"), dict) else {}
    return set(own) | {key for item in node.values() for key in keys(item)}


def test_every_key_of_the_schema_is_there():
    schema = json.loads((ROOT / "schemas" / "pipeline.schema.json").read_text(encoding="utf-8"))
    text = generate.text_of("pipeline.md")
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
