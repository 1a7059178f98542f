"""What steps leave for the runtime to read: artifacts, outputs, workspaces."""

import os
import stat
from pathlib import Path

import pytest

from runtime.artifacts.queries import ArtifactQueries

HEAD = """
version: 1
name: hostile
defaults: {checkout: false}
jobs:
"""


def job(script, paths='["**"]', more=""):
    lines = "".join(f"          {line}\n" for line in script.splitlines())
    return f"""{HEAD}
  a:
    artifacts: {{dist: {{paths: {paths}}}}}
    {more}
    steps:
      - name: s
        script: |
{lines}"""


def told(lab, done, *words):
    """Check that a run failed for what the job left, with a clear sentence."""
    assert done.code == 1, done.out + done.err
    assert "internal error" not in done.err
    assert "Traceback" not in done.err + done.out
    reason = lab.reasons()["a"]
    for word in words:
        assert word in reason, reason
    assert reason.isprintable(), repr(reason)
    assert lab.left() == []


def digest(lab):
    with ArtifactQueries(lab.state) as stored:
        (found,) = stored.of_run(lab.last).values()
    return found.digest


LINKS = {
    "absolute": "ln -s /etc/passwd link",
    "upwards": "ln -s ../../../../../etc/passwd link",
    "chain": "ln -s .. up; ln -s up/up2 link; ln -s ../.. up2; ln -s up2/x out",
    "of a folder": "ln -s /etc folder",
    "through a folder": "mkdir -p d; ln -s ../.. d/up; ln -s d/up/x out",
}


@pytest.mark.parametrize("script", LINKS.values(), ids=LINKS)
def test_a_link_that_leads_out_is_no_artifact(lab, script):
    told(lab, lab.run(job(script)), "leads out of the workspace")


def test_links_that_stay_inside_are_kept_as_links(lab):
    done = lab.run(job('echo 1 > f; ln -s f one; ln -s "$PWD/f" two; mkdir d; ln -s ../one d/three; ln -s loop loop'))
    assert done.code in {0, 1}, done.err
    if done.code:
        told(lab, done, "loop")


def test_a_workspace_that_is_replaced_by_a_link(lab):
    script = 'cd ..; rm -rf "$CI_WORKSPACE"; ln -s /etc "$CI_WORKSPACE"'
    told(lab, lab.run(job(script, '["host*"]')), "a link stands where the workspace was")
    assert Path("/etc/hostname").exists()


SPECIAL = {
    "fifo": ("mkfifo pipe", "a pipe"),
    "socket": ("python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"s\")'", "a socket"),
    "device": ("mknod null c 1 3", "a device"),
}


@pytest.mark.parametrize(("script", "word"), SPECIAL.values(), ids=SPECIAL)
def test_what_is_no_file_is_no_artifact(lab, script, word):
    if script.startswith("mknod") and os.getuid() != 0:
        pytest.skip("only root makes devices")
    told(lab, lab.run(job(script)), word)


NAMES = {
    "newline": r"touch \"$(printf 'a\\nb')\"",
    "escape": r"touch \"$(printf 'a\\033]0;title\\007b')\"",
    "invalid": r"touch \"$(printf 'a\\377b')\"",
    "blank": "touch ' ' '-rf' '*' '$(reboot)' '`x`'",
    "right to left": r"touch \"$(printf 'a\\342\\200\\256b')\"",
}


@pytest.mark.parametrize("script", NAMES.values(), ids=NAMES)
def test_names_of_files_are_kept_or_refused_and_shown_safely(lab, script):
    done = lab.run(job(script.replace('\\"', '"').replace("\\\\", "\\")))
    assert "internal error" not in done.err
    assert "\033" not in done.err + done.out
    assert "\u202e" not in done.err + done.out
    if done.code:
        told(lab, done)
    else:
        listed = lab.pipec("artifact", "show", digest(lab))
        assert listed.code == 0, listed.err
        assert "\033" not in listed.out
        assert "\u202e" not in listed.out


def test_a_folder_swapped_for_a_link_while_artifacts_are_collected(lab):
    """A program that survived its step swaps folders: none survives, and whatever is collected is the workspace's."""
    script = """mkdir d; echo mine > d/passwd
(trap '' TERM; while :; do mv d e; ln -s /etc d; rm d; mv e d; done) > /dev/null 2>&1 &
sleep 0.2"""
    done = lab.run(job(script, '["d/passwd"]'))
    assert done.code in {0, 1}
    if done.code == 0:
        got = lab.pipec("artifact", "get", digest(lab), "--out", str(lab.folder / "got"))
        assert got.code == 0, got.err
        for path in (lab.folder / "got").rglob("passwd"):
            assert path.read_text() == "mine\n"


