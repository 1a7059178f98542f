"""The exact forms of keys and passwords that stand in texts."""

from typing import Final

FORMS: Final = r"""(?x)(?<![A-Za-z0-9_/+-])(?:
    (?P<aws>(?:AKIA|ASIA)[0-9A-Z]{16})
    |(?P<github>gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})
    |(?P<gitlab>gl(?:pat|dt|rt|cbt)-[A-Za-z0-9_-]{20,64})
    |(?P<slack>xox[abposr]-[0-9]{6,}-[0-9A-Za-z-]{12,})
    |(?P<stripe>[sr]k_live_[0-9a-zA-Z]{24,})
    |(?P<npm>npm_[A-Za-z0-9]{36})
    |(?P<pypi>pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,})
    |(?P<docker>dckr_pat_[A-Za-z0-9_-]{27})
    |(?P<google>AIza[A-Za-z0-9_-]{35})
    |(?P<url>https?://[A-Za-z0-9._%-]+:(?P<password>[^\s:/@$"'`{}<>*\\%]{6,})@(?P<host>[A-Za-z0-9.-]+))
    )(?![A-Za-z0-9_])
    |(?P<key>-----BEGIN[ ](?:[A-Z]{2,9}[ ])?PRIVATE[ ]KEY-----)"""
"""A verbose regular expression with a group for each kind; of a `url` the credential is the group `password`."""
