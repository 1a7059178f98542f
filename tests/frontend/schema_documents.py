"""Random documents that a schema allows, and random mistakes in them, as JSON values and as located trees."""

import json
import re
from random import Random

from compiler.diagnostics import NOWHERE
from compiler.frontend.resolution import resolve
from compiler.frontend.tree import Entry, Mapping, Node, Scalar, Sequence

MAX_DEPTH = 12

TEXTS = ["make test", "", "3.10", "on", "null", "${NAME}", "${{ params.count }}", "a.b", "http", "x" * 60, "[x]", "5%"]
SCALARS = [0, 1, -3, 3.5, 2.0, 100, 70000, True, False, None, *TEXTS, "10m", "512MiB", "1h30m", "500m", "true"]
NAMES = ["alpha", "beta", "web", "LOG_LEVEL", "x1"]
BAD_NAMES = ["1st", "x-note", "with space", "ünder", "", "null", "type"]

QUANTITIES = ["90", "90s", "15m", "1h30m", "30d", "512MiB", "1.5GB", "5%", "100%", "12.5%"]

SAMPLES = {
    "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$": ["Content-Type", "X.Y"],
    "^[0-9]{1,5}-[0-9]{1,5}$": ["20000-20999"],
    "^0*[1-9][0-9]*m$": ["500m", "0250m"],
    "^(local|ssh://([^@/\\s]+@)?[^@/\\s]+)$": ["local", "ssh://deploy@web1:22"],
    "^[^.\\s]+\\.[^.\\s]+$": ["build.dist", "a.b"],
    "\\$\\{": ["${X}", "${{ params.x }}", "5${X}%"],
}
"""Texts for the patterns of the schema that NAMES and the examples do not match."""


class Author:
    """Writes documents that a schema allows."""

    def __init__(self, schema: dict, random: Random) -> None:
        self.definitions = schema["$defs"]
        self.random = random

    def write(self, schema, depth: int = 0):
        """Return a value that `schema` allows; deeper ones have only what they must."""
        if schema is True:
            return self.random.choice(SCALARS)
        schema = self.resolve(schema)
        branches = schema.get("anyOf") or schema.get("oneOf") or []
        if branches and not all(branch.keys() == {"required"} for branch in branches):
            return self.write(self.random.choice(branches), depth)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        return getattr(self, "_" + self.random.choice(types))(schema, depth)

    def resolve(self, schema):
        if "$ref" not in schema:
            return schema
        target = self.resolve(self.definitions[schema["$ref"].removeprefix("#/$defs/")])
        return {**target, **{key: value for key, value in schema.items() if key != "$ref"}}

    def _null(self, schema, depth):
        return None

    def _boolean(self, schema, depth):
        return self.random.choice([True, False])

    def _integer(self, schema, depth):
        low = schema.get("minimum", -5)
        return self.random.choice([low, low + 1, float(low), schema.get("maximum", low + 7)])

    def _number(self, schema, depth):
        low = schema.get("minimum", -5)
        return self.random.choice([low, low + 0.25, schema.get("maximum", low + 7)])

    def _string(self, schema, depth):
        pattern = schema.get("pattern")
        if pattern is None:
            return self.random.choice(TEXTS)
        examples = [value for value in schema.get("examples", []) if isinstance(value, str)]
        return self.random.choice(SAMPLES.get(pattern) or examples or _matching(pattern))

    def _array(self, schema, depth):
        count = max(schema.get("minItems", 0), 0 if depth > MAX_DEPTH else self.random.randrange(3))
        return [self.write(schema.get("items", True), depth + 1) for _ in range(count)]

    def _object(self, schema, depth):
        schema = {**schema, "properties": dict(schema.get("properties", {}))}
        keys = set(schema.get("required", []))
        for keyword in ("oneOf", "anyOf"):
            if keyword in schema:
                keys |= set(self.random.choice(schema[keyword])["required"])
        excluded = {key for branch in schema.get("oneOf", []) for key in branch["required"]} - keys
        for key in schema["properties"]:
            if key not in excluded and depth < MAX_DEPTH and self.random.random() < 0.35:
                keys.add(key)
        keys = self._closed(schema, keys, excluded)
        value = {key: self.write(schema["properties"][key], depth + 1) for key in schema["properties"] if key in keys}
        self._decide(schema, value, depth)
        self._fill(schema, value, depth)
        return value

    def _closed(self, schema, keys, excluded):
        """Add the keys that others need; leave out those that need an excluded one."""
        for key, needed in schema.get("dependentRequired", {}).items():
            if key in keys and excluded & set(needed):
                keys = keys - {key}
            elif key in keys:
                keys = keys | set(needed)
        return keys

    def _decide(self, schema, value, depth):
        for rule in schema.get("allOf", []):
            ((key, condition),) = rule["if"]["properties"].items()
            if value.get(key) != condition["const"]:
                continue
            for name in rule["then"].get("required", []):
                value.setdefault(name, self.write(schema["properties"][name], depth + 1))
            for name, inner in rule["then"].get("properties", {}).items():
                if name in value:
                    value[name] = self.write(inner, depth + 1)

    def _fill(self, schema, value, depth):
        extra = schema.get("additionalProperties", True)
        pattern = self.resolve(schema.get("propertyNames", {})).get("pattern", "^[A-Za-z]")
        names = [name for name in NAMES if name not in schema["properties"]] if pattern else NAMES
        if extra:
            for name in self.random.sample(names, self.random.randrange(3)):
                value[name] = self.write(extra, depth + 1)
        elif self.random.random() < 0.05:
            value["x-note"] = self.random.choice(SCALARS)
        if not value and schema.get("minProperties"):
            name, inner = (names[0], extra) if extra else next(iter(schema["properties"].items()))
            value[name] = self.write(inner, depth + 1)


