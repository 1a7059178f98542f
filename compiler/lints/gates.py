"""Which rules of advice can have something to say of a file: told by its words alone, before any rule is imported.

Most files mention no `curl`, no matrix, no deployment. A rule of which no word stands in a file is neither loaded nor
called for it; one without words here always is. The words are at least those without which the rule returns at once.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

WORDS: Final[Mapping[str, str]] = {
    "PC520": "image",
    "PC521": "image",
    "PC522": "deploy",
    "PC530": "curl wget",
    "PC531": "http",
    "PC532": "GIT_SSL_NO_VERIFY NODE_TLS_REJECT_UNAUTHORIZED PYTHONHTTPSVERIFY aws curl git helm insecure kubectl npm "
    "oc pip pip3 wget yarn",
    "PC533": "cargo gem go npm pip pip3 pipx pnpm uv yarn",
    "PC534": "curl wget",
    "PC535": "curl",
    "PC536": "apk apt apt-get dnf microdnf rpm yum zypper",
    "PC537": "bundle composer npm pnpm poetry yarn",
    "PC538": "cargo curl go npm pip pip3 pipx uv uvx wget",
    "PC540": "buildah crane docker helm mysql mysqladmin mysqldump nerdctl oras podman redis-cli skopeo sshpass twine",
    "PC541": "secrets",
    "PC542": "secrets",
    "PC543": "artifacts",
    "PC545": "chmod",
    "PC550": "apt apt-get dnf docker git microdnf npm pip pip3 pulumi read terraform tofu yum",
    "PC553": ". alias cd conda export nvm pyenv source umask",
    "PC555": "git",
    "PC556": "create publish push upload",
    "PC557": "rm",
    "PC559": "git",
    "PC560": "apk apt apt-get dnf microdnf pip pip3 yum zypper",
    "PC561": "apt apt-get",
    "PC630": "deploy",
    "PC631": "deploy",
    "PC632": "deploy",
    "PC633": "deploy",
    "PC634": "cancel_in_progress",
    "PC635": "deploy",
    "PC636": "approval switch_approval",
    "PC637": "services",
    "PC638": "artifacts",
    "PC640": "deploy",
    "PC641": "outputs",
    "PC831": "depends_on",
    "PC832": "matrix",
    "PC833": "matrix",
    "PC850": "params",
    "PC851": "environment global_env",
    "PC852": "environment",
    "PC853": "artifacts",
    "PC854": "outputs",
    "PC855": "components",
    "PC861": "conditional",
    "PC862": "defaults",
    "PC863": "defaults",
    "PC864": "matrix",
    "PC866": "retention",
    "PC868": "triggers",
    "PC870": "conditional",
}
"""By code: the rule is silent unless one of the words, separated by blanks, stands in a file."""

_WORD: Final = re.compile(r"[A-Za-z0-9_.+-]+")
_POLICY: Final = "PC88"
_SETS: Final = {code: frozenset(words.split()) for code, words in WORDS.items()}


def open_rules(codes: Iterable[str], texts: Iterable[str], *, policy: bool) -> tuple[str, ...]:
    """Return those of `codes` that can speak of files with these texts; rules of policy only where there is one."""
    words: set[str] = set()
    for text in texts:
        # In double quotes a letter behind a backslash is no part of the next word: `\ncurl`.
        words.update(_WORD.findall(re.sub(r"\\.", " ", text) if "\\" in text else text))
    return tuple(
        code
        for code in codes
        if not (code in _SETS and _SETS[code].isdisjoint(words)) and (policy or not code.startswith(_POLICY))
    )
