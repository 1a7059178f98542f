"""From libyaml's syntax errors to what a person did wrong.

libyaml says what its grammar expected at the place where it gave up; the mistake is often another, and before.
Each function here knows one of its messages (scanner.c and parser.c of libyaml 0.2), looks at the text, and names
the likely mistake.
"""

import re
from collections.abc import Callable
from typing import Final

from yaml import MarkedYAMLError, YAMLError

from ..diagnostics import Diagnostic
from ..source import Source
from .rules import (
    bad_indentation,
    control_character,
    invalid_escape,
    missing_colon,
    needs_quotes,
    tab_indentation,
    unbalanced,
    yaml_syntax,
)
from .syntax_failure import Failure
from .syntax_structure import document_expected, flow_expected, item_expected, key_expected
from .tree import Node, Scalar

_NO_SPACE: Final = re.compile(r"[\w.-]+(:)[^\s:/]")
_NAME: Final = re.compile(r"[A-Za-z_][\w-]*")
_ITEM_WITHOUT_SPACE: Final = re.compile(r"-[^\s-]")


def explain(source: Source, error: YAMLError, last: Node | None) -> Diagnostic:
    """Return what is wrong where libyaml raised `error`; `last` is the node before it in the same collection."""
    character = control_character.check(source)
    if character is not None:
        return character
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return yaml_syntax.unknown(source, str(error))
    at = min(error.problem_mark.index, len(source.text))
    since = at if error.context_mark is None else error.context_mark.index
    failure = Failure(source, error.problem or "", error.context or "", at, since, last)
    for beginning, explainer in _EXPLAINERS:
        if failure.problem.startswith(beginning):
            return explainer(failure)
    if "a tag" in failure.context:
        return needs_quotes.starts_with(failure.source, failure.flow_value(since))
    if "a directive" in failure.context:
        return needs_quotes.starts_with(failure.source, failure.word(since))
    return yaml_syntax.other(failure)


def _no_token(failure: Failure) -> Diagnostic:
    if failure.char == "\t":
        return tab_indentation.tab_indentation(failure)
    if failure.char in {"|", ">"}:
        return yaml_syntax.block_in_brackets(failure)
    if failure.char in {"@", "`", "%"}:
        return needs_quotes.starts_with(failure.source, failure.flow_value(failure.at))
    return yaml_syntax.other(failure)


def _tab(failure: Failure) -> Diagnostic:
    return tab_indentation.tab_indentation(failure)


def _no_colon(failure: Failure) -> Diagnostic:
    text, start = failure.source.text, failure.since
    without_space = _NO_SPACE.match(text, start)
    if without_space:
        return missing_colon.no_space(failure, without_space.start(1))
    if _ITEM_WITHOUT_SPACE.match(text, start):
        return missing_colon.no_space_after_dash(failure, start)
    before = failure.line_before(start)
    if before and failure.source.line(before).rstrip().endswith(("|", ">", "|-", ">-", "|+", ">+")):
        return bad_indentation.block_not_indented(failure, before)
    return missing_colon.no_colon(failure)


def _value_not_allowed(failure: Failure) -> Diagnostic:
    text, last = failure.source.text, failure.last
    if not isinstance(last, Scalar) or text[last.span.end : failure.at].strip(" "):
        return yaml_syntax.second_colon(failure)
    if failure.line_of(last.span.start) == failure.line_of(failure.at):
        if last.style != "plain":
            return yaml_syntax.second_colon(failure)
        return needs_quotes.contains_colon(failure.source, failure.rest_of_line(last.span.start))
    without_space = _NO_SPACE.match(text, last.span.start)
    if without_space:
        return missing_colon.no_space(failure, without_space.start(1))
    first = failure.rest_of_line(last.span.start)
    if failure.begins_line(first.start) and _NAME.fullmatch(text, first.start, first.end):
        return missing_colon.no_colon_behind(failure, first)
    return bad_indentation.continues(failure, last)


def _item_not_allowed(failure: Failure) -> Diagnostic:
    return yaml_syntax.list_beside_key(failure)


def _sign_not_allowed(failure: Failure) -> Diagnostic:
    return needs_quotes.starts_with(failure.source, failure.flow_value(failure.at))


def _open_quote(failure: Failure) -> Diagnostic:
    return unbalanced.open_quote(failure.source, failure.span(failure.since, failure.since + 1))


def _escape(failure: Failure) -> Diagnostic:
    return invalid_escape.invalid_escape(failure)


def _name_expected(failure: Failure) -> Diagnostic:
    return needs_quotes.starts_with(failure.source, failure.flow_value(failure.since))


def _tag_handle(failure: Failure) -> Diagnostic:
    return needs_quotes.starts_with(failure.source, failure.word(failure.at))


def _comment_expected(failure: Failure) -> Diagnostic:
    if "block scalar" not in failure.context:
        return yaml_syntax.other(failure)
    if failure.source.text[failure.since + 1 : failure.since + 2] in {" ", "\t"}:
        return yaml_syntax.text_beside_block(failure)
    return needs_quotes.starts_with(failure.source, failure.rest_of_line(failure.since))


def _content_expected(failure: Failure) -> Diagnostic:
    if failure.char in {"]", "}"}:
        return unbalanced.closes_nothing(failure)
    if not failure.char and "flow" in failure.context:
        text = failure.source.text
        return unbalanced.open_bracket(failure._replace(since=max(text.rfind("["), text.rfind("{"), 0)))
    return yaml_syntax.value_missing(failure) if failure.char == "," else yaml_syntax.other(failure)


_EXPLAINERS: Final[tuple[tuple[str, Callable[[Failure], Diagnostic]], ...]] = (
    ("found character that cannot start any token", _no_token),
    ("found a tab character", _tab),
    ("could not find expected ':'", _no_colon),
    ("mapping values are not allowed", _value_not_allowed),
    ("block sequence entries are not allowed", _item_not_allowed),
    ("mapping keys are not allowed", _sign_not_allowed),
    ("found unexpected end of stream", _open_quote),
    ("found unexpected document indicator", _open_quote),
    ("found unknown escape character", _escape),
    ("did not find expected hexdecimal number", _escape),
    ("found invalid Unicode character escape code", _escape),
    ("did not find expected alphabetic or numeric character", _name_expected),
    ("found undefined tag handle", _tag_handle),
    ("did not find expected comment or line break", _comment_expected),
    ("found an indentation indicator equal to 0", _comment_expected),
    ("did not find expected node content", _content_expected),
    ("did not find expected ',' or", flow_expected),
    ("did not find expected key", key_expected),
    ("did not find expected '-' indicator", item_expected),
    ("did not find expected <document start>", document_expected),
)
