"""What SchemaStore is given: an entry of its catalogue for each schema, and files that are right and wrong."""

import json
import re
import tomllib
from pathlib import Path

import jsonschema
import pytest
import yaml

from compiler.frontend.files import find_pipelines, is_pipeline
from tests.pipec.command_line import run

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "schemas" / "schemastore"
CATALOG = json.loads((FOLDER / "catalog.json").read_text(encoding="utf-8"))["schemas"]
SCHEMAS = {"pipec-pipeline": "pipeline.draft-07", "pipec-config": "config"}
RIGHT = sorted(path for path in (FOLDER / "test").rglob("*") if path.is_file())
WRONG = sorted(path for path in (FOLDER / "negative_test").rglob("*") if path.is_file())

ENTRY = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "url", "description", "fileMatch"],
    "properties": {
        "name": {"type": "string"},
        "description": {"type": "string"},
        "fileMatch": {"type": "array", "uniqueItems": True, "items": {"type": "string"}},
        "url": {"type": "string", "pattern": "^https://json\\.schemastore\\.org/[a-z-]+\\.json$"},
    },
}
"""What the catalogue asks of an entry."""


def check(path):
    name = SCHEMAS[path.parent.name]
    schema = json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
    text = path.read_text(encoding="utf-8")
    document = tomllib.loads(text) if path.suffix == ".toml" else yaml.safe_load(text)
    return jsonschema.Draft7Validator(schema).is_valid(document)


def name_of(path):
    return str(path.relative_to(FOLDER))


@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry["name"])
def test_an_entry_is_one(entry):
    jsonschema.Draft7Validator(ENTRY).validate(entry)
    name = entry["url"].rpartition("/")[2].removesuffix(".json")
    assert name in SCHEMAS
    assert (FOLDER / "test" / name).is_dir()
    assert (FOLDER / "negative_test" / name).is_dir()


def test_entries_are_sorted_and_one_for_each_schema():
    names = [entry["name"] for entry in CATALOG]
    assert names == sorted(names)
    assert {entry["url"].rpartition("/")[2] for entry in CATALOG} == {f"{name}.json" for name in SCHEMAS}


def test_an_entry_takes_no_files_but_pipelines():
    """`pipeline.yaml` is one too, but many tools have files of that name."""
    (entry,) = (each for each in CATALOG if each["name"] == "pipec pipeline")
    told = [pattern.replace("**/", "").replace("*", "x") for pattern in entry["fileMatch"]]
    assert [is_pipeline(name) for name in told if not name.startswith("!")] == [True, True]
    assert [is_pipeline(name[1:]) for name in told if name.startswith("!")] == [False]


@pytest.mark.parametrize("path", RIGHT, ids=name_of)
def test_right_files_are_valid(path):
    assert check(path)


@pytest.mark.parametrize("path", WRONG, ids=name_of)
def test_wrong_files_are_not(path):
    assert not check(path)


@pytest.mark.parametrize("path", [path for path in RIGHT if path.suffix == ".yaml"], ids=name_of)
def test_right_pipelines_have_no_errors(path):
    assert "error[" not in run("lint", str(path)).out


@pytest.mark.parametrize("path", [path for path in WRONG if path.suffix == ".yaml"], ids=name_of)
def test_wrong_pipelines_have_one(path):
    assert re.search(r"^error\[PC1\d\d]", run("lint", str(path)).out, re.MULTILINE)


def test_each_of_them_is_a_pipeline_by_its_name():
    files = {str(path.relative_to(FOLDER)) for path in (*RIGHT, *WRONG) if path.suffix == ".yaml"}
    assert set(find_pipelines(str(FOLDER))) == files
