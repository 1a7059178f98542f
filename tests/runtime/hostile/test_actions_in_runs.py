"""Files of actions that would lead out of the workspace."""

import pytest

from tests.runtime.actions.servers import serving

PLACES = {
    "upwards": ("true", "../../../evil"),
    "absolute": ("true", "/tmp/pipec-evil-file"),
    "through a link": ("ln -s HERE/outside out", "out/evil"),
    "a link itself": ("ln -s HERE/outside/evil evil", "evil"),
    "a pipe": ("mkfifo evil", "evil"),
    "a folder": ("mkdir evil", "evil"),
    "inside": ("mkdir d", "d/fine"),
}


@pytest.mark.parametrize(("script", "place"), PLACES.values(), ids=PLACES)
def test_what_is_saved_stays_in_the_workspace(lab, script, place):
    outside = lab.folder / "outside"
    outside.mkdir()
    with serving(lambda handler, _: handler.answer(200, b"evil")) as server:
        done = lab.run(
            f"""
version: 1
name: saves
jobs:
  a:
    checkout: false
    steps:
      - {{name: s, script: "{script.replace("HERE", str(lab.folder))}"}}
      - name: t
        action: http_request
        with: {{url: "{server.url}/", save_as: "{place}"}}
"""
        )
    assert "internal error" not in done.err, done.err
    assert list(outside.iterdir()) == []
    assert not list(lab.folder.parent.glob("**/evil"))
    if place == "d/fine":
        assert done.code == 0, done.err
    elif place == "evil":
        assert done.code in {0, 1}, done.err  # replaced in the workspace, or refused; never followed
    else:
        assert done.code == 1, done.out
