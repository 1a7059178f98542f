"""The real server behind the real protocol: what a client may do, in and out of turn."""

import time

import pytest

from tests.lsp.client import CAPABILITIES, Client, span
from tests.lsp.servers import TEXT
from tests.pipec.command_line import write


def found(diagnostics):
    return [(item["code"], item["range"]["start"]["line"], item["range"]["start"]["character"]) for item in diagnostics]


def codes(diagnostics):
    return [item["code"] for item in diagnostics if item["severity"] == 1]


def test_capabilities(client):
    told = client.initialized
    assert told["serverInfo"]["name"] == "pipec"
    offered = told["capabilities"]
    assert offered["positionEncoding"] == "utf-16"
    assert offered["textDocumentSync"]["change"] == 2
    for name in ("hover", "definition", "references", "documentSymbol", "documentFormatting", "rename", "codeAction"):
        assert offered[f"{name}Provider"], name
    assert "source.fixAll.pipec" in offered["codeActionProvider"]["codeActionKinds"]


def test_diagnostics_follow_the_text(client):
    client.open("pipeline.yaml")
    assert codes(client.diagnostics("pipeline.yaml", 1)) == []
    version = client.change("pipeline.yaml", {"range": span(7, 17, 7, 22), "text": "biuld"})
    (item,) = [each for each in client.diagnostics("pipeline.yaml", version) if each["severity"] == 1]
    assert (item["code"], item["range"], item["source"]) == ("PC302", span(7, 17, 7, 22), "pipec")
    assert item["message"].splitlines()[0] == "job `test` depends on `biuld`, which does not exist"
    assert item["relatedInformation"][0]["location"]["range"] == span(3, 2, 3, 7)
    version = client.change("pipeline.yaml", {"range": span(7, 17, 7, 22), "text": "build"})
    assert codes(client.diagnostics("pipeline.yaml", version)) == []


def test_only_the_last_of_many_changes_is_told(client):
    client.open("pipeline.yaml")
    client.diagnostics("pipeline.yaml", 1)
    for number in range(30):
        client.replace("pipeline.yaml", TEXT.replace("[build]", f"[b{number}]"))
    last = client.replace("pipeline.yaml", TEXT.replace("[build]", "[last]"))
    told = client.diagnostics("pipeline.yaml")
    assert "`last`" in told[0]["message"]
    client.request("textDocument/hover", client.at("pipeline.yaml", 0, 0))
    versions = [
        message["params"]["version"]
        for side, message in client.messages
        if side == "←" and message.get("method") == "textDocument/publishDiagnostics"
    ]
    assert versions[0] == 1
    assert versions[-1] == last
    assert len(versions) < 10


@pytest.mark.parametrize(("encoding", "units"), [("utf-8", 4), ("utf-16", 2), ("utf-32", 1)])
def test_characters_are_counted_as_agreed(folder, encoding, units):
    text = TEXT.replace("[build]", "[ biuld] #").replace("make test", "echo 😀 ${{ params.x }}")
    with Client(folder, capabilities={**CAPABILITIES, "general": {"positionEncodings": [encoding]}}) as client:
        assert client.initialized["capabilities"]["positionEncoding"] == encoding
        client.open("pipeline.yaml", text)
        told = {item["code"]: item["range"] for item in client.diagnostics("pipeline.yaml", 1)}
        assert {place["start"]["character"] for place in told.values() if place["start"]["line"] == 9} == {
            16 + 5 + units + 1 + 4 + 7
        }
        change = {"range": span(9, 16 + 5, 9, 16 + 5 + units + 1), "text": ""}
        version = client.change("pipeline.yaml", change)
        told = client.diagnostics("pipeline.yaml", version)
        assert 16 + 5 + 4 + 7 in {item["range"]["start"]["character"] for item in told}


@pytest.mark.parametrize("break_", ["\r\n", "\r"])
def test_other_line_breaks(client, break_):
    text = TEXT.replace("[build]", "[biuld]").replace("\n", break_)
    client.open("pipeline.yaml", text)
    assert ("PC302", 7, 17) in found(client.diagnostics("pipeline.yaml", 1))
    version = client.change("pipeline.yaml", {"range": span(7, 17, 7, 22), "text": "build"})
    assert codes(client.diagnostics("pipeline.yaml", version)) == []


