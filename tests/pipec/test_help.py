"""Help: what is printed, and that every command shows how it is used."""

import pytest

from pipec.cli import COMMANDS
from tests.pipec.command_line import run


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help(command, snapshot):
    ran = run(*filter(None, [command]), "--help")
    assert (ran.code, ran.err) == (0, "")
    assert "Examples:" in ran.out
    assert "Exit codes:" in ran.out
    assert ran.out == snapshot


def test_short_help_is_help():
    assert run("lint", "-h") == run("lint", "--help")


def test_the_overview_has_every_command():
    text = run("--help").out
    for name, line in COMMANDS.items():
        assert f"  {name} " in text
        assert line.split()[0] in text


def test_without_a_command_help_is_shown_as_a_usage_error():
    ran = run()
    assert ran.code == 2
    assert "pipec init" in ran.out + ran.err


def test_version():
    assert run("--version").out.startswith("pipec ")


def test_no_line_is_wider_than_a_terminal():
    for command in COMMANDS:
        assert max(map(len, run(command, "--help").out.splitlines())) <= 100
