"""Nomad's own download fetches what is handed out."""

import asyncio
import json
import os
import time

import pytest

from compiler.ir.job import Artifact, Input
from compiler.ir.plan import Plan
from runtime.artifacts.handing.opening import open_handing
from runtime.artifacts.handing.packing import LINKS
from runtime.artifacts.handing.signed import SignedHanding
from runtime.artifacts.serving.server import tls_context
from runtime.artifacts.store import ArtifactStore
from tests.backends.nomad.plans import PROFILE, data, job, script
from tests.runtime.artifacts.handing.certificates import make_certificate
from tests.runtime.artifacts.handing.stores import KEYS, s3_server
from tests.runtime.artifacts.serving.agents import agent
from tests.runtime.artifacts.serving.servers import serving
from tests.runtime.artifacts.stores import ALL, fill, look

pytestmark = [pytest.mark.engine, pytest.mark.slow]


def keep(state, name, files, executable=()):
    workspace = fill(state.parent / name, files)
    for each in executable:
        (workspace / each).chmod(0o755)
    return ArtifactStore(state).keep("r", "build", ALL, workspace).digest


def offers(url, state, *digests):
    handing = SignedHanding(url, state)

    async def give():
        return [await handing.offer(digest, time.time() + 600) for digest in digests]

    return asyncio.run(give())


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with agent(tmp_path_factory.mktemp("nomad") / "agent") as started:
        yield started


def test_contents_and_modes_arrive_and_links_as_text(running, tmp_path):
    state = tmp_path / "state"
    large = os.urandom(3 << 20)
    long = "/".join(["long name " * 9] * 3)
    files = {"bin/tool": b"#!/bin/sh\n", "large": large, "l": "bin/tool", long: b"", "ü \\ '\"$x": b"y"}
    tree, single = keep(state, "tree", files, ["bin/tool"]), keep(state, "single", {"dist/only": b"only"})
    with serving(state) as served:
        first, second, third = offers(served.url, state, tree, single, None)
        found = running.fetch("plain", {"tree": first, "single": second, "absent": third})
    assert look(found / "tree") == {
        "bin/tool*": b"#!/bin/sh\n",
        "large": large,
        long: b"",
        "ü \\ '\"$x": b"y",
        LINKS: b"l\nbin/tool\n",
    }
    assert look(found / "single") == {"dist/only": b"only"}
    assert look(found / "absent") == {LINKS: b""}
    assert {each.status for each in served.told} == {200}


def test_a_wrong_checksum_and_an_expired_address_fail_the_job(running, tmp_path):
    state = tmp_path / "state"
    digest = keep(state, "tree", {"a": b"a"})
    with serving(state) as served:
        (given,) = offers(served.url, state, digest)
        with pytest.raises(AssertionError, match=r"(?i)checksums did not match"):
            running.fetch("wrong", {"tree": given._replace(checksum=f"sha256:{'0' * 64}")})
        expired = given.url.replace("expires=", "expires=1")
        with pytest.raises(AssertionError, match="bad response code: 403"):
            running.fetch("expired", {"tree": given._replace(url=expired)})


def test_an_emitted_job_finds_its_inputs_with_modes_and_links(running, tmp_path):
    state = tmp_path / "state"
    tree = keep(state, "tree", {"bin/tool": b"#!/bin/sh\necho ran\n", "l": "bin/tool", "d/up": "../bin"}, ["bin/tool"])
    step = script("use", "got/l >said; find . | sort >>said; test -L got/l; test -L got/d/up\n")
    inputs = (Input("make", "dist", "got"), Input("make", "log", "logs", optional=True))
    make = job(
        "make",
        script("make", "true\n"),
        checkout=None,
        artifacts=(Artifact("dist", ("**",)), Artifact("log", ("*.log",), optional=True)),
    )
    plan = Plan("shop", (make, job("use", step, checkout=None, inputs=inputs)))
    profile = PROFILE._replace(version="1.11", options=(("host_driver", "raw_exec"),))
    emitted = data(plan, "jobs/use.nomad.json", profile)
    running.register({"Job": emitted})
    with serving(state) as served:
        meta = {}
        for index, given in enumerate(offers(served.url, state, tree, None)):
            meta |= {f"input_{index}_url": given.url, f"input_{index}_checksum": given.checksum}
        found = running.dispatch(emitted["ID"], meta)
    said = (found / "workspace/said").read_text().splitlines()
    assert said[0] == "ran"
    assert "./got/d/up" in said
    assert not any(LINKS in line for line in said), json.dumps(said)


def test_how_many_files_nomad_takes(running, tmp_path):
    """Known limit, and what Nomad says of it: `docs/how-to/hand-artifacts-to-nomad.md` repeats it."""
    state = tmp_path / "state"
    most = keep(state, "tree", {f"{number:04}": b"" for number in range(4095)})
    more = keep(state, "tree", {"4095": b""})
    with serving(state) as served:
        first, second = offers(served.url, state, most, more)
        assert len(look(running.fetch("most", {"tree": first}) / "tree")) == 4095
        with pytest.raises(AssertionError, match="tar archive contains too many files"):
            running.fetch("more", {"tree": second})


def test_an_s3_store_serves_nodes_as_well(running, tmp_path, monkeypatch):
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    state = tmp_path / "state"
    digest = keep(state, "tree", {"bin/tool": b"x", "l": "bin/tool"}, ["bin/tool"])
    with s3_server(tmp_path / "s3") as server:
        handing = open_handing(server.address("/pre fix"), state)
        given = asyncio.run(handing.offer(digest, time.time() + 600))
        found = running.fetch("s3", {"tree": given})
        asyncio.run(handing.close())
    assert look(found / "tree") == {"bin/tool*": b"x", LINKS: b"l\nbin/tool\n"}


@pytest.mark.parametrize("trusted", [True, False])
def test_over_tls_with_an_authority_of_ones_own(tmp_path, monkeypatch, trusted):
    """Nomad's client passes SSL_CERT_FILE on, and lets its download read that file, where its configuration says so."""
    state = tmp_path / "state"
    made = make_certificate(tmp_path / "tls")
    monkeypatch.setenv("SSL_CERT_FILE", str(made.authority))
    digest = keep(state, "tree", {"a": b"a"})
    extra = f"""
        set_environment_variables = "SSL_CERT_FILE"
        filesystem_isolation_extra_paths = ["f:r:{made.authority}"]
    """
    environment = {"SSL_CERT_FILE": str(made.authority)} if trusted else {}
    with (
        serving(state, tls=tls_context(made.certificate, made.key)) as served,
        agent(tmp_path / "agent", environment, extra) as started,
    ):
        (given,) = offers(served.url, state, digest)
        if trusted:
            assert look(started.fetch("tls", {"tree": given}) / "tree") == {"a": b"a"}
        else:
            with pytest.raises(AssertionError, match="certificate"):
                started.fetch("tls", {"tree": given})
