"""A client of the language server: the real process, the real protocol, nothing of pygls."""

import json
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Self

from tests.pipec.command_line import environment

Json = dict[str, Any]

CAPABILITIES: Json = {
    "general": {"positionEncodings": ["utf-16"]},
    "workspace": {"workspaceEdit": {"documentChanges": True}},
}


def _framed(message: Json) -> bytes:
    body = json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


class Client:
    """An editor. `messages` are all that went over the wire, in the order in which this end saw them."""

    def __init__(
        self,
        folder: Path,
        *arguments: str,
        capabilities: Json = CAPABILITIES,
        program: tuple[str, ...] = ("-m", "pipec", "lsp"),
    ) -> None:
        self.folder = folder
        self.messages: list[tuple[str, Json]] = []
        self._number = 0
        self._texts: dict[str, int] = {}
        self._arrived: queue.Queue[Json | None] = queue.Queue()
        self._waiting: list[Json] = []
        self._lock = threading.Lock()
        self.process = subprocess.Popen(
            [sys.executable, *program, *arguments],
            cwd=folder,
            env=environment(PIPEC_TRACEBACK="1"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._errors: list[bytes] = []
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._read_errors, daemon=True).start()
        self.initialized: Json = self._initialize(capabilities)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(10)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            stream.close()

    def enter(self, folder: Path) -> None:
        """Go to another repository, with nothing open and nothing said."""
        self.folder = folder
        self.messages = []

    def leave(self) -> None:
        """Close all that is open, and wait until the server has heard it."""
        if self.process.poll() is None:
            for uri in self._texts:
                self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
            self.answer(self.ask("textDocument/hover", self.at("none.pipeline.yaml", 0, 0)))
        self._texts = {}
        self._waiting = []

    def _initialize(self, capabilities: Json) -> Json:
        root = self.uri("")
        params = {"processId": None, "rootUri": root, "capabilities": capabilities}
        result = self.request("initialize", params)
        self.notify("initialized", {})
        return result

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri() if name else self.folder.as_uri()

    def _read(self) -> None:
        stream = self.process.stdout
        try:
            while header := stream.readline():
                length = 0
                while header.strip():
                    if header.lower().startswith(b"content-length:"):
                        length = int(header.split(b":")[1])
                    header = stream.readline()
                self._arrived.put(json.loads(stream.read(length)))
        except ValueError:
            pass
        self._arrived.put(None)

    def _read_errors(self) -> None:
        try:
            for line in self.process.stderr:
                self._errors.append(line)
        except ValueError:
            pass

    @property
    def errors(self) -> str:
        return b"".join(self._errors).decode()

    def send(self, *messages: Json) -> None:
        """Send messages, several in one piece: they are there when the first is read."""
        self.messages.extend(("→", message) for message in messages)
        self.send_bytes(b"".join(map(_framed, messages)))

    def send_bytes(self, data: bytes) -> None:
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def notify(self, method: str, params: Any) -> None:
        self.send({"method": method, "params": params})

    def ask(self, method: str, params: Any) -> int:
        """Send a request without waiting for its answer."""
        message = self.numbered(method, params)
        self.send(message)
        return int(message["id"])

    def numbered(self, method: str, params: Any) -> Json:
        """Return a request that is yet to be sent."""
        self._number += 1
        return {"id": self._number, "method": method, "params": params}

    def answer(self, number: int, timeout: float = 20) -> Json:
        """Return the whole response to a request."""
        return self.wait(lambda message: message.get("id") == number and "method" not in message, timeout)

    def request(self, method: str, params: Any) -> Any:
        """Send a request; return its result, or fail with its error."""
        response = self.answer(self.ask(method, params))
        assert "error" not in response, response
        return response.get("result")

    def wait(self, wanted, timeout: float = 20) -> Json:
        """Return the first message that is `wanted`, those that came before it are kept."""
        for at, message in enumerate(self._waiting):
            if wanted(message):
                return self._waiting.pop(at)
        end = time.monotonic() + timeout
        while True:
            try:
                message = self._arrived.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no such message; {self._waiting}; {self.errors}") from None
            assert message is not None, f"the server has gone: {self.errors}"
            self.messages.append(("←", message))
            if wanted(message):
                return message
            self._waiting.append(message)

    def open(self, name: str, text: str | None = None, version: int = 1) -> str:
        uri = self.uri(name)
        text = (self.folder / name).read_bytes().decode() if text is None else text
        self._texts[uri] = version
        document = {"uri": uri, "languageId": "yaml", "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})
        return uri

    def change(self, name: str, *changes: Json) -> int:
        """Send changes of an open file: ranges as `(line, character, line, character)`, or whole texts."""
        uri = self.uri(name)
        self._texts[uri] += 1
        document = {"uri": uri, "version": self._texts[uri]}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": list(changes)})
        return self._texts[uri]

    def replace(self, name: str, text: str) -> int:
        return self.change(name, {"text": text})

    def diagnostics(self, name: str, version: int | None = None) -> list[Json]:
        """Return the diagnostics that are told next of a file, in a version of it where one is given."""
        uri = self.uri(name)

        def wanted(message: Json) -> bool:
            params = message.get("params") or {}
            told = message.get("method") == "textDocument/publishDiagnostics" and params["uri"] == uri
            return told and (version is None or params.get("version") == version)

        return self.wait(wanted)["params"]["diagnostics"]

    def at(self, name: str, line: int, character: int, **more: Any) -> Json:
        return {"textDocument": {"uri": self.uri(name)}, "position": {"line": line, "character": character}, **more}

    def stop(self) -> int:
        """Shut the server down as the protocol wants; return its exit code."""
        self.request("shutdown", None)
        self.notify("exit", None)
        return self.process.wait(10)


def span(line: int, character: int, end_line: int, end_character: int) -> Json:
    return {
        "start": {"line": line, "character": character},
        "end": {"line": end_line, "character": end_character},
    }
