"""What a server lives through: nonsense, bugs, clients that leave; and how it ends."""

import json
import time

import pytest

from pipec.shellcheck.program import find_program
from tests.lsp.client import Client
from tests.lsp.servers import TEXT
from tests.pipec.command_line import write


def codes(diagnostics):
    return [item["code"] for item in diagnostics if item["severity"] == 1]


def test_nonsense_does_not_end_the_server(client):
    client.open("pipeline.yaml")
    number = client.ask("textDocument/hover", {"textDocument": 5})
    assert client.answer(number)["error"]["code"] == -32602
    assert client.answer(client.ask("pipec/unknown", {}))["error"]["code"] == -32601
    client.notify("textDocument/didChange", {"nonsense": True})
    client.notify("pipec/unknown", None)
    body = b"{nonsense"
    client.send_bytes(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    far = client.at("pipeline.yaml", 4_000_000, 4_000_000)
    assert client.request("textDocument/hover", far) is None
    client.notify("textDocument/didClose", {"textDocument": {"uri": client.uri("never-opened.pipeline.yaml")}})
    assert client.request("textDocument/hover", client.at("pipeline.yaml", 3, 3))["contents"]


def test_lone_surrogates_and_control_characters(client):
    client.open("pipeline.yaml", TEXT)
    client.diagnostics("pipeline.yaml", 1)
    for text in ("\ud800", TEXT.replace("make", "\x00"), TEXT.replace("build", "\ud83d"), "", "\x1b[31m"):
        version = client.replace("pipeline.yaml", text)
        client.diagnostics("pipeline.yaml", version)
        client.request("textDocument/documentSymbol", {"textDocument": {"uri": client.uri("pipeline.yaml")}})
        client.request("textDocument/completion", client.at("pipeline.yaml", 0, 1))
    bugs = [message for _, message in client.messages if message.get("method") == "window/logMessage"]
    assert bugs == []


def test_a_bug_is_logged_without_what_is_in_the_file(folder):
    code = (
        "import sys; sys.argv = ['pipec', 'lsp']\n"
        "from pipec.lsp import features, hover\n"
        "def broken(*_): raise ValueError('secret content')\n"
        "hover.hover_at = broken\n"
        "from pipec.__main__ import entry; entry()\n"
    )
    with Client(folder, program=("-c", code)) as client:
        client.open("pipeline.yaml")
        assert client.request("textDocument/hover", client.at("pipeline.yaml", 3, 3)) is None
        logged = client.wait(lambda message: message.get("method") == "window/logMessage")["params"]["message"]
        assert "ValueError" in logged
        assert "secret" not in json.dumps([message for side, message in client.messages if side == "←"])
        assert "secret" not in client.errors
        assert client.request("textDocument/definition", client.at("pipeline.yaml", 7, 18))
        assert client.stop() == 0


def test_a_bug_in_one_pipeline_does_not_hide_the_others(folder):
    code = (
        "import sys; sys.argv = ['pipec', 'lsp']\n"
        "from pipec.lsp import workspace\n"
        "examine = workspace.examine_for\n"
        "def broken(request, control):\n"
        "    if 'bug.pipeline' in request.path: raise ValueError('secret content')\n"
        "    return examine(request, control)\n"
        "workspace.examine_for = broken\n"
        "from pipec.__main__ import entry; entry()\n"
    )
    fragment = "include: [a.fragment.yaml]\n"
    write(folder, {"bug.pipeline.yaml": fragment + TEXT, "a.fragment.yaml": "params: {}\n"})
    with Client(folder, program=("-c", code)) as client:
        client.open("pipeline.yaml", fragment + TEXT.replace("[build]", "[biuld]"))
        client.open("a.fragment.yaml")
        assert "PC302" in codes(client.diagnostics("pipeline.yaml", 1))
        logged = client.wait(lambda message: message.get("method") == "window/logMessage")["params"]["message"]
        assert "ValueError" in logged
        assert "secret" not in logged
        assert client.stop() == 0


def test_exit_without_shutdown(fresh):
    fresh.notify("exit", None)
    assert fresh.process.wait(10) == 1


def test_a_client_that_dies(fresh):
    fresh.open("pipeline.yaml")
    fresh.process.stdin.close()
    assert fresh.process.wait(10) == 1
    assert fresh.errors == ""


@pytest.mark.slow
def test_a_client_that_dies_while_much_is_done(fresh):
    jobs = "".join(f"  j{number}: {{depends_on: [], steps: [{{script: a}}]}}\n" for number in range(20_000))
    fresh.open("pipeline.yaml", f"version: 1\nname: shop\njobs:\n{jobs}")
    fresh.ask("textDocument/hover", fresh.at("pipeline.yaml", 5, 3))
    time.sleep(0.3)
    fresh.process.stdin.close()
    assert fresh.process.wait(5) == 1


def test_the_option_that_editors_pass(folder):
    with Client(folder, "--stdio") as client:
        client.open("pipeline.yaml")
        assert codes(client.diagnostics("pipeline.yaml", 1)) == []
        assert client.stop() == 0
        assert client.errors == ""


def test_files_are_watched_where_the_client_can(folder):
    watching = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}
    with Client(folder, capabilities=watching) as client:
        request = client.wait(lambda message: message.get("method") == "client/registerCapability")
        watchers = request["params"]["registrations"][0]["registerOptions"]["watchers"]
        assert {"globPattern": "**/*.yaml"} in watchers
        client.send({"id": request["id"], "result": None})
        client.open("pipeline.yaml")
        assert codes(client.diagnostics("pipeline.yaml", 1)) == []
        assert client.stop() == 0


@pytest.mark.slow
@pytest.mark.skipif(find_program() is None, reason="there is no shellcheck")
def test_scripts_are_checked_after_a_while(tmp_path):
    folder = write(tmp_path / "repository", {"pipeline.yaml": TEXT})
    with Client(folder) as client:
        client.open("pipeline.yaml", TEXT.replace("make test", "make `uname`"))
        told = client.diagnostics("pipeline.yaml", 1)
        while "PC420" not in [item["code"] for item in told]:
            told = client.diagnostics("pipeline.yaml", 1)
        version = client.replace("pipeline.yaml", TEXT.replace("make test", "make `uname`") + "# end\n")
        assert "PC420" in [item["code"] for item in client.diagnostics("pipeline.yaml", version)]
