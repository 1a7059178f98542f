"""A JSON Schema as the shape stage walks it: one `Shape` for each schema, compiled when it is first met.

The keywords are a subset of 2020-12: `$ref`, `type`, `enum`, `const`, `pattern`, `minimum`, `maximum`, `items`,
`minItems`, `properties`, `patternProperties`, `additionalProperties`, `propertyNames`, `required`, `minProperties`,
`dependentRequired`; `anyOf` and `oneOf` over different kinds of nodes, over mappings told apart by a constant
property or by a required key, or over nothing but `required`; `allOf` of `if` (a constant property) and `then`.
"""

import os.path
import re
from collections.abc import Iterator
from typing import Final, cast

Json = str | int | float | bool | list["Json"] | dict[str, "Json"] | None
Raw = dict[str, Json]

ANNOTATIONS: Final = frozenset({"title", "description", "default", "examples", "x-also-called"})
_SCALARS: Final = ("string", "number", "integer", "boolean", "null")
_PACKAGE: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - pathlib is slow to load
_FOLDER: Final = os.path.join(os.path.dirname(_PACKAGE), "schemas")  # noqa: PTH118, PTH120 - as above


class Alternative:
    """One way for a scalar to be right: a type with its limits, or one of some values."""

    __slots__ = ("maximum", "minimum", "pattern", "types", "values")

    def __init__(self, raw: Raw, types: tuple[str, ...]) -> None:
        self.types = types
        self.values = cast("list[Json] | None", [raw["const"]] if "const" in raw else raw.get("enum"))
        pattern = cast("str | None", raw.get("pattern"))
        self.pattern = None if pattern is None else compile_pattern(pattern)
        self.minimum = cast("float | None", raw.get("minimum"))
        self.maximum = cast("float | None", raw.get("maximum"))


class ScalarShape:
    """The scalars that fit.

    `text` is true when every one but null does, `null` when null does. `accepted` caches the texts of plain scalars
    that did.
    """

    __slots__ = ("accepted", "alternatives", "null", "text")

    def __init__(self, alternatives: tuple[Alternative, ...]) -> None:
        self.alternatives = alternatives
        self.text = any(_is_text(alternative) for alternative in alternatives)
        self.null = any("null" in alternative.types for alternative in alternatives)
        self.accepted: set[str] = set()


class SequenceShape:
    """A list of at least `minimum` items."""

    __slots__ = ("items", "minimum")

    def __init__(self, items: "Shape", minimum: int) -> None:
        self.items = items
        self.minimum = minimum


class Shape:
    """What may stand at a place, by kind of node: nothing of a kind whose attribute is None.

    `source` is its schema as written. While it is `pending`, only `title` is known; `expand` does the rest.
    """

    __slots__ = ("_schema", "anything", "mapping", "pending", "scalar", "sequence", "source", "title")

    def __init__(self, schema: "Schema", source: Raw) -> None:
        self._schema = schema
        self.source = source
        self.pending = True
        self.anything = False
        self.title = cast("str", source.get("title", ""))
        self.scalar: ScalarShape | None = None
        self.sequence: SequenceShape | None = None
        self.mapping: MappingShape | Choice | None = None

    def expand(self) -> "Shape":
        """Compile the schema, once; shapes inside stay unexpanded."""
        if self.pending:
            self.pending = False
            self._expand()
        return self

    @property
    def examples(self) -> list[Json]:
        """Values that show the right form."""
        return cast("list[Json]", self._schema.resolve(self.source).get("examples", []))

    @property
    def description(self) -> str:
        """The sentence that the schema says about it."""
        return cast("str", self._schema.resolve(self.source).get("description", ""))

    def _expand(self) -> None:
        raw = self._schema.resolve(self.source)
        self.title = cast("str", raw.get("title", ""))
        branches = cast("list[Raw]", raw.get("anyOf") or raw.get("oneOf") or [])
        if branches and not all(is_requirement(branch) for branch in branches):
            self._unite([self._schema.shape(branch).expand() for branch in branches])
            return
        types = _types(raw)
        self.anything = not types
        scalars = tuple(name for name in types if name in _SCALARS)
        if scalars:
            self.scalar = ScalarShape((Alternative(raw, scalars),))
        if "array" in types:
            items = self._schema.shape(cast("Raw | bool", raw.get("items", True)))
            self.sequence = SequenceShape(items, cast("int", raw.get("minItems", 0)))
        if "object" in types:
            self.mapping = self._schema.mapping(raw)

    def _unite(self, branches: "list[Shape]") -> None:
        alternatives = [one for branch in branches if branch.scalar for one in branch.scalar.alternatives]
        mappings = [branch.mapping for branch in branches if branch.mapping]
        self.scalar = ScalarShape(tuple(alternatives)) if alternatives else None
        self.sequence = next((branch.sequence for branch in branches if branch.sequence), None)
        if len(mappings) == 1:
            self.mapping = mappings[0]
        elif mappings:
            self.mapping = _choice([mapping for mapping in mappings if isinstance(mapping, MappingShape)])