@pytest.mark.parametrize("character", ["\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_what_only_python_calls_a_line_break_is_none(client, character):
    client.open("pipeline.yaml", TEXT.replace("[build]", f"['{character}', build]"))
    assert codes(client.diagnostics("pipeline.yaml", 1)) == ["PC003"]
    version = client.change("pipeline.yaml", {"range": span(7, 17, 7, 22), "text": ""})
    assert codes(client.diagnostics("pipeline.yaml", version)) == []
    client.replace("pipeline.yaml", f"# {character}{character}\n{TEXT}")
    client.change("pipeline.yaml", {"range": span(0, 0, 1, 0), "text": ""})
    version = client.change("pipeline.yaml", {"range": span(7, 17, 7, 22), "text": "biuld"})
    assert ("PC302", 7, 17) in found(client.diagnostics("pipeline.yaml", version))


def test_a_byte_order_mark(client):
    client.open("pipeline.yaml", "\ufeff" + TEXT.replace("version: 1", "version: 2"))
    (item,) = [each for each in client.diagnostics("pipeline.yaml", 1) if each["severity"] == 1]
    assert item["range"] == span(0, 10, 0, 11)
    version = client.change("pipeline.yaml", {"range": span(0, 10, 0, 11), "text": "1"})
    assert codes(client.diagnostics("pipeline.yaml", version)) == []


INCLUDED = {
    "pipeline.yaml": TEXT.replace("jobs:", "include: [ci/a.fragment.yaml]\njobs:").replace("[build]", "[build, more]"),
    "ci/a.fragment.yaml": "jobs:\n  more:\n    steps: [{script: a}]\n",
}


def test_unsaved_fragments(client, folder):
    write(folder, INCLUDED)
    client.open("pipeline.yaml")
    assert codes(client.diagnostics("pipeline.yaml", 1)) == []
    client.open("ci/a.fragment.yaml")
    assert codes(client.diagnostics("ci/a.fragment.yaml", 1)) == []
    version = client.replace("ci/a.fragment.yaml", INCLUDED["ci/a.fragment.yaml"].replace("more", "moer"))
    assert codes(client.diagnostics("ci/a.fragment.yaml", version)) == []
    deadline = time.monotonic() + 10
    while "PC302" not in codes(client.diagnostics("pipeline.yaml")):
        assert time.monotonic() < deadline
    uri = client.uri("ci/a.fragment.yaml")
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    while codes(client.diagnostics("pipeline.yaml")):
        assert time.monotonic() < deadline


def test_mistakes_in_a_fragment_that_is_not_open(client, folder):
    write(folder, {**INCLUDED, "ci/a.fragment.yaml": "jobs:\n  more:\n    steps: [{script: a, timout: 1m}]\n"})
    client.open("pipeline.yaml")
    assert codes(client.diagnostics("ci/a.fragment.yaml")) == ["PC101"]
    write(folder, {"ci/a.fragment.yaml": INCLUDED["ci/a.fragment.yaml"]})
    changes = [{"uri": client.uri("ci/a.fragment.yaml"), "type": 2}]
    client.notify("workspace/didChangeWatchedFiles", {"changes": changes})
    assert codes(client.diagnostics("ci/a.fragment.yaml")) == []


def test_a_closed_file_has_no_diagnostics(client):
    uri = client.open("pipeline.yaml", TEXT.replace("[build]", "[biuld]"))
    assert codes(client.diagnostics("pipeline.yaml", 1)) == ["PC302"]
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert client.diagnostics("pipeline.yaml") == []


def test_definition_across_files(client, folder):
    write(folder, INCLUDED)
    client.open("pipeline.yaml")
    (place,) = client.request("textDocument/definition", client.at("pipeline.yaml", 8, 25))
    assert place == {"uri": client.uri("ci/a.fragment.yaml"), "range": span(1, 2, 1, 6)}
    both = client.request(
        "textDocument/references", client.at("pipeline.yaml", 8, 25, context={"includeDeclaration": True})
    )
    assert [item["uri"] for item in both] == [client.uri("ci/a.fragment.yaml"), client.uri("pipeline.yaml")]


def test_renaming_is_refused_with_a_reason(client):
    client.open("pipeline.yaml")
    number = client.ask("textDocument/rename", client.at("pipeline.yaml", 3, 3, newName="test"))
    error = client.answer(number)["error"]
    assert (error["code"], error["message"]) == (-32803, "There is a job `test` already.")
    assert client.request("textDocument/prepareRename", client.at("pipeline.yaml", 0, 0)) is None


@pytest.mark.parametrize("versioned", [True, False])
def test_edits_are_of_the_kind_that_the_client_takes(folder, versioned):
    edits = {"workspaceEdit": {"documentChanges": versioned}}
    with Client(folder, capabilities={"workspace": edits}) as client:
        client.open("pipeline.yaml", version=5)
        edit = client.request("textDocument/rename", client.at("pipeline.yaml", 3, 3, newName="compile"))
    uri = (folder / "pipeline.yaml").as_uri()
    places = [span(3, 2, 3, 7), span(7, 17, 7, 22)]
    expected = [{"range": place, "newText": "compile"} for place in places]
    if versioned:
        assert edit == {"documentChanges": [{"textDocument": {"uri": uri, "version": 5}, "edits": expected}]}
    else:
        assert edit == {"changes": {uri: expected}}


def actions(client, *only, line=7):
    params = {
        "textDocument": {"uri": client.uri("pipeline.yaml")},
        "range": span(line, 0, line, 40),
        "context": {"diagnostics": [], **({"only": list(only)} if only else {})},
    }
    return [(item["kind"], item["title"]) for item in client.request("textDocument/codeAction", params)]


def test_kinds_of_actions(client):
    client.open("pipeline.yaml", TEXT.replace("[build]", "build"))
    everything = ("source.fixAll.pipec", "Fix all that is safe")
    got = actions(client)
    assert got[-1] == everything
    assert [kind for kind, _ in got[:-1]] == ["quickfix", "quickfix"]
    assert got[1][1].startswith("Ignore PC")
    assert actions(client, "quickfix") == got[:-1]
    for kind in ("source", "source.fixAll", "source.fixAll.pipec"):
        assert actions(client, kind) == [everything]
    assert actions(client, "refactor", "source.fixAll.other") == []
    assert actions(client, "quickfix", line=0) == []


def test_other_files_are_left_alone(client):
    client.open("values.yaml", "a: [\n")
    client.open("notes.txt", "x")
    at = client.at("values.yaml", 0, 0)
    assert client.request("textDocument/hover", at) is None
    assert client.request("textDocument/completion", at)["items"] == []
    assert client.request("textDocument/documentSymbol", {"textDocument": at["textDocument"]}) == []
    formatting = {"textDocument": at["textDocument"], "options": {"tabSize": 2, "insertSpaces": True}}
    assert client.request("textDocument/formatting", formatting) is None
    told = [
        message["params"]["uri"] for _, message in client.messages if "publishDiagnostics" in message.get("method", "")
    ]
    assert not {client.uri("values.yaml"), client.uri("notes.txt")} & set(told)


def test_what_is_no_file_is_left_alone(client):
    document = {"uri": "untitled:Untitled-1", "languageId": "yaml", "version": 1, "text": TEXT}
    client.notify("textDocument/didOpen", {"textDocument": document})
    at = {"textDocument": {"uri": document["uri"]}, "position": {"line": 0, "character": 0}}
    assert client.request("textDocument/hover", at) is None


def test_a_cancelled_request_is_answered_so(client):
    jobs = "".join(f"  j{number}: {{depends_on: [], steps: [{{script: a}}]}}\n" for number in range(3_000))
    client.open("pipeline.yaml", f"version: 1\nname: shop\njobs:\n{jobs}")
    asked = [client.numbered("textDocument/hover", client.at("pipeline.yaml", 5, 3)) for _ in range(5)]
    withdrawn = [{"method": "$/cancelRequest", "params": {"id": message["id"]}} for message in asked[1:]]
    client.send(*asked, *withdrawn)  # in one piece: reading the pipeline for the first takes longer than reading these
    answers = [client.answer(message["id"]) for message in asked]
    assert [answer.get("error", {}).get("code") for answer in answers[1:]] == [-32800] * 4, answers
    assert answers[0]["result"]["contents"]


@pytest.mark.slow
def test_a_large_file_does_not_keep_messages_waiting(client, folder):
    jobs = "".join(f"  j{number}: {{depends_on: [], steps: [{{script: a}}]}}\n" for number in range(3000))
    write(folder, {"big.pipeline.yaml": f"version: 1\nname: shop\njobs:\n{jobs}"})
    client.open("pipeline.yaml")
    client.request("textDocument/hover", client.at("pipeline.yaml", 3, 3))
    client.open("big.pipeline.yaml")
    assert client.request("textDocument/hover", client.at("pipeline.yaml", 3, 3))["contents"]
    assert not [
        message
        for _, message in client.messages
        if message.get("method") == "textDocument/publishDiagnostics" and "big" in message["params"]["uri"]
    ]
    client.diagnostics("big.pipeline.yaml", 1)
