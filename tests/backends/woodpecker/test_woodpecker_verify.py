import pytest

from compiler.backends.base import OutputFile
from compiler.backends.woodpecker import BACKEND
from tests.backends.woodpecker.plans import PROFILE, job, plan, step, variables

PLAN = plan(
    job("a"),
    job("b", "a", steps=(step(environment=variables(X="one")), step("exit 1\n", "two", continue_on_failure=True))),
)


def spoilt(old: str, new: str):
    emission = BACKEND.emit(PLAN, PROFILE)
    files = []
    for file in emission.files:
        data = file.data.decode()
        if file.path.endswith("b.yaml"):
            assert old in data
            data = data.replace(old, new)
        files.append(OutputFile(file.path, data.encode()))
    return list(BACKEND.verify(PLAN, PROFILE, emission._replace(files=tuple(files))))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  - a\n", "  - b\n", "cycle"),
        ("depends_on:\n  - a\n", "", "job b waits for other jobs"),
        ("      X: one\n", "      X: two\n", "step unit has environment"),
        ("make test", "make all", "step unit has another script"),
        ("pipec_timeout=1800", "pipec_timeout=1", "step unit has another description"),
        ("    failure: ignore\n", "", "step two has failure 'fail'"),
        ("alpine@sha256:1", "alpine@sha256:2", "has image"),
        ("depends_on:\n  - a\n", "depends_on:\n  - a\nruns_on:\n  - failure\n", "it runs on"),
        ("pipec_grace=10", "pipec_grace=1", "does not place the step program"),
        ("$${", "${", "a variable is substituted"),
        ("steps:\n", "extra: 1\nsteps:\n", "extra"),
        ("when:\n", "when: [\n", "cannot be read"),
        ("run /woodpecker/pipec/b/two.step", "run /woodpecker/pipec/b/one.step", "its steps are others"),
    ],
)
def test_a_difference_is_found(old, new, said):
    found = spoilt(old, new)
    assert any(said in sentence for sentence in found), found


def test_a_missing_or_further_file_is_found():
    emission = BACKEND.emit(PLAN, PROFILE)
    assert list(BACKEND.verify(PLAN, PROFILE, emission)) == []
    assert list(BACKEND.verify(PLAN, PROFILE, emission._replace(files=emission.files[:1])))
    further = OutputFile(".woodpecker/c.yaml", emission.files[0].data)
    assert list(BACKEND.verify(PLAN, PROFILE, emission._replace(files=(*emission.files, further))))
