"""Variables that make programs load code: the caller's never reach a step, a pipeline's reach its steps alone."""

import pytest

LOADERS = {
    "LD_PRELOAD": "/nonexistent/evil.so",
    "LD_LIBRARY_PATH": "/nonexistent",
    "BASH_ENV": "/nonexistent/evil.sh",
    "ENV": "/nonexistent/evil.sh",
    "PYTHONSTARTUP": "/nonexistent/evil.py",
    "PERL5OPT": "-Mevil",
    "GIT_DIR": "/nonexistent",
    "IFS": "x",
    "PS4": "$(touch /tmp/pipec-evil)",
    "NODE_OPTIONS": "--require /nonexistent",
    "SSH_AUTH_SOCK": "/nonexistent",
    "AWS_SECRET_ACCESS_KEY": "aaaa",
}

NAMES = """
version: 1
name: env
jobs:
  a:
    checkout: false
    steps: [{name: s, script: "env | sed 's/=.*//' | sort"}]
"""


def test_nothing_of_the_caller_reaches_a_step(lab):
    harmless = {name: value for name, value in LOADERS.items() if name not in {"LD_PRELOAD", "GIT_DIR"}}
    done = lab.run(NAMES, **harmless, MY_OWN="1", GIT_DIR="/nonexistent")
    assert done.code == 0, done.err
    assert not set(lab.log("a", "s").split()) & {*LOADERS, "MY_OWN", "PYTHONPATH", "PIPEC_STATE_DIR"}


def test_a_library_that_the_caller_preloads_is_not_preloaded_for_steps(lab):
    done = lab.run(NAMES, LD_PRELOAD="/nonexistent/evil.so")
    assert done.code == 0, done.err  # the loader itself complains on standard error about pipec's own
    assert "LD_PRELOAD" not in lab.log("a", "s")
    assert "evil" not in lab.log("a", "s")


@pytest.mark.parametrize("name", ["PYTHONPATH", "BASH_ENV", "PYTHONSTARTUP", "LD_LIBRARY_PATH"])
def test_what_a_pipeline_sets_reaches_its_steps_alone(lab, name):
    evil = lab.folder / "evil"
    evil.mkdir()
    (evil / "sitecustomize.py").write_text(f"open({str(lab.folder / 'loaded')!r}, 'a').write('x')\n")
    text = f"""
version: 1
name: env
jobs:
  a:
    checkout: false
    environment: {{{name}: "{evil}"}}
    steps: [{{name: s, script: 'echo "${name}"'}}]
  b:
    checkout: false
    depends_on: [a]
    steps: [{{name: s, script: 'echo "[${{{name}:-}}]"'}}]
"""
    done = lab.run(text)
    assert done.code == 0, done.err
    assert lab.log("a", "s") == f"{evil}\n"
    assert lab.log("b", "s") == "[]\n"
    assert not (lab.folder / "loaded").exists()


def test_promised_variables_cannot_be_replaced(lab):
    text = """
version: 1
name: env
jobs:
  a:
    checkout: false
    outputs: [v]
    environment: {PIPEC_OUTPUT: /tmp/pipec-evil-output, CI_WORKSPACE: /etc}
    steps: [{name: s, script: 'echo v=1 >> "$PIPEC_OUTPUT"; test "$CI_WORKSPACE" = "$PWD"'}]
"""
    done = lab.run(text)
    if "error[" in done.err:
        return  # the language refuses it already
    assert done.code == 0, done.err
    with lab.queries as queries:
        assert queries.jobs(lab.last)[0].outputs == {"v": "1"}


def test_a_relative_path_and_a_program_of_the_workspace(lab):
    """`sh` in the workspace, or before it in the caller's PATH, is not what runs a step."""
    evil = lab.folder / "bin"
    evil.mkdir()
    (evil / "sh").write_text("#!/bin/sh\ntouch /tmp/pipec-evil-sh\nexit 3\n")
    (evil / "sh").chmod(0o755)
    done = lab.run(NAMES, PATH=f"{evil}:{lab.environment['PATH']}")
    assert done.code == 0, done.err
