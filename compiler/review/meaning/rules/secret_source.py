"""Where an environment's secrets come from."""

from collections.abc import Iterator
from typing import Final

from ....ir.release import SecretSource
from ..case import Case, pairs
from ..finding import WHO, Finding, Place, Reason, Rule, found

_REASONS: Final = {
    "moved": Reason("notable", "the value there may be another one, and somebody else may be able to set it"),
    "gone": Reason("notable", "a deployment that needs it fails"),
    "new": Reason("low", "a deployment asks there for it"),
}


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each secret of an environment whose source is another."""
    for name, old, new in case.environments():
        if old is None or new is None:
            continue
        for secret, before, after in pairs(old.secrets, new.secrets, "name"):
            edits = case.under("environments", name, "secrets", secret)
            if edits:
                key = "new" if before is None else "gone" if after is None else "moved"
                place = Place("environment", name)
                text = f"{WHO}: secret `{secret}` comes from {source(before)} → {source(after)}"
                if before is None or after is None:
                    text = f"{WHO}: secret `{secret}` " + (
                        f"comes from {source(after)}" if after else f"is no longer there, it came from {source(before)}"
                    )
                yield found(_REASONS[key], place, text, edits)


def source(secret: SecretSource | None) -> str:
    """Return where a secret comes from, as a pipeline says it."""
    if secret is None:
        return "nowhere"
    where = f"`{secret.kind}: {secret.locator}`"
    return f"{where} key `{secret.key}`" if secret.key else where


RULE: Final = Rule("secret-source", "Where an environment's secrets come from.", _REASONS, find)
