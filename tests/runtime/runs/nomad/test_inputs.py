"""Artifacts from one job to the next, by `pipec artifact serve`."""

import socket
import urllib.error
import urllib.request

import pytest

pytestmark = [pytest.mark.engine, pytest.mark.slow]

PIPELINE = """
jobs:
  make:
    artifacts:
      dist: {paths: ["out/**"]}
      never: {paths: [none], when: failure}
    steps:
      - name: s
        script: |
          mkdir -p out/deep; echo one > out/deep/one; ln -s deep/one out/link
          echo x > out/run; chmod 755 out/run
  use:
    inputs:
      - {artifact: make.dist, path: in}
      - {artifact: make.never, path: absent, optional: true}
    artifacts: {again: {paths: ["in/**"]}}
    steps:
      - name: s
        script: |
          test "$(cat in/out/link)" = one; test -x in/out/run; test "$(readlink in/out/link)" = deep/one
          ls -A absent | wc -l
"""


@pytest.fixture
def store(lab):
    """A server of the lab's artifacts; the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    process = lab.start("artifact", "serve", "--listen", f"127.0.0.1:{port}")

    def listens():
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except urllib.error.HTTPError as error:
            error.close()
        except OSError:
            return False
        return True

    lab.wait_for(listens)
    lab.profile(f'artifact_store = {{kind = "https", url = "{address}"}}')
    yield address
    process.terminate()
    process.communicate(timeout=30)


def test_inputs_are_what_the_other_job_made(lab, store):
    done = lab.run(PIPELINE)
    assert done.code == 0, done.err + done.out
    assert lab.endings() == {"make": "success", "use": "success"}
    assert lab.log("use", "s") == "0\n"
    assert "signature" not in done.out + done.err
    for path in lab.state.glob("runs/*/logs/**/*.log"):
        assert "signature" not in path.read_text()


def test_a_store_that_is_not_there_is_said(lab):
    lab.profile('artifact_store = {kind = "https", url = "http://127.0.0.1:9"}')
    done = lab.run(PIPELINE)
    assert done.code == 1
    assert lab.endings() == {"make": "success", "use": "failure"}
    assert "pipec artifact serve" in lab.reasons()["use"]
