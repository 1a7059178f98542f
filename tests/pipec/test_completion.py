"""Completion as real shells ask for it."""

import os
import pty
import re
import select
import subprocess
import sys
import time

import pytest

from tests.engines import require_engine
from tests.pipec.command_line import SMALL, environment, process, run, write

PIPELINE = SMALL + (
    "  lint:\n    steps: [{script: make lint}]\n"
    "include: [more.fragment.yaml]\n"
    "params: {region: {default: eu}}\n"
    "environments: {staging: {runner: compose}, production: {runner: compose}}\n"
)

CASES = [
    ("pipec comp", {"compile", "completion"}),
    ("pipec fmt --di", {"--diff"}),
    ("pipec compile --target n", {"nomad"}),
    ("pipec completion ", {"bash", "zsh", "fish"}),
    ("pipec explain PC30", {f"PC30{digit}" for digit in "123456789"}),
    ("pipec explain co", {"codes"}),
    ("pipec schema man", {"manifest"}),
    ("pipec compile --env ", {"staging", "production", "elsewhere"}),
    ("pipec compile --env p", {"production"}),
    ("pipec compile sub/other.pipeline.yaml --env ", {"elsewhere"}),
    ("pipec graph --blast ", {"test", "lint", "more"}),
    ("pipec lint --select PC305,PC304", {"PC305,PC304"}),
]
"""The last is not for fish: what click hands to it cannot hold a comma."""


@pytest.fixture
def folder(tmp_path):
    """A repository with two pipelines, one fragment, and `pipec` on the path."""
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "pipec").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pipec "$@"\n')
    (programs / "pipec").chmod(0o755)
    return write(
        tmp_path / "repository",
        {
            "pipeline.yaml": PIPELINE,
            "more.fragment.yaml": "jobs: {more: {steps: [{script: make more}]}}\n",
            "sub/other.pipeline.yaml": "environments: {elsewhere: {runner: compose}}\n",
        },
    )


def variables(folder):
    return environment(
        PATH=f"{folder.parent / 'programs'}:{os.environ['PATH']}",
        HOME=str(folder.parent),
        TERM="dumb",
        LC_ALL="C.UTF-8",
    )


def ask(folder, *command):
    return subprocess.run(
        command, cwd=folder, env=variables(folder), capture_output=True, text=True, timeout=20, check=True
    ).stdout


@pytest.mark.parametrize(("line", "words"), CASES)
def test_bash(folder, line, words):
    typed = line.split(" ")
    script = (
        'eval "$(pipec completion bash)"; complete -p pipec >/dev/null; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
        '_pipec_completion pipec; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    assert set(ask(folder, "bash", "--norc", "-c", script, "bash", *typed).split()) == words


def test_bash_completes_files(folder):
    script = (
        'compopt() { echo "compopt $*"; }; eval "$(pipec completion bash)"; COMP_WORDS=(pipec lint pipe); '
        "COMP_CWORD=2; _pipec_completion pipec"
    )
    assert ask(folder, "bash", "--norc", "-c", script).split() == ["compopt", "-o", "default"]


@pytest.mark.engine
@pytest.mark.parametrize(("line", "words"), [*CASES[:-1], ("pipec lint pipe", {"pipeline.yaml"})])
def test_fish(folder, line, words):
    script = "pipec completion fish | source; complete --do-complete $argv[1]"
    out = ask(folder, require_engine("fish"), "--no-config", "-c", script, line)
    assert {each.partition("\t")[0] for each in out.splitlines()} == words


@pytest.mark.engine
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("pipec comp", {"compile", "completion"}),
        ("pipec compile --env ", {"staging", "production"}),
        ("pipec explain PC30", {"PC301", "PC309"}),
        ("pipec graph --bl", {"--blast"}),
        ("pipec lint pipe", {"pipeline.yaml"}),
    ],
)
def test_zsh(folder, line, words):
    """Types the line into a terminal and presses the key; `-f` keeps the machine's own settings out."""
    begin = "PS1='> '; unsetopt zle_bracketed_paste; autoload -Uz compinit && compinit -u -D; "
    shell = Typist([require_engine("zsh"), "-f", "-i"], folder, variables(folder))
    try:
        shell.type(begin + 'eval "$(pipec completion zsh)"; echo "rea""dy"\n')
        shell.wait_for({"ready"})
        shell.type(f"{line}\t")
        shell.wait_for(words)
    finally:
        shell.close()


class Typist:
    """Somebody at a terminal."""

    def __init__(self, command, folder, variables):
        self.master, terminal = pty.openpty()
        self.process = subprocess.Popen(
            command, cwd=folder, env=variables, stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True
        )
        os.close(terminal)

    def type(self, text):
        self.shown = ""
        os.write(self.master, text.encode())

    def wait_for(self, words, seconds=15):
        end = time.monotonic() + seconds
        while not all(word in self.shown for word in words):
            left = end - time.monotonic()
            ready = left > 0 and select.select([self.master], [], [], left)[0]
            assert ready, f"{words} did not appear: {self.shown!r}"
            self.shown += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", os.read(self.master, 65536).decode(errors="replace"))

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.master)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("pipec compile broken.yaml --env ", []),
        ("pipec compile - --env ", []),
        ("pipec compile none.yaml --env ", []),
        ("pipec compile binary.yaml --env ", []),
    ],
)
def test_what_cannot_be_read_completes_nothing(folder, words, expected):
    write(folder, {"broken.yaml": "environments: [\n"})
    (folder / "binary.yaml").write_bytes(b"\xff\x00")
    asked = {"_PIPEC_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    ran = process(cwd=folder, env=environment(**asked))
    assert (ran.code, ran.out.split(), ran.err) == (0, expected, "")


def test_a_folder_without_pipelines_completes_nothing(tmp_path):
    words = "pipec graph --blast "
    asked = {"_PIPEC_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": "3"}
    assert process(cwd=write(tmp_path / "empty", {}), env=environment(**asked)) == (0, "\n", "")


def test_a_parameter_is_completed_with_its_sign(folder):
    asked = {"_PIPEC_COMPLETE": "bash_complete", "COMP_WORDS": "pipec plan pipeline.yaml --var ", "COMP_CWORD": "4"}
    assert process(cwd=folder, env=environment(**asked)).out == "plain,region=\n"


def test_a_key_press_is_answered_soon(folder):
    """Twice an empty lint is the bound: a reader waits for it. Names of jobs cost reading the pipelines."""
    asked = {"_PIPEC_COMPLETE": "bash_complete", "COMP_WORDS": "pipec graph --blast ", "COMP_CWORD": "3"}
    answer, lint = [], []
    for _ in range(5):
        lint.append(timed(folder, environment(), "lint", "pipeline.yaml"))
        answer.append(timed(folder, environment(**asked)))
    assert min(answer) < 2 * min(lint)


def timed(folder, variables, *arguments):
    begin = time.perf_counter()
    process(*arguments, cwd=folder, env=variables)
    return time.perf_counter() - begin


def test_an_unknown_shell():
    ran = run("completion", "bsh")
    assert (ran.code, ran.out) == (2, "")
    assert "`bsh` is unknown. Did you mean `bash`?" in ran.err
