"""A real browser without a window, driven through its debugging pipe: https://chromedevtools.github.io/devtools-protocol/."""

import base64
import json
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from tests.engines import require_engine

_PIPED = 'exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1'
"""The browser reads from the third and writes to the fourth of its files."""
_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
_KEYS = {
    "Enter": 13,
    "Escape": 27,
    "Tab": 9,
    "ArrowLeft": 37,
    "ArrowUp": 38,
    "ArrowRight": 39,
    "ArrowDown": 40,
    " ": 32,
}


class Browser:
    """One page. `problems` are errors of its scripts, what its policy forbade, and each request that left it."""

    def __init__(self, process):
        self._process, self._numbers, self._session = process, count(1), None
        self.problems, self._loaded = [], 0
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")

    def _call(self, method, **params):
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        self._process.stdin.write(json.dumps(message).encode() + b"\0")
        self._process.stdin.flush()
        while True:
            answer = self._read()
            if answer.get("id") == number:
                assert "error" not in answer, answer["error"]
                return answer["result"]
            self._note(answer)

    def _read(self):
        data = bytearray()
        while (byte := self._process.stdout.read(1)) != b"\0":
            assert byte, "the browser has ended"
            data += byte
        return json.loads(data)

    def _note(self, event):
        params = event.get("params", {})
        self._loaded += event.get("method") == "Page.loadEventFired"
        if event.get("method") == "Runtime.exceptionThrown":
            self.problems.append(params["exceptionDetails"].get("exception", {}).get("description", "an exception"))
        elif event.get("method") == "Log.entryAdded":
            self.problems.append(params["entry"]["text"])
        elif event.get("method") == "Network.requestWillBeSent" and not params["request"]["url"].startswith("file:"):
            self.problems.append(f"asked for {params['request']['url']}")

    def open(self, path, *, width=1200, height=800, dark=False, scripts=True, fragment=""):
        """Open a file in a window of this size, and wait until it is there."""
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._call("Emulation.setEmulatedMedia", features=[scheme])
        self._call("Emulation.setScriptExecutionDisabled", value=not scripts)
        for url in ("about:blank", Path(path).absolute().as_uri() + fragment):
            self._loaded = 0
            self._call("Page.navigate", url=url)
            while not self._loaded:
                self._note(self._read())
        if scripts:
            self.settle()

    def settle(self):
        """Wait until what was asked for is drawn."""
        self.run("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def run(self, expression):
        """Return the value of an expression in the page."""
        found = self._call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def middle(self, selector):
        """Return the middle of an element as it is seen."""
        rect = self.run(
            f"(() => {{ const r = document.querySelector({json.dumps(selector)}).getBoundingClientRect();"
            " return [r.x + r.width / 2, r.y + r.height / 2, r.width, r.height]; })()"
        )
        return rect[0], rect[1]

    def click(self, selector):
        """Click in the middle of an element."""
        self.press_at(*self.middle(selector))
        self.settle()

    def press_at(self, x, y, to=None):
        """Press the button at a place, and let it go there or at another."""
        common = {"button": "left", "buttons": 1, "clickCount": 1}
        self._call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        self._call("Input.dispatchMouseEvent", type="mousePressed", x=x, y=y, **common)
        if to is not None:
            for part in (0.5, 1):
                where = {"x": x + (to[0] - x) * part, "y": y + (to[1] - y) * part}
                self._call("Input.dispatchMouseEvent", type="mouseMoved", **where, **common)
            x, y = to
        self._call("Input.dispatchMouseEvent", type="mouseReleased", x=x, y=y, **common)
        self.settle()

    def wheel(self, x, y, by):
        """Turn the wheel over a place."""
        self._call("Input.dispatchMouseEvent", type="mouseWheel", x=x, y=y, deltaX=0, deltaY=by)
        self.settle()

    def key(self, name):
        """Press a key, or type a character."""
        text = {"text": name} if len(name) == 1 else {"text": "\r"} if name == "Enter" else {}
        code = _KEYS.get(name, ord(name[0].upper()))
        self._call("Input.dispatchKeyEvent", type="keyDown", key=name, windowsVirtualKeyCode=code, **text)
        self._call("Input.dispatchKeyEvent", type="keyUp", key=name, windowsVirtualKeyCode=code)
        self.settle()

    def type(self, text):
        """Type text where the focus is."""
        self._call("Input.insertText", text=text)
        self.settle()

    def screenshot(self, path):
        """Write what is seen into a file."""
        Path(path).write_bytes(base64.b64decode(self._call("Page.captureScreenshot")["data"]))


@contextmanager
def browser() -> Iterator[Browser]:
    """Start a browser; the test is skipped where there is none."""
    program = require_engine("chromium", "chromium-browser", "google-chrome")
    with tempfile.TemporaryDirectory(prefix="pipec-browser-", ignore_cleanup_errors=True) as home:
        command = ["/bin/sh", "-c", _PIPED, program, *_OPTIONS, f"--user-data-dir={home}"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            try:
                yield Browser(process)
            finally:
                process.terminate()
                process.wait(20)
