"""A value moved out of a script: the reference that takes its place stays one word, run by a real shell."""

import os
import shutil
import subprocess

import pytest

from compiler.frontend.shell_text import open_quote, variable_in

SHELL = shutil.which("sh") or "/bin/sh"


@pytest.mark.parametrize(
    ("script", "written"),
    [
        ("echo @", 'echo "$V"'),
        ('echo "a @ b"', 'echo "a $V b"'),
        ("echo 'a @ b'", "echo 'a '\"$V\"' b'"),
        ('echo "a" @', 'echo "a" "$V"'),
        ('echo "it\'s" @', 'echo "it\'s" "$V"'),
        ("echo \\' @", 'echo \\\' "$V"'),
        ('echo "\\"@"', 'echo "\\"$V"'),
        ("@", '"$V"'),
        ("a @_b", 'a "$V"_b'),
        ('a "@_b"', 'a "${V}_b"'),
    ],
)
def test_the_reference_has_the_quotes_that_its_place_needs(script, written):
    at = script.index("@")
    assert script[:at] + variable_in(script, at, at + 1, "V") + script[at + 1 :] == written


@pytest.mark.parametrize("quotes", ["@", '"@"', "'@'", 'x"@"y', "x'@'y", '"x@y"', "'x@y'", '"@_"'])
def test_a_shell_gets_the_value_as_one_argument(quotes):
    """The same text with the value in it, quoted for the shell, gives the same argument."""
    value = 'two  words; $(exit 3) `exit 4` "quoted" *'
    script = f"printf '[%s]' {quotes}"
    at = script.index("@")
    script = script[:at] + variable_in(script, at, at + 1, "VALUE") + script[at + 1 :]
    done = subprocess.run([SHELL, "-c", script], env={**os.environ, "VALUE": value}, capture_output=True, check=True)
    assert done.stdout.decode() == f"[{quotes.replace(chr(34), '').replace(chr(39), '').replace('@', value)}]"


@pytest.mark.parametrize(
    ("text", "at"),
    [("a", -1), ('a "b', 2), ("a 'b", 2), ("'a' \"b\" 'c", 8), ('"a\\"', 0), ("it\\'s", -1), ("'a\\' b", -1)],
)
def test_the_open_quote_is_found(text, at):
    assert open_quote(text, len(text)) == at
