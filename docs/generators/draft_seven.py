"""The pipeline's schema in draft 7, which is what editors and SchemaStore know.

It allows what the schema of 2020-12 allows. Draft 7 ignores whatever stands beside a `$ref`, and an editor shows the
innermost text that it finds. So a reference becomes an `allOf` of its own, what is said of a value stands at each use
of it, and definitions are silent.
"""

import json
import re
from pathlib import Path
from typing import Any

from .snippets import SNIPPETS

Schema = dict[str, Any]

SOURCE = Path(__file__).parents[2] / "schemas" / "pipeline.schema.json"

_ABOUT = ("title", "description", "default", "examples")
_TOLD = frozenset({*_ABOUT, "markdownDescription"})
_UNKNOWN = frozenset({"$schema", "$id", "x-also-called"})
_MAPS = frozenset({"properties", "patternProperties"})
_LISTS = frozenset({"anyOf", "oneOf", "allOf"})
_SINGLE = frozenset({"items", "additionalProperties", "propertyNames", "if", "then"})
_ENTRIES = frozenset({"fragment"})
"""Definitions that nothing refers to but editors: they keep what is said of them."""


def pipeline_in_draft_seven() -> str:
    """Return the text of the schema."""
    source: Schema = json.loads(SOURCE.read_text(encoding="utf-8"))
    definitions = source.pop("$defs")
    translated = Translation(definitions)
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "$id": f"{source['$id']}:draft-07"}
    whole = head | translated.schema(source) | {"definitions": translated.definitions()}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


class Translation:
    """Schemas of 2020-12 with these definitions, told in draft 7."""

    def __init__(self, definitions: dict[str, Schema]) -> None:
        self._definitions = definitions

    def definitions(self) -> dict[str, Schema]:
        """Return the definitions that are of use to an editor; what is said of them stands where they are used."""
        used = set(re.findall(r"#/\$defs/(\w+)", json.dumps(self._definitions))) | _ENTRIES
        found = {}
        for name, each in self._definitions.items():
            if name in used:
                told = self.schema(each)
                found[name] = told if name in _ENTRIES else {key: told[key] for key in told if key not in _TOLD}
                if name in SNIPPETS:
                    found[name]["defaultSnippets"] = SNIPPETS[name]
        return found

    def schema(self, raw: Any, name: str = "") -> Any:
        """Return one schema; `name` is the key whose value it is about."""
        if not isinstance(raw, dict):
            return raw
        told = self._about(raw, name)
        if "$ref" in raw:
            target = raw["$ref"].replace("#/$defs/", "#/definitions/")
            told |= {"allOf": [{"$ref": target}]} if told or len(raw) > 1 else {"$ref": target}
        for keyword, value in raw.items():
            if keyword not in _UNKNOWN and keyword not in _ABOUT and keyword != "$ref":
                told |= self._keyword(keyword, value)
        return told

    def _keyword(self, keyword: str, value: Any) -> Schema:
        if keyword == "dependentRequired":
            return {"dependencies": value}
        if keyword in _MAPS:
            return {keyword: {key: self.schema(each, key) for key, each in value.items()}}
        if keyword in _LISTS:
            return {keyword: [self.schema(each) for each in value]}
        return {keyword: self.schema(value) if keyword in _SINGLE else value}

    def _about(self, raw: Schema, name: str) -> Schema:
        """Return what is said of a value, by itself or by what it refers to."""
        told = {key: self._said(raw)[key] for key in _ABOUT if key in self._said(raw)}
        if name and "description" in told:
            told.setdefault("title", name.replace("_", " "))
        if "`" in told.get("description", ""):
            told["markdownDescription"] = told["description"]
        return {key: told[key] for key in (*_ABOUT[:2], "markdownDescription", *_ABOUT[2:]) if key in told}

    def _said(self, raw: Schema) -> Schema:
        if "$ref" not in raw:
            return raw
        return {**self._said(self._definitions[raw["$ref"].removeprefix("#/$defs/")]), **raw}
