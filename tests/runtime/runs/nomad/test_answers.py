"""Answers that are empty, torn, refused or lie change nothing; and nothing is asked that need not be."""

import random

import pytest

from tests.runtime.runs.nomad.proxy import HARMS, Proxy
from tests.runtime.runs.nomad.test_survives import PIPELINE, SEED, check

pytestmark = [pytest.mark.engine, pytest.mark.slow, pytest.mark.timeout(600)]

ONE = 'jobs: {a: {outputs: [x], steps: [{name: s, script: "echo fine; echo x=1 >> $PIPEC_OUTPUT"}]}}'

_READ = ("/v1/client/fs/readat", "/v1/client/fs/cat")
"""What answers with bytes: whether these are Nomad's own, nobody can see who has not their length."""


def now_and_then(random_: random.Random, path: str) -> str:
    if random_.random() > 0.2:
        return ""
    harms = ("500", "429", "cut", "closed") if path.startswith(_READ) else HARMS
    return random_.choice(harms)


def test_answers_that_lie(lab):
    lab.write(PIPELINE.replace("HERE", str(lab.folder)))
    with Proxy(lab.address, now_and_then, SEED) as proxy:
        done = lab.run(None, "--keep-going", NOMAD_ADDR=proxy.address)
    assert done.code == 1, done.err + done.out
    assert sum(proxy.harmed.values()) > sum(proxy.counts.values()) / 20, proxy.harmed
    assert "Traceback" not in done.err + done.out
    check(lab)


@pytest.mark.parametrize("harm", HARMS)
def test_a_first_answer_that_lies(lab, harm):
    """The cluster is asked again for some seconds; then it is said what is wrong, and there is no run."""
    with Proxy(lab.address, lambda *_: harm) as proxy:
        done = lab.run(ONE, NOMAD_ADDR=proxy.address)
    assert done.code == 1
    assert "Traceback" not in done.err
    assert "Error: " in done.err
    assert lab.status_or_none() is None


def test_what_is_asked(lab):
    with Proxy(lab.address) as proxy:
        done = lab.run(ONE, NOMAD_ADDR=proxy.address)
        assert done.code == 0, done.err + done.out
        assert proxy.counts["POST job plan"] == 1
        assert proxy.counts["POST job"] == 1
        assert proxy.counts["POST job dispatch"] == 1
        assert sum(proxy.counts.values()) < 40, proxy.counts
        proxy.counts.clear()
        done = lab.run(ONE, NOMAD_ADDR=proxy.address)
        assert done.code == 0, done.err + done.out
        assert proxy.counts["POST job plan"] == 1
        assert proxy.counts["POST job"] == 0
        assert proxy.counts["POST job dispatch"] == 1
        proxy.counts.clear()
        assert lab.pipec("resume", "latest", NOMAD_ADDR=proxy.address).code != 0  # it has ended
        assert not proxy.counts


def test_what_changes_is_registered_anew(lab):
    with Proxy(lab.address) as proxy:
        assert lab.run(ONE, NOMAD_ADDR=proxy.address).code == 0
        proxy.counts.clear()
        done = lab.run(ONE.replace("fine", "other"), NOMAD_ADDR=proxy.address)
        assert done.code == 0, done.err
        assert proxy.counts["POST job"] == 1
    assert lab.log("a", "s") == "other\n"
