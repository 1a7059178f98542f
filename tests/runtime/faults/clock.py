"""`pipec` whose wall clock is off by what the file that `CLOCK` names says, in seconds; it may change meanwhile."""

import os
import time

from pipec.__main__ import entry


def main() -> None:
    path, true_time, true_ns = os.environ["CLOCK"], time.time, time.time_ns

    def offset() -> int:
        try:
            with open(path) as file:  # noqa: PTH123 - it is looked at often
                return int(file.read() or 0)
        except FileNotFoundError:
            return 0

    time.time = lambda: true_time() + offset()
    time.time_ns = lambda: true_ns() + offset() * 1_000_000_000
    entry()


if __name__ == "__main__":
    main()
