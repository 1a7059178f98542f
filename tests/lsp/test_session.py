"""One session of an editor, from its start to its end, with every message: what a client sees is kept as a golden.

`--update-goldens` writes it anew; the diff is to be read.
"""

import json
from pathlib import Path

from tests.lsp.client import Client, span
from tests.pipec.command_line import write

GOLDEN = Path(__file__).with_name("session.jsonl")

TEXT = """\
version: 1
name: shop
jobs:
  build:
    artifacts: {dist: {paths: [dist]}}
    steps:
      - script: make
        timeout: 5m
  test:
    inputs: [build.dist]
    steps:
      - script: make   test   # 😀
        timeout: 5m
"""


def normalised(messages, folder):
    """Return the messages without what differs between machines and runs."""
    for side, message in messages:
        text = json.dumps({key: value for key, value in message.items() if key != "jsonrpc"}, ensure_ascii=False)
        yield json.loads(text.replace(folder.as_uri(), "file:///repository")), side


def play(client):
    """Do what somebody does who writes a pipeline; every diagnostic is waited for, so that the order is one."""
    client.open("pipeline.yaml")
    client.diagnostics("pipeline.yaml", 1)
    # A new job, its dependency half typed.
    version = client.change("pipeline.yaml", {"range": span(13, 0, 13, 0), "text": "  release:\n    depends_on: [te\n"})
    client.diagnostics("pipeline.yaml", version)
    client.request("textDocument/completion", client.at("pipeline.yaml", 14, 19))
    # A misspelt name, repaired by the quick fix.
    rest = "st]\n    steps: [{script: 'echo 😀', timout: 5m}]\n"
    version = client.change("pipeline.yaml", {"range": span(14, 19, 15, 0), "text": rest})
    told = client.diagnostics("pipeline.yaml", version)
    uri = client.uri("pipeline.yaml")
    context = {"diagnostics": told, "only": ["quickfix"]}
    wanted = {"textDocument": {"uri": uri}, "range": told[0]["range"], "context": context}
    fix = client.request("textDocument/codeAction", wanted)[0]
    (edit,) = fix["edit"]["documentChanges"][0]["edits"]
    version = client.change("pipeline.yaml", {"range": edit["range"], "text": edit["newText"]})
    assert client.diagnostics("pipeline.yaml", version) == []
    # Around the file.
    client.request("textDocument/hover", client.at("pipeline.yaml", 14, 18))
    client.request("textDocument/definition", client.at("pipeline.yaml", 9, 20))
    client.request("textDocument/references", client.at("pipeline.yaml", 3, 4, context={"includeDeclaration": True}))
    client.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    # A better name.
    client.request("textDocument/prepareRename", client.at("pipeline.yaml", 3, 4))
    renamed = client.request("textDocument/rename", client.at("pipeline.yaml", 3, 4, newName="package"))
    edits = renamed["documentChanges"][0]["edits"]
    backwards = [{"range": each["range"], "text": each["newText"]} for each in reversed(edits)]
    version = client.change("pipeline.yaml", *backwards)
    assert client.diagnostics("pipeline.yaml", version) == []
    # A tidy end.
    client.request(
        "textDocument/formatting", {"textDocument": {"uri": uri}, "options": {"tabSize": 2, "insertSpaces": True}}
    )
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert client.stop() == 0


def test_session(tmp_path, request):
    folder = write(tmp_path / "repository", {"pipeline.yaml": TEXT, ".pipec.toml": "[lint]\nshellcheck = false\n"})
    with Client(folder) as client:
        play(client)
        assert client.errors == ""
    lines = [json.dumps([side, message], ensure_ascii=False) for message, side in normalised(client.messages, folder)]
    text = "\n".join(lines) + "\n"
    if request.config.getoption("--update-goldens"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_no_message_says_where_it_was_recorded():
    text = GOLDEN.read_text(encoding="utf-8")
    assert "/tmp" not in text
    assert "Traceback" not in text
