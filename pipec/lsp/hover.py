"""Hovering: what a key, a name, a variable or an expression means where it stands. All texts are Markdown."""

from collections.abc import Iterator
from typing import NamedTuple

from compiler.diagnostics import Span
from compiler.frontend.template import SecretForm, TemplatePart, VariableForm, parse_template
from compiler.frontend.tree import Scalar

from .files import Open
from .index import Occurrence, Word
from .job_hover import describe_job
from .roles import value_role
from .shapes import constants_of, facts_of, keys_of, node_at, shapes_at
from .value_hover import describe_expression, describe_form, describe_name, describe_variable
from .view import View, views_at
from .workspace import Workspace


class Hover(NamedTuple):
    """What is told, and the range that it is about, in offsets of the file."""

    text: str
    start: int
    end: int


def hover_at(workspace: Workspace, path: str, offset: int, opened: Open) -> Hover | None:
    """Return what is to be told of a place; None where nothing is known of it."""
    for view in views_at(workspace, path, offset, opened):
        for found in _found(workspace, view, opened):
            return found
    return None


def _found(workspace: Workspace, view: View, opened: Open) -> Iterator[Hover]:
    index = view.model.names
    word = index.word_at(view.display, view.offset)
    name = index.at(view.display, view.offset)
    if name is not None:
        text = _of_name(workspace, view, name, word, opened)
        if text:
            yield Hover(text, name.span.start, name.span.end)
    if word is not None and word.is_key:
        text = _of_key(view, word)
        if text:
            yield Hover(text, word.scalar.span.start, word.scalar.span.end)
    elif word is not None:
        yield from _of_value(view, word, opened)


def _of_name(workspace: Workspace, view: View, name: Occurrence, word: Word | None, opened: Open) -> str:
    if name.symbol.kind == "job":
        return describe_job(workspace, view.model, name.symbol.name, opened)
    path = word.path if word is not None else ()
    if name.symbol.kind == "variable":
        return describe_variable(view.model, path, name.symbol)
    return describe_name(view.model, path, name.symbol)


def _of_key(view: View, word: Word) -> str:
    tree = view.model.tree
    node = node_at(tree, word.path[:-1])
    shapes = shapes_at(word.path[:-1], tree)
    constants = constants_of(shapes, word.scalar.text)
    if constants:
        lines = (f"- `{value}`: {description}" for value, description in constants.items())
        return "\n".join([f"**{word.scalar.text}** is one of", "", *lines])
    shape = keys_of(shapes, node).get(word.scalar.text)
    return f"**{word.scalar.text}**: {facts_of(shape)}" if shape is not None else ""


def _of_value(view: View, word: Word, opened: Open) -> Iterator[Hover]:
    """Yield what is known of a form in a text, else of the text as a value."""
    text, role = word.scalar.text, value_role(word.path)
    if role == "condition" and "${" not in text:
        told = describe_expression(view.model, word, 0, len(text))
        if told:
            yield Hover(told, word.scalar.span.start, word.scalar.span.end)
        return
    for part in parse_template(text, script=role == "script")[0] if "${" in text else ():
        span = _place(view, word.scalar, part)
        if span is not None and span.start <= view.offset <= span.end and not isinstance(part, str):
            told = _of_part(view, word, part)
            if told:
                yield Hover(told, span.start, span.end)
            return
    told = _of_image(view, text, opened) if role == "image" else _of_constant(view, word)
    if told:
        yield Hover(told, word.scalar.span.start, word.scalar.span.end)


def _place(view: View, scalar: Scalar, part: TemplatePart) -> Span | None:
    return None if isinstance(part, str) else view.model.context.locate(scalar, part.start, part.end)


def _of_part(view: View, word: Word, part: TemplatePart) -> str:
    if isinstance(part, SecretForm):
        return f"**{part.name}**: a secret; the runner gives its value."
    if isinstance(part, VariableForm):
        return describe_form(view.model, word, part)
    return "" if isinstance(part, str) else describe_expression(view.model, word, part.start, part.end)


def _of_constant(view: View, word: Word) -> str:
    """Return what the schema says of a value that tells alternatives apart."""
    if not word.path or not isinstance(word.path[-1], str):
        return ""
    found = constants_of(shapes_at(word.path[:-1], view.model.tree), word.path[-1])
    text = found.get(word.scalar.text, "")
    return f"**{word.scalar.text}**: {text}" if text else ""


def _of_image(view: View, text: str, opened: Open) -> str:
    """Return what the lock says of an image."""
    import os

    from compiler.frontend.images import parse_reference
    from compiler.frontend.lock import NAME, read_lock
    from compiler.source import Source

    from .files import text_of

    reference = parse_reference(text)
    if reference is None:
        return ""
    lock = text_of(os.path.join(os.path.dirname(view.model.request.path), NAME), opened)  # noqa: PTH118, PTH120 - texts, as everywhere
    digest = read_lock(Source(NAME, lock))[0].digests.get(reference.tagged) if lock is not None else None
    shown = f"`{reference.tagged}`"
    if reference.digest:
        return f"{shown}  \nDigest written here: `{reference.digest}`."
    return f"{shown}  \nLocked: `{digest}`." if digest else f"{shown}  \nNot in `pipec.lock`."
