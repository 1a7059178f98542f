"""The examples that stand on the pages of rules, as files to run."""

import re
from pathlib import Path
from typing import NamedTuple

_FENCE = re.compile(r"^```(?P<info>\w+)(?P<options>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_SECTION = re.compile(r"^## (?P<title>.+)$", re.MULTILINE)
_FILE = re.compile(r"^#--- (?P<path>\S+)\n", re.MULTILINE)
_NAMES = {"toml": ".pipec.toml", "json": "pipec.lock"}


class Example(NamedTuple):
    """The files of one example and how it is compiled (`target=nomad`, `env=prod`, `locked`, `var.NAME=VALUE`)."""

    files: dict[str, str]
    options: tuple[str, ...]

    @property
    def compiles(self) -> bool:
        """Whether the example is about compiling, not linting alone."""
        return any(option.startswith(("target", "env", "locked", "compile", "var.")) for option in self.options)

    def write(self, folder: Path) -> Path:
        """Write the files below `folder` and return the pipeline's path."""
        (folder / ".git").mkdir()
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        return folder / "pipeline.yaml"


def sections(page: str) -> dict[str, str]:
    """Return a page's sections by title."""
    parts = _SECTION.split(page)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def example(section: str) -> Example:
    """Return the example that stands in a section."""
    files: dict[str, str] = {}
    options: tuple[str, ...] = ()
    for fence in _FENCE.finditer(section):
        if fence["info"] == "yaml":
            options = tuple(fence["options"].split())
            first, *others = _FILE.split(fence["body"])
            files["pipeline.yaml"] = first
            files.update(zip(others[::2], others[1::2], strict=True))
        elif fence["info"] in _NAMES:
            files[_NAMES[fence["info"]]] = fence["body"]
    return Example(files, options)
