"""The published schema: valid, described, in the subset that the walker knows."""

import json
from pathlib import Path

import jsonschema
import pytest

from compiler.diagnostics import NOWHERE
from compiler.frontend.resolution import core_type
from compiler.frontend.schema import ANNOTATIONS, load_schema
from compiler.frontend.tree import Scalar
from compiler.frontend.units import parse_cpu, parse_duration, parse_percentage, parse_size

PATH = Path(__file__).parents[2] / "schemas" / "pipeline.schema.json"
RAW = json.loads(PATH.read_text(encoding="utf-8"))
DEFINITIONS = RAW["$defs"]
KEYWORDS = ANNOTATIONS | {
    "$defs",
    "$id",
    "$ref",
    "$schema",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "dependentRequired",
    "enum",
    "if",
    "items",
    "maximum",
    "minItems",
    "minProperties",
    "minimum",
    "oneOf",
    "pattern",
    "patternProperties",
    "properties",
    "propertyNames",
    "required",
    "then",
    "type",
}


def schemas(raw, path="#"):
    """Yield every schema of the file with its pointer."""
    if not isinstance(raw, dict):
        return
    yield path, raw
    for keyword in ("$defs", "properties", "patternProperties"):
        for key, value in raw.get(keyword, {}).items():
            yield from schemas(value, f"{path}/{keyword}/{key}")
    for keyword in ("items", "additionalProperties", "propertyNames", "if", "then"):
        yield from schemas(raw.get(keyword), f"{path}/{keyword}")
    for keyword in ("anyOf", "oneOf", "allOf"):
        for index, value in enumerate(raw.get(keyword, [])):
            yield from schemas(value, f"{path}/{keyword}/{index}")


ALL = dict(schemas(RAW))


def resolve(raw):
    if "$ref" not in raw:
        return raw
    return {**resolve(DEFINITIONS[raw["$ref"].removeprefix("#/$defs/")]), **raw}


def validator(raw):
    return jsonschema.Draft202012Validator({**{k: v for k, v in raw.items() if k != "$id"}, "$defs": DEFINITIONS})


def test_it_is_a_json_schema_of_2020_12():
    assert RAW["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(RAW)


def test_it_uses_only_keywords_that_the_walker_knows():
    used = {keyword for raw in ALL.values() for keyword in raw}
    assert used <= KEYWORDS


def test_every_definition_is_used():
    used = {raw["$ref"].removeprefix("#/$defs/") for raw in ALL.values() if "$ref" in raw}
    assert set(DEFINITIONS) - used == {"fragment", "merged_document"}
    assert used <= set(DEFINITIONS)


def test_every_key_has_its_own_sentence():
    for pointer, raw in ALL.items():
        if pointer.endswith(("/if", "/then")):
            continue
        for key, value in raw.get("properties", {}).items():
            sentence = value.get("description", "")
            assert sentence.endswith("."), f"{pointer}/properties/{key}"


def test_every_definition_has_a_title():
    assert [name for name, raw in DEFINITIONS.items() if not raw.get("title")] == []


def test_closed_mappings_leave_room_for_user_data():
    closed = [pointer for pointer, raw in ALL.items() if raw.get("additionalProperties") is False]
    assert [pointer for pointer in closed if ALL[pointer].get("patternProperties") != {"^x-": True}] == []
    assert [pointer for pointer, raw in ALL.items() if "patternProperties" in raw and pointer not in closed] == []


def test_no_key_begins_with_x():
    names = [key for raw in ALL.values() for key in raw.get("properties", {})]
    assert [key for key in names if key.startswith("x-")] == []


def test_defaults_and_examples_are_valid():
    for pointer, raw in ALL.items():
        values = [*raw.get("examples", []), *([raw["default"]] if "default" in raw else [])]
        for value in values:
            error = next(validator(raw).iter_errors(value), None)
            assert error is None, (pointer, error)


def test_what_stands_beside_a_reference_does_not_weaken_it():
    for pointer, raw in ALL.items():
        beside = set(raw) - {"$ref", "$defs", "$id", "$schema"} - ANNOTATIONS
        if "$ref" in raw and beside:
            target = resolve(DEFINITIONS[raw["$ref"].removeprefix("#/$defs/")])
            assert not beside & set(target), pointer


def test_unions_have_nothing_beside_them():
    for pointer, raw in ALL.items():
        branches = raw.get("anyOf") or raw.get("oneOf") or []
        if branches and not all(branch.keys() == {"required"} for branch in branches):
            assert set(raw) - ANNOTATIONS <= {"anyOf", "oneOf"}, pointer


def test_mappings_in_a_union_can_be_told_apart():
    for pointer, raw in ALL.items():
        branches = [resolve(branch) for branch in raw.get("oneOf", [])]
        if not branches or all(branch.keys() == {"required"} for branch in branches):
            continue
        first = [branch["required"][0] for branch in branches]
        words = (
            [value for branch in branches for value in words_of(branch["properties"][first[0]])]
            if len(set(first)) == 1
            else first
        )
        assert len(words) == len(set(words)) >= len(branches), pointer


def words_of(raw):
    return [raw["const"]] if "const" in raw else raw["enum"]


def test_a_list_stands_in_a_union_once():
    for pointer, raw in ALL.items():
        lists = [branch for branch in raw.get("anyOf", []) if resolve(branch).get("type") == "array"]
        assert len(lists) <= 1, pointer


def test_words_are_strings_to_yaml():
    words = [word for raw in ALL.values() for word in raw.get("enum", []) if isinstance(word, str)]
    assert [word for word in words if core_type(Scalar(word, "plain", NOWHERE)) != "string"] == []


def test_conditions_are_on_one_constant_property():
    for pointer, raw in ALL.items():
        keys = set()
        for rule in raw.get("allOf", []):
            assert rule.keys() == {"if", "then"}, pointer
            ((key, condition),) = rule["if"]["properties"].items()
            assert condition.keys() == {"const"}, pointer
            assert rule["if"]["required"] == [key], pointer
            assert rule["then"].keys() <= {"properties", "required"}, pointer
            keys.add(key)
        assert len(keys) <= 1, pointer


@pytest.mark.parametrize(
    ("name", "parse", "texts"),
    [
        (
            "duration",
            parse_duration,
            ["90s", "1h30m", "30d", "90", "0", "1d1s", "", "5", "1.5h", "1m1h", "5 m", "-1", "h"],
        ),
        ("size", parse_size, ["1B", "512MiB", "2GB", "1.5GiB", "1kB", "1KB", "512M", "512", "1 MB", "mb", "1kiB", ""]),
        ("percentage", parse_percentage, ["0%", "5%", "100%", "100.0%", "12.5%", "101%", "100.5%", "5", "%", "-1%"]),
        ("cpu", parse_cpu, ["500m", "1m", "010m", "0m", "m", "1.5m", "-5m", "2c"]),
    ],
)
def test_patterns_and_parsers_agree(name, parse, texts):
    valid = validator({"$ref": f"#/$defs/{name}"})
    assert [text for text in texts if valid.is_valid(text) != (parse(text) is not None)] == []


def test_a_schema_is_loaded_from_beside_the_package():
    schema = load_schema("pipeline")
    assert schema.root.expand().title == "pipeline"
    assert schema.definition("job").expand().title == "job"
