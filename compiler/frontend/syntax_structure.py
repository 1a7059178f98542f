"""The errors of libyaml's parser: something stands where the structure around it has no place for it."""

from ..diagnostics import Diagnostic
from .rules import bad_indentation, needs_quotes, tab_indentation, unbalanced, yaml_syntax
from .syntax_failure import Failure
from .tree import Scalar


def flow_expected(failure: Failure) -> Diagnostic:
    """Explain a list or mapping in brackets that neither goes on nor ends."""
    text, at = failure.source.text, failure.at
    if text[at - 1 : at + 1] == "${":
        return _reference_in_brackets(failure)
    quoted = _after_quote(failure)
    if quoted is not None:
        return quoted
    same_line = failure.line_of(failure.since) == failure.line_of(at) and at < len(text)
    return yaml_syntax.no_comma(failure) if same_line else unbalanced.open_bracket(failure)


def key_expected(failure: Failure) -> Diagnostic:
    """Explain what stands in a mapping where only a key can."""
    if failure.char in {"]", "}"}:
        return unbalanced.closes_nothing(failure)
    quoted = _after_quote(failure)
    if quoted is not None:
        return quoted
    if not failure.begins_line(failure.at):
        return yaml_syntax.text_after_value(failure)
    if failure.char == "-" and failure.column(failure.at) == failure.column(failure.since):
        return bad_indentation.item_among_keys(failure)
    return misplaced_line(failure)


def item_expected(failure: Failure) -> Diagnostic:
    """Explain what stands in a list where only a `-` can."""
    if failure.char in {"]", "}"}:
        return unbalanced.closes_nothing(failure)
    quoted = _after_quote(failure)
    if quoted is not None:
        return quoted
    if not failure.begins_line(failure.at):
        return yaml_syntax.text_after_value(failure)
    if failure.column(failure.at) == failure.column(failure.since):
        return bad_indentation.key_among_items(failure)
    return misplaced_line(failure)


def document_expected(failure: Failure) -> Diagnostic:
    """Explain what stands after the end of the document."""
    if failure.char in {"]", "}"}:
        return unbalanced.closes_nothing(failure)
    last = failure.last
    if last is not None and failure.begins_line(failure.at):
        first = failure.column(last.span.start)
        if failure.column(failure.at) < first:
            return misplaced_line(failure._replace(since=last.span.start))
    return _after_quote(failure) or yaml_syntax.other(failure)


def misplaced_line(failure: Failure) -> Diagnostic:
    """Explain a line whose indentation is wrong: by a tab, or by its number of spaces."""
    start = failure.at - failure.column(failure.at)
    tab = failure.source.text.find("\t", start, failure.at)
    if tab >= 0:
        return tab_indentation.tab_indentation(failure._replace(at=tab))
    return bad_indentation.fits_nothing(failure)


def _after_quote(failure: Failure) -> Diagnostic | None:
    """Explain text that directly follows a closing quote."""
    last, text = failure.last, failure.source.text
    if not isinstance(last, Scalar) or last.style not in {"single", "double"}:
        return None
    between = text[last.span.end : failure.at]
    if between.strip(" ") or not failure.char or failure.char in "\r\n":
        return None
    if failure.line_of(last.span.start) != failure.line_of(failure.at):
        return unbalanced.open_quote(
            failure.source, failure.span(last.span.start, last.span.start + 1), last.span.end - 1
        )
    return unbalanced.after_quote(failure, last)


def _reference_in_brackets(failure: Failure) -> Diagnostic:
    text, at, last = failure.source.text, failure.at, failure.last
    start = last.span.start if isinstance(last, Scalar) and last.span.end == at else at - 1
    close = "}}" if text.startswith("{{", at) else "}"
    end = text.find(close, at)
    if end < 0 or failure.line_of(end) != failure.line_of(at):
        stop = at + 1
    else:
        stop = end + len(close)
        if text[stop : stop + 1] not in {"", ",", "]", "}", " ", "\r", "\n"}:
            stop = failure.word(stop).end
    return needs_quotes.reference_in_brackets(failure.source, failure.span(start, stop))
