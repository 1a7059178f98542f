"""Mappings that lack keys, have keys that exclude each other, or do not tell what they are."""

from collections.abc import Iterator

from ..diagnostics import Diagnostic, Label
from .resolution import core_type
from .rules.exclusive_keys import both_keys, no_key
from .rules.missing_key import companion_missing, missing_keys
from .rules.missing_value import missing_value
from .rules.too_few import too_few_entries
from .rules.unknown_key import unknown_key
from .rules.unknown_value import unknown_value
from .rules.wrong_type import wrong_type
from .schema import Choice, MappingShape, Shape
from .tree import Broken, Entry, Mapping, Scalar
from .unknown_keys import meant_key, meant_keys


def explain_incomplete(node: Mapping, mapping: MappingShape, seen: int, key: Scalar | None) -> Iterator[Diagnostic]:
    """Yield what the keys of `node` lack; silent about a key that an unknown one was meant to be."""
    seen |= sum(mapping.properties[name][1] for name in meant_keys(mapping, node))
    needed = mapping.required
    if mapping.any_of and not any(seen & group == group for group in mapping.any_of):
        needed |= mapping.any_of[0]
    lacking = mapping.keys(needed & ~seen)
    if lacking:
        yield missing_keys(node, mapping, lacking, key)
    if mapping.one_of:
        yield from _exclusive(node, mapping, seen, key)
    undecided = 0 if seen & _any(mapping.one_of) else _any(mapping.one_of)
    for owner, keys in mapping.dependent:
        absent = keys & ~seen & ~undecided
        if seen & owner and absent:
            yield companion_missing(node, mapping.keys(owner)[0], mapping.keys(absent))
    if len(node.entries) < mapping.minimum and not lacking:
        yield too_few_entries(node, key, mapping)


def explain_stranger(
    node: Mapping, mapping: MappingShape, lacking: list[Diagnostic], unknown: list[Entry]
) -> Diagnostic | None:
    """Return what is to be said of a mapping that is something else altogether: none of its keys is right."""
    if not unknown or len(unknown) < len(node.entries):
        return None
    if lacking:
        labels = tuple(Label(entry.key.span, "no such key") for entry in unknown)
        return lacking[0]._replace(related=(*lacking[0].related, *labels), fix=None)
    if len(unknown) == 1 or meant_keys(mapping, node):
        return None
    labels = tuple(Label(entry.key.span, "nor this") for entry in unknown[1:])
    return unknown_key(unknown[0].key, mapping.title, mapping.properties, None, None)._replace(related=labels)


def stand_ins(node: Mapping, mapping: MappingShape, seen: int) -> Iterator[Entry]:
    """Yield a broken entry for each key that was reported missing, or misspelt: what it says is not known."""
    needed = mapping.required
    for group in mapping.any_of[:1] if not any(seen & group == group for group in mapping.any_of) else ():
        needed |= group
    names = {*mapping.keys(needed & ~seen), *meant_keys(mapping, node)}
    if not seen & _any(mapping.one_of):
        names.update(mapping.keys(group)[0] for group in mapping.one_of[:1])
    for name in sorted(names):
        yield Entry(Scalar(name, "plain", node.span), Broken(node.span))


def explain_choice(node: Mapping, choice: Choice, shape: Shape, key: Scalar | None, *, used: bool) -> Diagnostic:
    """Return why it cannot be told which of several mappings `node` is."""
    diagnostic = _explain_choice(node, choice, shape, key)
    return diagnostic._replace(fix=None, change=None) if used else diagnostic


def _explain_choice(node: Mapping, choice: Choice, shape: Shape, key: Scalar | None) -> Diagnostic:
    if not choice.key:
        return _explain_presence(node, choice, shape, key)
    value = node.entry(choice.key)
    first = next(iter(choice.table.values()))
    if value is None:
        if choice.key in meant_keys(first, node):
            return _misspelt(node, first, [choice.key], shape.title)
        words, meant = list(choice.table), _only_word(node, choice)
        return missing_keys(node, first, [choice.key], key, title=shape.title, values=words, meant=meant)
    word = first.properties[choice.key][0].expand()
    if not isinstance(value.value, Scalar):
        return wrong_type(value.value, word, value.key, list(choice.table))
    if core_type(value.value) == "null":
        return missing_value(value.value, shape, value.key, list(choice.table))
    return unknown_value(value.value, shape, value.key, list(choice.table))


def _only_word(node: Mapping, choice: Choice) -> str:
    """Return the word of the only mapping that has all the keys of `node`; empty where there is no telling."""
    keys = {entry.key.text for entry in node if not entry.key.text.startswith("x-")}
    fitting = [word for word, mapping in choice.table.items() if keys <= mapping.properties.keys()]
    return fitting[0] if len(fitting) == 1 else ""


def _explain_presence(node: Mapping, choice: Choice, shape: Shape, key: Scalar | None) -> Diagnostic:
    present = [entry.key for entry in node if entry.key.text in choice.table]
    if len(present) > 1:
        return both_keys(present[0], present[1], list(choice.table), shape.title)
    for mapping in choice.table.values():
        if not meant_keys(mapping, node).isdisjoint(choice.table):
            return _misspelt(node, mapping, list(choice.table), shape.title)
    return no_key(node, list(choice.table), shape.title, key)


def _misspelt(node: Mapping, mapping: MappingShape, valid: list[str], title: str) -> Diagnostic:
    """Return the diagnostic of the key that was meant to be one of `valid`."""
    meant = ((entry.key, meant_key(entry.key.text, mapping, node)) for entry in node)
    key, name = next(pair for pair in meant if pair[1] in valid)
    return unknown_key(key, title, valid, name)


def _exclusive(node: Mapping, mapping: MappingShape, seen: int, key: Scalar | None) -> Iterator[Diagnostic]:
    names = [mapping.keys(group)[0] for group in mapping.one_of]
    present = [entry.key for entry in node if entry.key.text in names]
    if len(present) > 1:
        yield both_keys(present[0], present[1], names, mapping.title)
    elif not seen & _any(mapping.one_of):
        yield no_key(node, names, mapping.title, key)


def _any(groups: tuple[int, ...]) -> int:
    union = 0
    for group in groups:
        union |= group
    return union
