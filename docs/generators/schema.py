"""From the definitions of a JSON Schema to sections of a page, each with a table of its keys."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from .markdown import anchor, table

Schema = dict[str, Any]

_REFERENCE = "#/$defs/"
_TEXT = ["string", "number", "boolean"]
_NOUNS = {"object": "map", "array": "list", "string": "text"}


class Sections:
    """The sections of a page: definitions of mappings, in the order in which they are first referred to."""

    def __init__(self, definitions: dict[str, Schema]) -> None:
        self._definitions = definitions
        self._titles: dict[str, str] = {}
        self._values: dict[str, str] = {}

    def add(self, name: str) -> str:
        """Make sure that a definition has a section, and return its heading."""
        return self._heading(name, self._titles)

    def _heading(self, name: str, headings: dict[str, str]) -> str:
        if name not in headings:
            title, words = self._definitions[name]["title"], name.replace("_", " ")
            shared = any(each["title"] == title for other, each in self._definitions.items() if other != name)
            headings[name] = _capital(f"{title} ({words})" if shared and words != title else title)
        return headings[name]

    def titles(self) -> list[str]:
        """Return the headings of all sections written so far."""
        return list(self._titles.values())

    def texts(self) -> Iterator[str]:
        """Yield each section; the types in one may add further ones."""
        written = 0
        while written < len(self._titles):
            name = list(self._titles)[written]
            yield f"## {self._titles[name]}\n\n{self._section(self._definitions[name])}"
            written += 1

    def values(self) -> str:
        """Return the section about the forms of single values that the tables link to."""
        parts = ["## Forms of values\n\n"]
        for name, title in sorted(self._values.items(), key=lambda item: item[1]):
            definition = self._definitions[name]
            parts.append(f"### {title}\n\n{definition['description']}")
            parts.append(f" For example {_examples(definition)}.\n\n" if "examples" in definition else "\n\n")
        return "".join(parts)

    def _section(self, node: Schema) -> str:
        about = f"{node['description']}\n\n" if "description" in node else ""
        if "properties" in node:
            return about + self._keys(node)
        mappings = [item for each in _alternatives(node) if "properties" in (item := self._resolved(each))]
        if len(mappings) == 1:
            return about + self._keys(mappings[0])
        return about + "".join(f"### {_capital(each['title'])}\n\n{self._keys(each)}" for each in mappings)

    def _resolved(self, node: Schema) -> Schema:
        return self._definitions.get(_name(node), node)

    def _is_section(self, definition: Schema) -> bool:
        """Tell whether a definition is a mapping: with keys of its own, or one of several mappings."""
        if "properties" in definition or any("properties" in item for item in definition.get("anyOf", [])):
            return True
        return any("properties" in self._resolved(item) for item in definition.get("oneOf", []))

    def _keys(self, node: Schema) -> str:
        required = node.get("required", [])
        conditional = dict(_conditional(node))
        rows = [
            [
                f"`{key}`",
                self._type({**value, **conditional.get(key, {})}),
                "**required**" if key in required else _default(value),
                value.get("description", ""),
            ]
            for key, value in node.get("properties", {}).items()
        ]
        if isinstance(node.get("additionalProperties"), dict):
            rows.append(["any other name", self._type(node["additionalProperties"]), "", "One of the user's."])
        return table(["key", "value", "default", "meaning"], rows) + "\n" + _choices(node)

    def _type(self, node: Schema) -> str:
        if "x-variants" in node:
            variants = (f"{self._type(variant)} with {when}" for when, variant in node["x-variants"])
            return ", ".join(variants)
        if "$ref" in node:
            return self._referred(_name(node), node.get("title", ""))
        if "enum" in node:
            return _or(f"`{_flow(value)}`" for value in node["enum"])
        if "const" in node:
            return f"`{_flow(node['const'])}`"
        alternatives = [item for item in _alternatives(node) if not _is_reference(item)]
        if alternatives and "properties" not in node:
            return _or(self._type(item) for item in alternatives)
        return self._written_out(node)

    def _written_out(self, node: Schema) -> str:
        kind = node.get("type", "object")
        if kind == "array":
            return self._list(node)
        if kind == "object" and isinstance(node.get("additionalProperties"), dict):
            names = node.get("propertyNames", {}).get("title", "name")
            return f"map from {names} to {self._type(node['additionalProperties'])}"
        if kind == "object":
            keys = ", ".join(f"`{key}`" for key in node.get("properties", {}))
            return f"map with {keys}" if keys else str(node.get("title", "map"))
        if isinstance(kind, list):
            noun = next((_NOUNS[each] for each in kind if each in _NOUNS), "text")
            return f"{noun} or null" if "null" in kind else str(node.get("title", noun))
        return _NOUNS.get(kind, str(kind))

    def _list(self, node: Schema) -> str:
        item = self._type(node["items"])
        plural = str(node.get("title", "")).removeprefix("list of ")
        target = re.fullmatch(r"\[[^\]]+\](\([^)]+\))", item)
        if not plural:
            return f"list of {item}"
        if target:
            return f"list of [{plural}]{target[1]}"
        return f"list of {plural}: {item}" if "`" in item or "]" in item else f"list of {plural}"

    def _referred(self, name: str, title: str) -> str:
        definition = self._definitions[name]
        if self._is_section(definition):
            link = f"[{title or definition['title']}](#{anchor(self.add(name))})"
            if "properties" in definition:
                return link
            single = (item for item in _alternatives(definition) if "properties" not in self._resolved(item))
            return _or([*(self._type(item) for item in single if not _is_reference(item)), link])
        if any("$ref" in item and "properties" in self._resolved(item) for item in _alternatives(definition)):
            return self._type({**definition, "title": ""})
        if definition.get("type") in ("object", "array"):
            return self._written_out(definition)
        if "description" in definition and definition.get("type") != _TEXT:
            heading = self._heading(name, self._values)
            return f"[{title or definition['title']}](#{anchor(heading)})"
        return title or self._scalar(definition)

    def _scalar(self, definition: Schema) -> str:
        if any("enum" in item for item in definition.get("anyOf", [])):
            return self._type({key: value for key, value in definition.items() if key != "title"})
        return str(definition["title"])


def _name(node: Schema) -> str:
    return str(node.get("$ref", "")).removeprefix(_REFERENCE)


def _is_reference(node: Schema) -> bool:
    return _name(node) == "reference"


def _alternatives(node: Schema) -> list[Schema]:
    return [item for key in ("anyOf", "oneOf") for item in node.get(key, []) if "required" not in item or len(item) > 1]


def _or(words: Iterable[str]) -> str:
    """Return an enumeration, each word once."""
    every = list(dict.fromkeys(words))
    return f"{', '.join(every[:-1])} or {every[-1]}" if len(every) > 1 else "".join(every)


def _conditional(node: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield the keys whose type depends on another key's value, with the types and when they hold."""
    found: dict[str, list[tuple[str, Schema]]] = {}
    for rule in node.get("allOf", []):
        conditions = rule.get("if", {}).get("properties", {})
        when = " and ".join(f"`{key}: {_flow(value.get('const'))}`" for key, value in conditions.items())
        for key, value in rule.get("then", {}).get("properties", {}).items():
            if "$ref" in value:
                found.setdefault(key, []).append((when, value))
    yield from ((key, {"x-variants": variants}) for key, variants in found.items())


def _choices(node: Schema) -> str:
    """Return which keys exclude each other."""
    keys = [item["required"][0] for item in node.get("oneOf", []) if list(item) == ["required"]]
    if len(keys) < 2:
        return ""
    return f"Exactly one of {', '.join(f'`{key}`' for key in keys[:-1])} and `{keys[-1]}` is there.\n\n"


def _default(node: Schema) -> str:
    return f"`{_flow(node['default'])}`" if "default" in node else ""


def _examples(node: Schema) -> str:
    return ", ".join(f"`{_flow(value)}`" for value in node.get("examples", []))


def _flow(value: object) -> str:
    """Return a value as a pipeline writes it, in flow style."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return value if isinstance(value, str) and value else json.dumps(value)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