class MappingShape:
    """A mapping's keys.

    `properties` gives each key its shape and its bit; the bits of the keys that a mapping has are its signature,
    which `required`, `one_of` (exactly one of these), `any_of` (all of one of these) and `dependent` (key to keys)
    are held against. `extra` is the shape of all other keys, None when there may be none; `names` that of keys.
    """

    __slots__ = (
        "any_of",
        "dependent",
        "extra",
        "limited",
        "minimum",
        "names",
        "one_of",
        "patterns",
        "properties",
        "raw",
        "required",
        "title",
    )

    def __init__(self, schema: "Schema", raw: Raw) -> None:
        self.raw = raw
        self.title = cast("str", raw.get("title", ""))
        properties = cast("dict[str, Raw]", raw.get("properties", {}))
        self.properties = {key: (schema.shape(value), 1 << at) for at, (key, value) in enumerate(properties.items())}
        patterns = cast("dict[str, Raw | bool]", raw.get("patternProperties", {}))
        self.patterns = tuple((compile_pattern(key), schema.shape(value)) for key, value in patterns.items())
        extra = cast("Raw | bool", raw.get("additionalProperties", True))
        self.extra = None if extra is False else schema.shape(extra)
        names = cast("Raw | None", raw.get("propertyNames"))
        self.names = None if names is None else Shape(schema, names)
        self.minimum = cast("int", raw.get("minProperties", 0))
        self.required = self.bits(cast("list[str]", raw.get("required", [])))
        self.one_of = self._groups(raw, "oneOf")
        self.any_of = self._groups(raw, "anyOf")
        dependent = cast("dict[str, list[str]]", raw.get("dependentRequired", {}))
        self.dependent = tuple((self.bits([key]), self.bits(keys)) for key, keys in dependent.items())
        self.limited = bool(self.required or self.one_of or self.any_of or self.dependent or self.minimum)

    def complete(self, seen: int, count: int) -> bool:
        """Tell whether the keys of a signature, `count` in all, are enough and none excludes another."""
        return (
            seen & self.required == self.required
            and count >= self.minimum
            and (not self.one_of or sum(seen & group == group for group in self.one_of) == 1)
            and (not self.any_of or any(seen & group == group for group in self.any_of))
            and all(not seen & key or seen & keys == keys for key, keys in self.dependent)
        )

    def description(self, key: str) -> str:
        """Return the sentence that the schema says about a key."""
        return self.properties[key][0].description

    def bits(self, keys: list[str]) -> int:
        """Return the signature of a mapping that has just these keys."""
        return sum(self.properties[key][1] for key in keys)

    def keys(self, bits: int) -> list[str]:
        """Return the keys of a signature, in the order of the schema."""
        return [key for key, (_, bit) in self.properties.items() if bit & bits]

    def _groups(self, raw: Raw, keyword: str) -> tuple[int, ...]:
        branches = cast("list[Raw]", raw.get(keyword, []))
        return tuple(self.bits(cast("list[str]", branch["required"])) for branch in branches)


class Choice:
    """Several mappings that are told apart by the value of one key, or else (`key` is empty) by which key is there.

    `table` maps that value, or that key, to the mapping. `default` is what stands when nothing matches, None when
    one must.
    """

    __slots__ = ("default", "key", "table")

    def __init__(self, key: str, table: dict[str, MappingShape], default: MappingShape | None = None) -> None:
        self.key = key
        self.table = table
        self.default = default


