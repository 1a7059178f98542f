"""The order of keys: every key of the schema has its place."""

from pathlib import Path

import pytest

from compiler.frontend.schema import Choice, MappingShape, load_schema
from compiler.layout.order import NAMES, READING

DEFINITIONS = {
    "document": "pipeline",
    "fragment": "fragment",
    "job": "job",
    "step": "step",
    "matrix": "matrix",
    "component": "component",
    "override": "block of component settings",
    "environment": "environment",
}


def shapes(definition):
    mapping = load_schema("pipeline").definition(definition).expand().mapping
    return [*mapping.table.values(), mapping.default] if isinstance(mapping, Choice) else [mapping]


def test_every_order_is_of_a_mapping_in_the_schema():
    assert set(DEFINITIONS.values()) == set(READING)


@pytest.mark.parametrize("definition", DEFINITIONS)
def test_an_order_names_every_key_once(definition):
    for shape in shapes(definition):
        assert isinstance(shape, MappingShape)
        assert shape.title == DEFINITIONS[definition]
        order = [key for key in READING[shape.title] if key != NAMES]
        assert sorted(order) == sorted(shape.properties)


def test_the_page_says_the_order():
    page = (Path(__file__).parents[2] / "docs/how-to/format.md").read_text(encoding="utf-8")
    for title, order in READING.items():
        keys = ", ".join("the axes" if key == NAMES else f"`{key}`" for key in order)
        assert f"| {keys} |" in page, title
