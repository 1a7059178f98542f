"""The configuration: every table and key with its type, its default and an example, from the JSON Schema."""

import json
from pathlib import Path

from .markdown import anchor, link, table
from .schema import Schema

SCHEMA = Path(__file__).parents[2] / "schemas" / "config.schema.json"

INTRODUCTION = """# Configuration

What differs from repository to repository stands in `.pipec.toml`, or in the table `[tool.pipec]` of
`pyproject.toml`. The nearest file counts, from a pipeline's folder upwards to the repository's root, and it counts
whole: nothing is taken from files further up. In one folder `.pipec.toml` comes first, and a `pyproject.toml` without
`[tool.pipec]` does not count. `pipec lint --config FILE` takes another file, `pipec lint --show-settings` prints what
counts for each pipeline and where it comes from.

```toml
[lint]
ignore = ["redundant-dependency"]
severity = {PC4 = "error"}
per_file_ignores = {"legacy/**" = ["PC5"]}
require_reasons = true

[policy]
allowed_registries = ["docker.io/library", "registry.example"]
approval = ["production"]

[secrets]
vault = "secret/data/shop/ci"
names = {registry-token = {env = "REGISTRY_TOKEN"}}

[targets.compose]
version = "2.26"
```

In `pyproject.toml` the tables are called `[tool.pipec.lint]`, `[tool.pipec.policy]`, `[tool.pipec.secrets]`,
`[tool.pipec.targets.compose]`.

A mistake in the file is reported at its place, once, and cannot be left out; the other keys keep their effect.
`pipec schema config` prints the JSON Schema (draft 7) for editors; those with Taplo take it from a first line
`#:schema config.schema.json`.

`[policy]` tells authors what is wanted. It does not hold against them: whoever may change the repository may change the
file, and a comment silences its findings like others. Where it has to hold, CI lints with a file from elsewhere
(`--config`), and comments are reviewed.

`[secrets]` is for `pipec run` alone: on Nomad, Compose and Woodpecker the engine supplies secrets, as their pages say,
and those of an environment come from where the pipeline's `environments` say. It names places and holds no value.

## What is shown

All rules always run. Of what they find,

1. each finding gets its severity: the rule's own, or that of `severity`;
2. rules that are not selected, or ignored, are left out, then those of `per_file_ignores`;
3. what stands in the [baseline](../how-to/adopt.md) is left out;
4. what is less serious than `min_severity` is left out.

Comments such as `# pipec: ignore[PC305] the reason` come before all that, so an [unused](../rules/PC901.md) one is told
whatever is left out. Errors of files and YAML, PC001 to PC029, always count.

The command line says the same for one run: `--select` stands for `select`; `--ignore` is added to `ignore`;
`--min-severity`, `--strict`, `--baseline` and `--no-baseline` prevail. Of names that select and ignore one rule the
longer prevails, then the command line, then the one that ignores.

`pipec compile` knows nothing of `[lint]`: what stands in the way of compiling stays an error, and its warnings are
silenced by comments alone.

"""


def configuration() -> str:
    """Return the page: which file counts, how findings are chosen, then each table, then the forms of values."""
    schema: Schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    definitions = schema["definitions"]
    targets = tuple(definitions["targets"]["properties"])
    tables = {"lint": "lint", "policy": "policy", "secrets": "secrets", **{f"targets.{name}": name for name in targets}}
    parts = [INTRODUCTION, ", ".join(link(name) for name in tables), "\n\n"]
    parts += [_section(f"## {name}", definitions[key], definitions) for name, key in tables.items()]
    parts.append("## Forms of values\n\n")
    forms = {name: each for name, each in definitions.items() if "properties" not in each}
    parts += [
        f"### {_heading(each)}\n\n{each['description']} For example {_code(each['examples'][0])}.\n\n"
        for each in forms.values()
    ]
    return "".join(parts).rstrip() + "\n"


def _section(heading: str, node: Schema, definitions: dict[str, Schema]) -> str:
    rows = [
        [
            f"`{key}`",
            _type(value, definitions),
            _code(value["default"]) if "default" in value else "",
            value["description"],
            _code(value["examples"][0]),
        ]
        for key, value in node["properties"].items()
    ]
    return f"{heading}\n\n{node['description']}\n\n{table(['key', 'value', 'default', 'meaning', 'example'], rows)}\n"


def _type(node: Schema, definitions: dict[str, Schema]) -> str:
    title = str(node["title"])
    name = next((ref for ref in _references(node) if _heading(definitions[ref])), "")
    return f"[{title}](#{anchor(_heading(definitions[name]))})" if name else title


def _references(node: Schema) -> list[str]:
    """Return the definitions that a type is made of, those of names before those of values."""
    parts = [node.get("propertyNames", {}), node.get("items", {}), node.get("additionalProperties", {})]
    parts += node.get("allOf", [])
    nested = [part.get("items", {}) for part in parts if isinstance(part, dict)]
    found = [part["$ref"] for part in (*parts, *nested) if isinstance(part, dict) and "$ref" in part]
    return [reference.removeprefix("#/definitions/") for reference in found]


def _heading(definition: Schema) -> str:
    title = str(definition["title"])
    return title[:1].upper() + title[1:]


def _code(value: object) -> str:
    """Return a value as TOML writes it."""
    return f"`{_toml(value)}`"


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)} = {_toml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def _key(text: str) -> str:
    bare = all(char.isascii() and (char.isalnum() or char in "_-") for char in text)
    return text if bare else json.dumps(text, ensure_ascii=False)