def _matching(pattern):
    """Return samples that match; a pattern of which none does belongs into SAMPLES."""
    return [name for name in [*NAMES, *QUANTITIES] if re.search(pattern, name)]


def places(value, path=()):
    """Yield the path of every value in a document."""
    yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from places(child, (*path, key))


def spoil(document, author: Author):
    """Return the document with one change that is probably a mistake."""
    random = author.random
    document = json.loads(json.dumps(document))
    path = random.choice([path for path in places(document) if path])
    holder = document
    for key in path[:-1]:
        holder = holder[key]
    key = path[-1]
    change = random.randrange(6)
    if change == 0:
        del holder[key]
    elif change == 1:
        holder[key] = random.choice([*SCALARS, [], {}, ["x"], {"x": 1}, {"type": "http"}])
    elif change == 2:
        holder[key] = [holder[key]]
    elif change == 3 and isinstance(holder, dict):
        holder[random.choice([*NAMES, *BAD_NAMES, *author.definitions["job"]["properties"]])] = holder.pop(key)
    elif change == 4 and isinstance(holder, dict):
        properties = author.definitions[random.choice(list(author.definitions))].get("properties", {"x": True})
        holder.setdefault(*random.choice([(name, random.choice(SCALARS)) for name in properties]))
    else:
        holder[key] = author.write({"$ref": f"#/$defs/{random.choice(list(author.definitions))}"}, MAX_DEPTH - 2)
    return document


def tree(value) -> Node:
    """Return the located tree of a JSON value; where nothing stands anywhere in particular."""
    if isinstance(value, dict):
        return Mapping(
            tuple(Entry(Scalar(key, "double", NOWHERE), tree(child)) for key, child in value.items()), NOWHERE
        )
    if isinstance(value, list):
        return Sequence(tuple(tree(item) for item in value), NOWHERE)
    if isinstance(value, str):
        plain = Scalar(value, "plain", NOWHERE)
        return plain if value and resolve(plain) == value else Scalar(value, "double", NOWHERE)
    return Scalar(json.dumps(value), "plain", NOWHERE)