def test_a_workspace_without_permissions_is_removed_all_the_same(lab):
    done = lab.run(job("mkdir -p a/b/c; touch a/b/c/f; chmod 0 a/b/c a/b a; chmod 0 .", '["x"]', "# nothing"))
    assert done.code == 1
    assert lab.left() == []


def test_a_workspace_that_is_deep_and_long(lab):
    script = "i=0; while [ $i -lt 300 ]; do mkdir d; cd d; i=$((i + 1)); done; touch f"
    told(lab, lab.run(job(script)), "folders")


OUTPUTS = {
    "link": ('rm "$PIPEC_OUTPUT"; ln -s /etc/passwd "$PIPEC_OUTPUT"', "cannot be read"),
    "fifo": ('rm "$PIPEC_OUTPUT"; mkfifo "$PIPEC_OUTPUT"', "no file"),
    "folder": ('rm "$PIPEC_OUTPUT"; mkdir "$PIPEC_OUTPUT"', "$PIPEC_OUTPUT"),
    "huge": ('truncate -s 1T "$PIPEC_OUTPUT"', "more than 1 MiB"),
    "binary": ('head -c 1000 /dev/urandom > "$PIPEC_OUTPUT"', "$PIPEC_OUTPUT"),
    "nul": ("printf 'a=\\\\0b' > \"$PIPEC_OUTPUT\"", "NUL"),
    "endless block": ("printf 'a<<END\\\\nb\\\\n' > \"$PIPEC_OUTPUT\"", "no end"),
    "name": ("echo '../x=1' > \"$PIPEC_OUTPUT\"", "neither"),
    "device": ('rm "$PIPEC_OUTPUT"; mknod "$PIPEC_OUTPUT" c 1 5', "no file"),
}


@pytest.mark.parametrize(("script", "word"), OUTPUTS.values(), ids=OUTPUTS)
def test_outputs_are_read_as_text_or_not_at_all(lab, script, word):
    if "mknod" in script and os.getuid() != 0:
        pytest.skip("only root makes devices")
    text = f"{HEAD}  a:\n    outputs: [a]\n    steps:\n      - name: s\n        script: |\n          {script}\n"
    told(lab, lab.run(text.replace("\\\\", "\\")), word)


def test_an_output_with_escapes_is_shown_safely(lab):
    text = f"""{HEAD}
  a:
    outputs: [v]
    steps: [{{name: s, script: "printf 'v=\\\\033]0;x\\\\007\\\\342\\\\200\\\\256' >> $PIPEC_OUTPUT"}}]
  b:
    depends_on: [a]
    environment: {{V: "${{job.a.outputs.v}}"}}
    steps: [{{name: s, script: 'echo "$V"; exit 1'}}]
"""
    done = lab.run(text)
    assert done.code == 1
    for arguments in (("status",), ("report",), ("logs",), ("report", "--format", "html")):
        shown = lab.pipec(*arguments)
        assert "\033]" not in shown.out + shown.err, arguments
        assert "\u202e" not in shown.out + shown.err, arguments
    assert "\033]" not in done.out + done.err


def test_a_step_cannot_reach_the_state_by_its_relative_place_unnoticed(lab):
    """Steps run as the user: they can write what the user can. What they change is found."""
    text = f"""{HEAD}
  a:
    artifacts: {{dist: {{paths: [f]}}}}
    steps: [{{name: s, script: "echo 1 > f"}}]
  b:
    depends_on: [a]
    steps:
      - name: s
        script: |
          for f in {lab.state}/artifacts/objects/*/*; do chmod u+w $f; echo x >> $f; done
  c:
    depends_on: [b]
    inputs: [{{artifact: a.dist, path: in}}]
    steps: [{{name: s, script: "cat in/f"}}]
"""
    done = lab.run(text)
    assert done.code == 1
    assert lab.endings() == {"a": "success", "b": "success", "c": "failure"}
    assert "internal error" not in done.err


def test_modes_of_what_is_kept(lab):
    done = lab.run(job("echo 1 > f; chmod 6777 f"))
    assert done.code == 0, done.err
    for path in lab.state.rglob("*"):
        mode = stat.S_IMODE(path.lstat().st_mode)
        assert not mode & (0o077 if path.is_dir() else 0o7022), path
    assert stat.S_IMODE(lab.state.stat().st_mode) == 0o700
