"""A driver's `config` that no client would take is found before anything is written, for every version."""

import json

import pytest

from compiler.backends.base import Emission
from compiler.backends.nomad import BACKEND, batch
from compiler.backends.nomad.drivers import DRIVERS
from compiler.backends.nomad.versions import VERSIONS
from tests.backends.nomad.plans import PROFILE, build_and_test
from tests.pipec.command_line import SMALL, run, write

WRONG = [
    ({"imgae": "x"}, "has `config.imgae`, which its driver does not know"),
    ({"args": "one two"}, "has `config.args` that is not of type list(string)"),
    ({"cpu_hard_limit": "yes"}, "has `config.cpu_hard_limit` that is not of type bool"),
    ({"mount": [{"target": 5}]}, "has `config.mount[0].target` that is not of type string"),
    (
        {"mount": [{"tmpfs_options": {"size": "1M"}}]},
        "has `config.mount[0].tmpfs_options.size` that is not of type number",
    ),
    ({"logging": [{}, {}]}, "has `config.logging` that is not of type block(logging)"),
    ({"storage_opt": {"size": 5}}, "has `config.storage_opt` that is not of type map(string)"),
    ({"command": "sh -c"}, "has a `config.command` with blanks, which the docker driver refuses"),
    ({"image": None}, "lacks `config.image`"),
]


def changed(emission: Emission, config: dict[str, object]) -> Emission:
    """Return the emission with another `config` of the web component's task; None takes a key away."""
    files = []
    for file in emission.files:
        data = json.loads(file.data)
        if file.path.endswith("/web.nomad.json"):
            task = data["Job"]["TaskGroups"][0]["Tasks"][0]
            task["Config"] = {key: value for key, value in {**task["Config"], **config}.items() if value is not None}
        files.append(file._replace(data=json.dumps(data).encode()))
    return emission._replace(files=tuple(files))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("config", "told"), WRONG, ids=[told for _, told in WRONG])
def test_a_wrong_config_is_found_in_every_version(version, config, told):
    plan, profile = build_and_test(), PROFILE._replace(version=version)
    emission = BACKEND.emit(plan, profile)
    assert list(BACKEND.verify(plan, profile, emission)) == []
    (problem, *_) = BACKEND.verify(plan, profile, changed(emission, config))
    assert problem == f"`environments/production/web.nomad.json` has the task `main`, which {told}"


@pytest.mark.parametrize("version", VERSIONS)
def test_an_attribute_is_found_in_the_versions_before_it(version):
    profile = PROFILE._replace(version=version)
    plan = build_and_test()
    later = {name: each for name, each in DRIVERS["docker"].items() if each.since}
    assert later
    for name, each in later.items():
        value: object = "host" if each.type == "string" else 1
        problems = list(BACKEND.verify(plan, profile, changed(BACKEND.emit(plan, profile), {name: value})))
        before = f"which came with Nomad {each.since}" in "".join(problems)
        assert before is not profile.at_least(each.since)


@pytest.mark.parametrize("version", ["1.7", "2.0.5"])
@pytest.mark.parametrize("form", ["json", "hcl"])
def test_a_wrong_config_is_a_bug_and_nothing_is_written(here, monkeypatch, version, form):
    good = batch.driver

    def wrong(*arguments):
        made = good(*arguments)
        return {**made, "Config": {**made["Config"], "cgroup": "host"}}

    monkeypatch.setattr(batch, "driver", wrong)
    write(here, {"pipeline.yaml": SMALL.replace("defaults: {", "defaults: {checkout: false, ")})
    ran = run("compile", "-t", "nomad", "--target-version", f"nomad={version}", "--nomad-format", form)
    assert ran.code == 3
    assert "has the task `step-step-1`, which has `config.cgroup`, which its driver does not know" in ran.err
    assert not (here / "pipec-out").exists()
