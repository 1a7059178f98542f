"""`pipec` that kills itself at a chosen moment: `KILL_AT` is `before N`, `after N` or `event N`.

The first two are moments around the Nth transaction of the database, the third the Nth change of the file system.
"""

import os
import signal
import sqlite3
import sys

from pipec.__main__ import entry

EVENTS = {"os.rename", "os.mkdir", "os.rmdir", "os.remove", "os.link", "os.symlink", "os.truncate", "os.chmod"}


def main() -> None:
    when, number = os.environ["KILL_AT"].split()
    moment = Moment(int(number))
    if when == "event":
        sys.addaudithook(lambda event, _: moment.pass_by() if event in EVENTS else None)
    else:
        watch_commits(moment, before=when == "before")
    entry()


class Moment:
    def __init__(self, number: int) -> None:
        self.left = number

    def pass_by(self) -> None:
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)


def watch_commits(moment: Moment, *, before: bool) -> None:
    class Watched(sqlite3.Connection):
        def execute(self, sql, *parameters):
            commits = sql == "COMMIT"
            if commits and before:
                moment.pass_by()
            result = super().execute(sql, *parameters)
            if commits and not before:
                moment.pass_by()
            return result

    connect = sqlite3.connect
    sqlite3.connect = lambda *arguments, **options: connect(*arguments, **{"factory": Watched, **options})


if __name__ == "__main__":
    main()
