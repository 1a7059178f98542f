"""Texts of a review without what must not be repeated: a review is read by more people than the file."""

import re
from typing import Final

from ...diagnostics.credentials import FORMS

HIDDEN: Final = "***"

_NAME: Final = (
    r"(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential|authorization|cookie"
    r"|(?<=_)pass(?![a-z])|(?<=_)pwd)s?"
)
_SENSITIVE: Final = re.compile(rf"(?i){_NAME}(?![a-z])(?!_?(?:file|path|name|url|length|ttl|timeout)\b)")
_VALUE: Final = r"""(?P<value>"[^"$`{]{4,}"|'[^'$`{]{4,}'|[^\s"'$`{}()&|;,*<>]{4,})"""
_ASSIGNED: Final = re.compile(
    rf"(?i)(?P<name>{_NAME}(?!_?(?:file|path|name|url)\b)[\w-]{{0,40}}[\"']?\s{{0,4}}[=:]\s{{0,4}}(?:(?:bearer|basic|token)\s+)?){_VALUE}"
)
_OPTION: Final = re.compile(rf"(?i)(?P<name>--[\w-]{{0,40}}{_NAME}\s{{1,4}}){_VALUE}")
_WORD: Final = r"""(?P<value>"[^"$`{]+"|'[^'$`{]+'|[^\s"'$`{}()&|;,*<>-][^\s"'$`{}()&|;,<>]*)"""
_ARGUMENT: Final = re.compile(
    r"(?P<name>(?:\bsshpass[ ]{1,4}-p[ ]{0,4}|\b(?:mysql|mysqldump|mysqladmin|mariadb)[ ](?:[^\n;|&]{0,200}?[ ])??-p"
    r"|\b(?:docker|podman|buildah|nerdctl|skopeo|helm|oras|crane)[ ][^\n;|&]{0,40}?\blogin[ ][^\n;|&]{0,200}?-p[ ]{1,4}"
    r"|\btwine[ ][^\n;|&]{0,200}?[ ]-p[ ]{1,4}"
    rf"|\bredis-cli[ ](?:[^\n;|&]{{0,200}}?[ ])??(?:-a|--pass)[ ]{{1,4}})){_WORD}"
)
"""Passwords that are arguments of programs which take them so."""

_USER: Final = re.compile(
    r"(?P<name>\b(?:curl|wget)\b[^\n;|&]{0,200}?[ ](?:-u|--user)[ =]{1,4}[\"']?[^\s:\"'$]{1,100}:)"
    r"(?P<value>[^\s\"'$*;|&]+)"
)
_HOOK: Final = re.compile(
    r"(?P<name>https://(?:hooks\.slack\.com/(?:services|workflows)|discord(?:app)?\.com/api/webhooks)/)(?P<value>[^\s\"'`$*]+)"
)
_FORM: Final = re.compile(FORMS)
_KEY: Final = re.compile(r"-----BEGIN (?:[A-Z]{2,9} )?PRIVATE KEY-----.*?(?:-----END [A-Z ]{1,30}-----|\Z)", re.DOTALL)
_LOGIN: Final = re.compile(r"(?P<start>[A-Za-z][\w+.-]{0,20}://[^\s/@:$]{0,100}:)[^\s/@$*{]{1,300}(?=@)")
_BEGIN: Final = re.compile(r"-----BEGIN (?:[A-Z]{2,9} )?PRIVATE KEY-----")
_PRIVATE: Final = re.compile(r"[A-Za-z0-9+/=]{60,}")
"""A line of a key in PEM, or another text in base64 that nobody reads."""


def sensitive(name: str) -> bool:
    """Tell whether what is called so is a secret: `DATABASE_PASSWORD`, `api_key`, not `TOKEN_FILE`."""
    return _SENSITIVE.search(name) is not None


def concealed(text: str) -> str:
    """Return text with `***` for each credential in it."""
    shown = _KEY.sub(HIDDEN, text)
    shown = _FORM.sub(_without, shown)
    shown = _LOGIN.sub(rf"\g<start>{HIDDEN}", shown)
    for form in (_ASSIGNED, _OPTION, _ARGUMENT, _USER, _HOOK):
        shown = form.sub(lambda found: found["name"] + HIDDEN, shown)
    return _PRIVATE.sub(lambda found: HIDDEN if _mixed(found[0]) else found[0], shown)


def concealed_lines(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return the lines of a difference without credentials; of a private key no line is left."""
    shown, inside = [], False
    for line in lines:
        inside = inside or _BEGIN.search(line) is not None
        shown.append(line[:1] + HIDDEN if inside else concealed(line))
        inside = inside and "-----END" not in line
    return tuple(shown)


def _without(found: re.Match[str]) -> str:
    return found[0].replace(found["password"], HIDDEN) if found["password"] else HIDDEN


def _mixed(text: str) -> bool:
    """Tell base64 from a digest in hexadecimal digits and from a line of one sign."""
    return re.fullmatch(r"[0-9a-f]+", text) is None and len(set(text)) > 20
