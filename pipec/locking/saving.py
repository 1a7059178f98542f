"""What locking came to, put on disk."""

import os

from runtime.errors import RuntimeFault

from ..rewriting import ChangedMeanwhileError, rewrite
from .book import write_lock
from .work import Outcome


def save(outcome: Outcome) -> bool:
    """Write the pipeline's files, then the lock: until that is there, a digest stands in both.

    Return whether something was written; a RuntimeFault where it cannot be. What has an error is not written.
    """
    at = ""
    try:
        for change in () if outcome.failed else outcome.changes:
            at = change.path
            rewrite(at, change.before, change.after)
        if not outcome.failed and outcome.lock_changes and outcome.after is not None:
            at = outcome.lock
            write_lock(at, outcome.before, outcome.after)
    except ChangedMeanwhileError:
        raise RuntimeFault(
            f"`{os.path.relpath(at)}` was changed by somebody else meanwhile, so it is left as it is", "run it again"
        ) from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise RuntimeFault(f"`{os.path.relpath(at)}` cannot be written: {reason}") from None
    return outcome.changed and not outcome.failed
