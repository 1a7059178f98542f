"""How two texts differ, in the unified format that `diff -u` writes and `patch` reads."""

import re


def unified(before: str, after: str, name_before: str, name_after: str) -> str:
    """Return how to get from one text to the other; nothing for equal texts."""
    from difflib import unified_diff

    found = unified_diff(split_lines(before), split_lines(after), name_before, name_after)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in found)


def split_lines(text: str) -> list[str]:
    r"""Return the lines of a text with what ends them, which is `\n` alone."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)