class Schema:
    """A schema file. `root` is what a document must look like as it is written."""

    __slots__ = ("_definitions", "_shapes", "anything", "root")

    def __init__(self, raw: Raw) -> None:
        self._definitions = cast("dict[str, Raw]", raw.get("$defs", {}))
        self._shapes: dict[int, Shape] = {}
        self.anything = Shape(self, {}).expand()
        self.root = self.shape(raw)

    @property
    def whole(self) -> Shape:
        """The shape of a document with its includes merged; where the schema knows no includes, of any document."""
        return self.definition("merged_document") if "merged_document" in self._definitions else self.root

    def definition(self, name: str) -> Shape:
        """Return the shape of a definition; a KeyError when there is none."""
        return self.shape(self._definitions[name])

    def shape(self, raw: Raw | bool) -> Shape:
        """Return the shape of a schema, always the same one for the same part of the file."""
        if isinstance(raw, bool):
            return self.anything
        if raw.keys() == {"$ref"}:
            return self.shape(self._target(raw))
        shape = self._shapes.get(id(raw))
        if shape is None:
            shape = self._shapes[id(raw)] = Shape(self, raw)
        return shape

    def resolve(self, raw: Raw) -> Raw:
        """Return the schema with its `$ref` followed; what stands beside it is stronger."""
        if "$ref" not in raw:
            return raw
        return {**self.resolve(self._target(raw)), **{key: value for key, value in raw.items() if key != "$ref"}}

    def mapping(self, raw: Raw) -> "MappingShape | Choice":
        """Return the mapping of a schema, chosen by its conditions where it has some."""
        conditions = cast("list[dict[str, Raw]]", raw.get("allOf", []))
        default = MappingShape(self, raw)
        if not conditions:
            return default
        table = {_constant(condition["if"])[1]: self._variant(raw, condition["then"]) for condition in conditions}
        return Choice(_constant(conditions[0]["if"])[0], table, default)

    def _variant(self, raw: Raw, then: Raw) -> MappingShape:
        properties = dict(cast("dict[str, Raw]", raw["properties"]))
        for key, value in cast("dict[str, Raw]", then.get("properties", {})).items():
            kept = {name: note for name, note in properties[key].items() if name in ANNOTATIONS - {"title"}}
            properties[key] = {**kept, **value}
        required = [*cast("list[Json]", raw.get("required", [])), *cast("list[Json]", then.get("required", []))]
        return MappingShape(self, {**raw, "properties": cast("Raw", properties), "required": required})

    def _target(self, raw: Raw) -> Raw:
        return self._definitions[cast("str", raw["$ref"]).removeprefix("#/$defs/")]


def load_schema(name: str) -> Schema:
    """Return `schemas/NAME.schema.json`; an OSError when there is none, which is a broken installation."""
    import json

    with open(f"{_FOLDER}/{name}.schema.json", encoding="utf-8") as file:  # noqa: PTH123 - as above
        return Schema(json.load(file))


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Return a pattern of ECMA-262, where `$` is the very end, as JSON Schema wants it."""
    return re.compile(pattern[:-1] + r"\Z" if pattern.endswith("$") else pattern, re.ASCII)


def is_requirement(branch: Raw) -> bool:
    """Tell whether a branch says nothing but which keys must be there."""
    return branch.keys() == {"required"}


def _types(raw: Raw) -> tuple[str, ...]:
    """Return the types that a schema names or its values have; none when anything goes."""
    named = raw.get("type")
    if named is not None:
        return tuple(cast("list[str]", named)) if isinstance(named, list) else (cast("str", named),)
    values = [raw["const"]] if "const" in raw else cast("list[Json]", raw.get("enum", []))
    return tuple(dict.fromkeys(_type_of(value) for value in values))


def _type_of(value: Json) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    return "string" if isinstance(value, str) else "number"


def _is_text(alternative: Alternative) -> bool:
    limited = alternative.pattern is not None or alternative.values is not None
    return not limited and {"string", "number", "boolean"} <= set(alternative.types)


def _choice(mappings: list[MappingShape]) -> Choice:
    """Tell mappings apart by a property that is constant in all of them, else by the first key each requires."""
    for key in mappings[0].properties:
        constants = [list(_constants(mapping, key)) for mapping in mappings]
        if all(constants):
            pairs = zip(constants, mappings, strict=True)
            return Choice(key, {value: mapping for values, mapping in pairs for value in values})
    return Choice("", {cast("list[str]", mapping.raw["required"])[0]: mapping for mapping in mappings})


def _constants(mapping: MappingShape, key: str) -> Iterator[str]:
    raw = cast("dict[str, Raw]", mapping.raw["properties"]).get(key, {})
    yield from cast("list[str]", [raw["const"]] if "const" in raw else raw.get("enum", []))


def _constant(condition: Raw) -> tuple[str, str]:
    ((key, value),) = cast("dict[str, dict[str, str]]", condition["properties"]).items()
    return key, value["const"]
