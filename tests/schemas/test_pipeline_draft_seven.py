"""The pipeline's schema in draft 7: as strict as that of 2020-12, and fuller of words."""

import json
import re
import subprocess
import sys
from itertools import islice
from pathlib import Path
from random import Random

import jsonschema
import jsonschema_rs
import pytest
import yaml

from compiler.catalogue import pages
from docs.generators.draft_seven import SOURCE, pipeline_in_draft_seven
from docs.generators.snippets import SNIPPETS
from tests.frontend.schema_documents import Author, spoil
from tests.pages import example, sections

ROOT = Path(__file__).parents[2]
RAW = json.loads(SOURCE.read_text(encoding="utf-8"))
DRAFT_SEVEN = json.loads((ROOT / "schemas" / "pipeline.draft-07.schema.json").read_text(encoding="utf-8"))
OLD = jsonschema.Draft7Validator(DRAFT_SEVEN)
NEW = jsonschema.Draft202012Validator(RAW)
FAST_OLD = jsonschema_rs.Draft7Validator(DRAFT_SEVEN)
FAST_NEW = jsonschema_rs.Draft202012Validator(RAW)

KEYWORDS = {
    "$schema", "$id", "$ref", "additionalProperties", "allOf", "anyOf", "const", "default", "defaultSnippets",
    "definitions", "dependencies", "description", "enum", "examples", "if", "items", "markdownDescription", "maximum",
    "minItems", "minProperties", "minimum", "oneOf", "pattern", "patternProperties", "properties", "propertyNames",
    "required", "then", "title", "type",
}  # fmt: skip


