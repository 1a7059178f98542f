"""Masking: no secret value, and none of its common encodings, goes from a step's output to anywhere."""

from collections.abc import Iterable
from typing import Final

from ..errors import SecretError
from .encodings import SHORTEST, as_bytes, needles_of
from .needles import Needles, Span, spans_of

MASK: Final = b"***"
_BLOCK: Final = 1 << 18
"""How much is searched at once: what is met in a block costs a search through that block alone."""


class Masker:
    """Knows the secrets of a step. Every stretch of output that any of them covers becomes one `***`.

    Values that overlap are masked together, and so nothing of either remains. Masking hides what the runtime knows to
    be secret; a program can still print a secret in a form that nobody foresees (reversed, one character a line).
    """

    def __init__(self, values: Iterable[str]) -> None:
        """Take the values; SecretError when one has fewer than 4 characters without its last newlines."""
        given = frozenset(values)
        if any(len(value.rstrip("\r\n")) < SHORTEST for value in given):
            raise SecretError(
                f"a secret has fewer than {SHORTEST} characters and cannot be masked",
                "Use a longer value: one so short stands in ordinary output too, and is guessed at once.",
                failure_class="configuration",
            )
        needles = frozenset[bytes]().union(*map(needles_of, given))
        self._needles = Needles(needles) if needles else None

    def stream(self) -> "MaskedStream":
        """Begin to mask one stream of output."""
        return MaskedStream(self._needles)

    def mask_text(self, text: str) -> str:
        """Return a message or an error with the secrets in it masked."""
        if self._needles is None:
            return text
        stream = self.stream()
        return (stream.feed(as_bytes(text)) + stream.finish()).decode("utf-8", "surrogateescape")


class MaskedStream:
    """One stream of output, in chunks of any size; what comes out does not depend on where they end.

    Held back is nothing but the longest end with which a secret may have begun.
    """

    def __init__(self, needles: Needles | None) -> None:
        self._needles = needles
        self._held = b""
        self._covered = 0
        """How much of what is held is in a stretch whose mask is out already."""

    def feed(self, data: bytes) -> bytes:
        """Take a chunk; return what can be shown now."""
        if self._needles is None:
            return data
        if len(data) <= _BLOCK:
            return self._mask(self._needles, data, last=False)
        blocks = (data[at : at + _BLOCK] for at in range(0, len(data), _BLOCK))
        return b"".join([self._mask(self._needles, block, last=False) for block in blocks])

    def finish(self) -> bytes:
        """End the stream; return the rest of it."""
        return b"" if self._needles is None else self._mask(self._needles, b"", last=True)

    def _mask(self, needles: Needles, data: bytes, *, last: bool) -> bytes:
        data = self._held + data if self._held else data
        held = 0 if last else needles.held(data)
        found = needles.found(data)
        if held or self._covered or len(found) > 1:
            return self._mask_spans(spans_of(found, data), data, len(data) - held)
        self._held = b""
        if found and needles.overlaps_itself(found[0]):
            return self._mask_spans(spans_of(found, data), data, len(data))
        return data.replace(found[0], MASK) if found else data

    def _mask_spans(self, spans: list[Span], data: bytes, end: int) -> bytes:
        """Mask what is decided, up to `end`, and hold the rest."""
        at, shown = self._covered, list[bytes]()
        for span in spans:
            if span.start > end:
                break  # what stands before it is not decided yet; it is met again with the next chunk
            if span.start >= at:
                shown += (data[at : span.start], MASK)
            at = max(at, span.end)
        self._held, self._covered = data[end:], max(0, at - end)
        shown.append(data[at:end])
        return b"".join(shown)
