"""What a SARIF log has to be: valid to the schema and to a library's model, and consistent in itself."""

import json
import os
import re
from pathlib import Path

import jsonschema
import pytest

UNKNOWN = {"Run.columnKind", "Invocation.exitCode", "Invocation.toolExecutionNotifications"}
"""What the specification has, and the library's model has not."""


def read(rendered):
    """Return the only run of a log whose references hold."""
    log = json.loads(rendered.encode())
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    codes = [rule["id"] for rule in rules]
    assert codes == sorted({result["ruleId"] for result in run["results"]})
    prints = [result["partialFingerprints"]["pipec/v1"] for result in run["results"]]
    assert len(set(prints)) == len(prints)
    locations = {json.dumps(artifact["location"]) for artifact in run["artifacts"]}
    assert len(locations) == len(run["artifacts"])
    for result in run["results"]:
        assert codes[result["ruleIndex"]] == result["ruleId"]
        for place in (*result["locations"], *result.get("relatedLocations", ())):
            assert json.dumps(place["physicalLocation"]["artifactLocation"]) in locations
    return run


def check_schema(rendered):
    """Validate against the official schema, a copy of which the caller has to name: it is not ours to ship."""
    place = os.environ.get("SARIF_SCHEMA")
    if not place:
        pytest.skip("SARIF_SCHEMA does not name a copy of sarif-schema-2.1.0.json")
    schema = json.loads(Path(place).read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker()).validate(json.loads(rendered))


def check_model(rendered):
    """Validate with the models of sarif-pydantic: types, required members, words, and no member that is unknown."""
    library = pytest.importorskip("sarif_pydantic", reason="the package sarif-pydantic is not installed")
    assert set(_extra(library.Sarif.model_validate_json(rendered.encode()))) <= UNKNOWN


def _extra(value):
    if isinstance(value, list):
        for item in value:
            yield from _extra(item)
    elif hasattr(value, "model_extra"):
        yield from (f"{type(value).__name__}.{name}" for name in value.model_extra or ())
        for name in type(value).model_fields:
            yield from _extra(getattr(value, name))


def offset(run, text, line, column):
    """Return where a line and column of a run are in a text, by the run's own words about columns and line ends."""
    assert run["columnKind"] == "unicodeCodePoints"
    ends = re.compile("|".join(map(re.escape, run["newlineSequences"])))
    starts = [0, *(end.end() for end in ends.finditer(text))]
    return starts[line - 1] + column - 1


def slice_of(run, text, region):
    """Return the offsets of a region."""
    return (
        offset(run, text, region["startLine"], region["startColumn"]),
        offset(run, text, region["endLine"], region["endColumn"]),
    )


def apply(run, texts, fix):
    """Return the texts after a fix."""
    after = dict(texts)
    for change in fix["artifactChanges"]:
        path = change["artifactLocation"]["uri"]
        for replacement in reversed(change["replacements"]):
            start, end = slice_of(run, texts[path], replacement["deletedRegion"])
            new = replacement.get("insertedContent", {}).get("text", "")
            after[path] = after[path][:start] + new + after[path][end:]
    return after