class Loader(yaml.CSafeLoader):
    """As editors read YAML: times stay text, and only `true` and `false` are booleans."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if not tag.endswith((":timestamp", ":bool"))]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def texts():
    """Yield every pipeline of the examples, the goldens and the pages of rules."""
    for folder in ("examples", "golden"):
        for path in sorted((ROOT / folder).rglob("*.yaml")):
            if re.search(r"pipeline\.yaml$", path.name) or path.parent.name == ".pipec":
                yield str(path.relative_to(ROOT)), path.read_bytes()
    for page in pages():
        found = sections(page.text)
        for title in ("Bad", "Good"):
            files = example(found[title]).files
            if "pipeline.yaml" in files:
                yield f"{page.rule.code} {title}", files["pipeline.yaml"].encode()


MOST_NODES = 10_000
"""What aliases blow up beyond this is left out."""


def documents():
    """Yield every pipeline that is YAML at all, and whose keys are text."""
    for name, text in texts():
        try:
            document = yaml.load(text, Loader)
        except (yaml.YAMLError, ValueError, TypeError):
            continue
        nodes = list(islice(nodes_of(document), MOST_NODES))
        if len(nodes) < MOST_NODES and all(
            isinstance(key, str) for node in nodes if isinstance(node, dict) for key in node
        ):
            yield name, document


def nodes_of(document):
    pending = [document]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(node.values() if isinstance(node, dict) else node if isinstance(node, list) else ())


def schemas(raw, path="#"):
    """Yield every schema of the file with its pointer."""
    if not isinstance(raw, dict):
        return
    yield path, raw
    for keyword in ("definitions", "properties", "patternProperties"):
        for key, value in raw.get(keyword, {}).items():
            yield from schemas(value, f"{path}/{keyword}/{key}")
    for keyword in ("items", "additionalProperties", "propertyNames", "if", "then"):
        yield from schemas(raw.get(keyword), f"{path}/{keyword}")
    for keyword in ("anyOf", "oneOf", "allOf"):
        for index, value in enumerate(raw.get(keyword, [])):
            yield from schemas(value, f"{path}/{keyword}/{index}")


ALL = dict(schemas(DRAFT_SEVEN))
KEYS = [
    (f"{pointer}/properties/{key}", value)
    for pointer, raw in ALL.items()
    if not pointer.endswith(("/if", "/then"))
    for key, value in raw.get("properties", {}).items()
]


def test_it_is_current():
    assert json.loads(pipeline_in_draft_seven()) == DRAFT_SEVEN, "stale: run `make docs`"


def test_it_is_a_json_schema_of_draft_7():
    assert DRAFT_SEVEN["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(DRAFT_SEVEN)
    assert {keyword for raw in ALL.values() for keyword in raw} <= KEYWORDS


def test_a_reference_stands_alone():
    """Draft 7 ignores what is beside it."""
    assert [pointer for pointer, raw in ALL.items() if "$ref" in raw and len(raw) > 1] == []
    names = {raw["$ref"].removeprefix("#/definitions/") for raw in ALL.values() if "$ref" in raw}
    assert names | {"fragment"} == set(DRAFT_SEVEN["definitions"])


def test_every_key_says_what_it_is():
    assert len(KEYS) > 250
    assert [pointer for pointer, raw in KEYS if not raw.get("title")] == []
    assert [pointer for pointer, raw in KEYS if not raw.get("description", "").endswith(".")] == []


def test_every_key_shows_how_it_is_written():
    """By examples, by its default, or by being one of a few words."""
    silent = [pointer for pointer, raw in KEYS if not {"examples", "default"} & set(raw) and not words(raw)]
    # Their value depends on another key, and what is written there shows examples of its own.
    assert silent == ["#/definitions/step/properties/with", "#/definitions/environment/properties/target"]
    for name in ("http_request", "logger", "generator", "health_check_action", "nomad_target", "host_target"):
        assert RAW["$defs"][name]["examples"], name


def words(raw):
    if "$ref" in raw:
        return words(DRAFT_SEVEN["definitions"][raw["$ref"].removeprefix("#/definitions/")])
    inner = [part for key in ("allOf", "anyOf") for part in raw.get(key, [])]
    return "enum" in raw or "const" in raw or any(words(part) for part in inner)


def test_what_is_said_of_a_use_is_not_overruled_by_a_definition():
    """Editors show what they find innermost."""
    said = {"title", "description", "markdownDescription", "default", "examples"}
    spoken = [name for name, raw in DRAFT_SEVEN["definitions"].items() if said & set(raw)]
    assert spoken == ["fragment"]


def test_defaults_and_examples_are_valid():
    for pointer, raw in ALL.items():
        bare = {key: value for key, value in raw.items() if key != "$id"}
        validator = jsonschema_rs.Draft7Validator({**bare, "definitions": DRAFT_SEVEN["definitions"]})
        for value in [*raw.get("examples", []), *([raw["default"]] if "default" in raw else [])]:
            assert validator.is_valid(value), (pointer, value)


@pytest.mark.parametrize("name", SNIPPETS)
def test_snippets_are_valid(name):
    validator = jsonschema.Draft7Validator({
        "$ref": f"#/definitions/{name}", "definitions": DRAFT_SEVEN["definitions"],
    })  # fmt: skip
    for snippet in SNIPPETS[name]:
        text = re.sub(r'"\$\{\d:(\d+)\}"|\$\{\d:([^}]*)\}', r"\1\2", json.dumps(snippet["body"]))
        error = next(validator.iter_errors(json.loads(text)), None)
        assert error is None, (snippet["label"], error)


@pytest.mark.parametrize(
    ("new", "old"),
    [(FAST_NEW, FAST_OLD), (NEW, OLD)],
    ids=["jsonschema_rs", "jsonschema"],
)
def test_both_say_the_same_of_every_pipeline_there_is(new, old):
    verdicts = []
    for name, document in documents():
        verdicts.append(new.is_valid(document))
        assert old.is_valid(document) is verdicts[-1], name
    assert verdicts.count(True) > 200
    assert verdicts.count(False) > 20


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"name": "x"},
        {"name": "x", "jobs": {}},
        {"name": "X", "jobs": {"a": {"steps": [{"script": "x"}]}}},
        {"name": "x", "jobs": {"a": {}}},
        {"name": "x", "jobs": {"a": {"steps": []}}},
        {"name": "x", "jobs": {"a": {"steps": [{"script": "x"}], "deploy": {}}}},
        {"name": "x", "jobs": {"a": {"steps": [{"script": "x", "action": "logger", "with": {"message": "x"}}]}}},
        {"name": "x", "jobs": {"a": {"steps": [{"action": "logger"}]}}},
        {"name": "x", "jobs": {"a": {"steps": [{"script": "x", "with": {}}]}}},
        {"name": "x", "jobs": {"a": {"steps": [{"action": "logger", "with": {"url": "x"}}]}}},
        {"name": "x", "jobs": {"a": {"steps": [{"script": "x"}], "timeout": "0s"}}},
        {"name": "x", "jobs": {"a": {"steps": [{"script": "x"}], "timeout": "5 min"}}},
        {"name": "x", "jobs": {"1a": {"steps": [{"script": "x"}]}}},
        {"name": "x", "jobs": {"a": {"steps": [{"script": "x", "timout": 5}]}}},
        {"name": "x", "jobs": {"a": {"deploy": {"environment": "e", "strategy": {"type": "canry"}}}}},
        {"name": "x", "jobs": {"a": {"steps": [{"script": "x"}]}}, "version": 2},
        {"name": "x", "jobs": {"a": {"steps": [{"script": "x"}]}}, "environments": {"e": {}}},
        {"name": "x", "jobs": {"a": {"steps": [{"script": "x"}]}}, "triggers": ["pusch"]},
        {"name": "x", "jobs": {"a": {"steps": [{"script": "x"}]}}, "triggers": [{"event": "cron"}]},
        {"name": "x", "jobs": {"a": {"deploy": 1}}, "components": {"c": {"image": "a", "artifact": "b.c"}}},
        {"include": "x"},
    ],
)  # fmt: skip
def test_what_is_wrong_is_wrong_in_both(document):
    assert not NEW.is_valid(document)
    assert not OLD.is_valid(document)


def test_both_say_the_same_of_pipelines_that_nobody_wrote():
    for seed in range(300):
        author = Author(RAW, Random(seed))
        document = author.write(RAW)
        assert FAST_OLD.is_valid(document), document
        for _ in range(5):
            spoiled = spoil(document, author)
            assert FAST_OLD.is_valid(spoiled) is FAST_NEW.is_valid(spoiled), spoiled


@pytest.mark.parametrize(("text", "code"), [("jobs: {}\n", 1), ("global_env: {A: b}\n", 0), ("job: {}\n", 1)])
def test_a_fragment_has_a_schema_of_its_own(tmp_path, text, code):
    (tmp_path / "pipeline.schema.json").write_text(pipeline_in_draft_seven())
    (tmp_path / "fragment.json").write_text('{"$ref": "pipeline.schema.json#/definitions/fragment"}')
    (tmp_path / "x.fragment.yaml").write_text(text)
    program = Path(sys.executable).parent / "check-jsonschema"
    done = subprocess.run(
        [program, "--schemafile", "fragment.json", "x.fragment.yaml"], cwd=tmp_path, capture_output=True, check=False
    )
    assert done.returncode == code, done
