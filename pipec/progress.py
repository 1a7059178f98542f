"""How far long work is, on a terminal alone."""

import sys

_CLEAR = "\r\x1b[K"


class Progress:
    """One line on standard error that is overwritten; nothing where nobody sees it."""

    def __init__(self, total: int, *, quiet: bool) -> None:
        self._total = total
        self._shown = not quiet and sys.stderr is not None and sys.stderr.isatty()
        self._written = False

    def tell(self, done: int) -> None:
        """Show that so many are done."""
        if self._shown:
            self._written = True
            sys.stderr.write(f"{_CLEAR}{min(done, self._total):,} of {self._total:,} files")
            sys.stderr.flush()

    def close(self) -> None:
        """Take the line away."""
        if self._written:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()
