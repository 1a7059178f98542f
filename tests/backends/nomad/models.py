"""Small models of what reads the emitted texts: consul-template, go-envparse, HCL's string templates.

Written from those programs' own rules, apart from the compiler's code.
"""

import json
import re
from unicodedata import normalize


def render(
    template: dict, variables: dict[str, dict[str, str]] | None = None, env: dict[str, str] | None = None
) -> str:
    """Render a template as consul-template does: text up to the left delimiter, an action up to the right one."""
    left, right, text = template["LeftDelim"], template["RightDelim"], template["EmbeddedTmpl"]
    out: list[str] = []
    scope: dict[str, str] = {}
    at = 0
    skipping = False
    while (start := text.find(left, at)) >= 0:
        if not skipping:
            out.append(text[at:start])
        end = text.index(right, start + len(left))
        action = text[start + len(left) : end]
        at = end + len(right)
        if action.startswith("if not "):
            skipping = json.loads(re.search(r'"[^"]*"', action)[0]) in scope
        elif action == "end":
            skipping = False
        elif not skipping and action.startswith("with nomadVar "):
            scope = (variables or {})[json.loads(action.removeprefix("with nomadVar "))]
        elif not skipping:
            out.append(_evaluate(action, scope, env or {}))
    return "".join(out) + text[at:]


def _evaluate(action: str, scope: dict[str, str], env: dict[str, str]) -> str:
    action, pipe, function = action.partition(" | ")
    if action.startswith("/*"):
        assert action.endswith("*/")
        return ""
    if action.startswith("base64Decode "):
        import base64

        return base64.b64decode(json.loads(action.removeprefix("base64Decode "))).decode()
    if action.startswith("env "):
        value = env.get(json.loads(action.removeprefix("env ")), "")
    elif action.startswith("(index . "):
        value = scope.get(json.loads(re.search(r'"[^"]*"', action)[0]), "")
        assert action.endswith(".Value")
    elif action.startswith("."):
        name, _, last = action[1:].partition(".")
        value = scope[name]
        assert last == "Value"
    else:
        value = json.loads(action)
    if pipe:
        assert function == "toJSON"
        value = go_json(value)
    return value


def go_json(text: str) -> str:
    """Write a string as Go's encoding/json does, with its escapes for HTML and line separators."""
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub("[<>&\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", quoted)


def envparse(text: str) -> dict[str, str]:
    """Read variables as go-envparse does: values of quoted and bare parts, empty ones left out, lines under 64 KiB."""
    found = {}
    for line in text.split("\n"):
        assert len(line.encode()) + 1 <= 65535, "bufio.Scanner: token too long"
        if line.strip():
            name, equals, value = line.strip().partition("=")
            assert equals
            assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_./]*", name), name
            if parsed := _value(value.strip()):
                found[name] = parsed
    return found


def _value(text: str) -> str:
    units: list[str] = []
    mode, at = "", 0
    while at < len(text):
        char = text[at]
        assert ord(char) >= 32, "control character"
        at += 1
        if mode == '"' and char == "\\":
            if text[at] == "u":
                units.append(chr(int(text[at + 1 : at + 5], 16)))
                at += 5
            else:
                units.append({"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}.get(text[at], text[at]))
                assert text[at] in '"\\/bfnrt'
                at += 1
        elif mode and char == mode:
            mode = ""
        elif not mode and char in "\"'":
            mode = char
        elif not mode and char == "#":
            break
        else:
            units.append(char)
    assert not mode, "unmatched quote"
    return "".join(units).encode("utf-16", "surrogatepass").decode("utf-16")


def client_config(text: str) -> str:
    """Read a string of a task's `config` as the client does: an HCL template in which nothing may be evaluated."""
    out, at = "", 0
    while at < len(text):
        if text[at : at + 3] in {"$${", "%%{"}:
            out += text[at] + "{"
            at += 3
        else:
            assert text[at : at + 2] not in {"${", "%{"}, "evaluated"
            out += text[at]
            at += 1
    return normalize("NFC", out)
