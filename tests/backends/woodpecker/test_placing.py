import base64
import subprocess

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from compiler.backends.woodpecker.placing import fits, place, place_in_chunks, placed
from tests.engines import require_engine

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=80)
KERNEL = 128 * 1024


def woodpeckers_variable(commands):
    """Return the variable that Woodpecker makes of a step's commands."""
    script = "".join(f"\necho + {quoted(command)}\n{command}\n" for command in commands)
    return "CI_SCRIPT=" + base64.b64encode(("x" * 500 + script).encode()).decode()


def quoted(command):
    return "'" + command.replace("'", "'\"'\"'") + "'"


@settings(max_examples=200, deadline=None)
@given(st.one_of(TEXTS, TEXTS.map(lambda text: f"{text}\n")))
@example("PIPEC_END\nPIPEC_END_\n")
@example("")
@example("\n")
@example("printf '%s' 'x' >y")
def test_files_are_read_back(text):
    assert placed([place("/a/b", text)]) == {"/a/b": text}
    assert placed(place_in_chunks("/a/b", text)) == {"/a/b": text}


@pytest.mark.parametrize("text", ["'" * 100_000, "é" * 90_000, "line of a script\n" * 20_000, "\\$`" * 40_000])
def test_chunks_stay_below_the_kernels_limit(text):
    commands = list(place_in_chunks("/a/b", text))
    assert placed(commands) == {"/a/b": text}
    assert all(len(woodpeckers_variable([command])) < KERNEL for command in commands)


@pytest.mark.parametrize("text", ["x" * 39_000, "a 'quoted' word\n" * 2_000, "é" * 19_000])
def test_what_fits_is_below_the_kernels_limit(text):
    commands = [place("/a/b", text), place("/a/c", "settings\n" * 50)]
    assert fits(commands)
    assert len(woodpeckers_variable(commands)) < KERNEL


@pytest.mark.engine
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(TEXTS, TEXTS.map(lambda text: f"{text}\n")), chunked=st.booleans())
@pytest.mark.parametrize("shell", ["dash", "busybox sh", "bash --posix"])
def test_shells_write_exactly_these_bytes(tmp_path, shell, text, chunked):
    require_engine(shell.split()[0])
    path = f"{tmp_path}/file"
    commands = list(place_in_chunks(path, text)) if chunked else [place(path, text)]
    script = "".join(f"\n{command}\n" for command in commands)
    done = subprocess.run([*shell.split(), "-e"], input=script.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "file").read_bytes().decode() == text
