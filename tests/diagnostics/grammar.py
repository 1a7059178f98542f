"""A small grammar for XML documents: which elements stand where, with which attributes."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple
from xml.etree import ElementTree as ET

NUMBER = re.compile(r"0|[1-9]\d*")
PLACE = re.compile(r"[1-9]\d*")
TEXT = re.compile(r"(?s).*")
NAME = re.compile(r"(?s).+")
NONE = MappingProxyType({})


class Rules(NamedTuple):
    """Attributes that an element has to have and those that it may have, by their form; its children; its text."""

    required: Mapping[str, re.Pattern[str]] = NONE
    optional: Mapping[str, re.Pattern[str]] = NONE
    children: tuple[str, ...] = ()
    has_text: bool = False


def parse(text, root, grammar):
    """Return the document's root; whatever the grammar does not allow fails."""
    element = ET.fromstring(text.encode())
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<')
    assert element.tag == root
    _check(element, grammar)
    return element


def _check(element, grammar):
    rules = grammar[element.tag]
    assert set(rules.required) <= set(element.attrib), (element.tag, element.attrib)
    for name, value in element.attrib.items():
        assert {**rules.required, **rules.optional}[name].fullmatch(value), (element.tag, name, value)
    assert rules.has_text or not (element.text or "").strip()
    for child in element:
        assert child.tag in rules.children, (element.tag, child.tag)
        assert not (child.tail or "").strip()
        _check(child, grammar)
