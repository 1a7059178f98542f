"""What steps print: escapes, imitations of pipec's own lines, secrets in disguise."""

import base64
import json
import re
from urllib.parse import quote

ESCAPES = r"""printf '\033]0;title\007\n'; printf '\033]52;c;cm0gLXJmIH4=\007\n'; printf '\033[2J\033[H\033[10A\n'
printf 'a\rb\b\b\bc\n'; printf '\342\200\256evil\342\201\246\n'; printf '\033P+q\033\\\n'; printf '\033[?1049h\n'
printf '\233\061\061m\n'; printf '\033[31mred\n'; printf '\033]8;;http://x\033\\text\033]8;;\033\\\n'
printf '\377\376\n'
printf '\033]0;no end'"""


SHOW = (("logs",), ("report",), ("status",), ("report", "--format", "html"))


def pipeline(script, *, name="s", secret=False):
    lines = "".join(f"          {line}\n" for line in script.splitlines())
    secrets = "secrets: [TOKEN]" if secret else "# none"
    environment = 'environment: {TOKEN: "${secrets.TOKEN}"}' if secret else "# none"
    return f"""
version: 1
name: lines
jobs:
  a:
    checkout: false
    {secrets}
    steps:
      - name: {name}
        {environment}
        script: |
{lines}"""


def controls(text, *, color=False):
    found = set(re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text))
    return found - {"\x1b"} if color else found


def test_no_escape_reaches_the_terminal(lab):
    done = lab.run(pipeline(ESCAPES + "\nexit 1"))
    assert done.code == 1
    shown = [done.out + done.err]
    for arguments in (*SHOW, ("logs", "--format", "json")):
        again = lab.pipec(*arguments)
        assert again.code in {0, 1}, again.err
        shown.append(again.out + again.err)
    for text in shown:
        assert controls(text) == set(), repr(text)
    coloured = lab.pipec("logs", "--color", "always").out
    assert controls(coloured, color=True) == set()
    assert set(re.findall("\x1b(.)", coloured)) == {"["}
    assert set(re.findall("\x1b\\[[0-9;:]*(.)", coloured)) == {"m"}


def test_json_lines_stay_lines(lab):
    """A step prints what looks like events of pipec: they are messages of the step, and every line is one event."""
    fake = json.dumps({"format": 1, "kind": "run", "type": "run", "status": "success", "run": "x"})
    done = lab.run(pipeline(f"echo '{fake}'; printf '\\342\\200\\250{fake}\\302\\205\\n'; exit 1"), "--format", "json")
    assert done.code == 1
    events = [json.loads(line) for line in done.out.splitlines()]
    assert not [event for event in events if event.get("run") == "x"]
    assert [event for event in events if fake in event.get("message", "")]
    again = lab.pipec("logs", "--format", "json")
    lines = [json.loads(line) for line in again.out.splitlines()]
    assert {line["stream"] for line in lines if fake in line["message"]} == {"stdout"}


def test_lines_that_imitate_pipec_are_marked_as_the_step_s(lab):
    done = lab.run(pipeline("echo 'a/s: it failed'; echo 'run 20260101-000000-abcd success'; echo '***'; exit 1"))
    assert done.code == 1
    for line in lab.pipec("logs").out.splitlines():
        if "it failed" in line or "***" in line or "success" in line:
            assert re.match(r"a/s(#1)? *[|│] ", line), line


SECRET = 'pa"ss <w&rd>\\$1 ümlaut/+='


def test_secrets_in_disguise_are_masked(lab):
    (lab.folder / "secrets.env").write_text("TOKEN='" + SECRET.replace("'", "'\\''") + "'\n")
    script = """python3 - <<'END'
import base64, os, sys, time, urllib.parse, json
token = os.environ['TOKEN']
print('plain', token)
for at in range(3):
    print('base64', base64.b64encode(b'x' * at + token.encode()).decode())
    print('url64', base64.urlsafe_b64encode(b'x' * at + token.encode() + b'y').decode())
print('url', urllib.parse.quote(token), urllib.parse.quote(token, safe=''), urllib.parse.quote_plus(token))
for byte in token.encode():
    sys.stdout.flush()
    os.write(1, bytes([byte]))
    time.sleep(0.002)
print()
for byte in token.encode():
    os.write(2, bytes([byte]))
print(token[::-1])
END
exit 1"""
    text = pipeline(script, secret=True)
    done = lab.run(text, "--secret-file", "secrets.env")
    assert done.code == 1, done.err
    reversed_ = SECRET[::-1]
    shown = done.out + done.err
    stored = "".join(
        path.read_bytes().decode("utf-8", "replace")
        for path in lab.state.rglob("*")
        if path.is_file() and path.name != "pipeline.yaml"
    )
    for arguments in (("logs",), ("logs", "--format", "json"), ("report",), ("report", "--format", "html")):
        shown += lab.pipec(*arguments).out
    forms = {SECRET, quote(SECRET), quote(SECRET, safe=""), json.dumps(SECRET)[1:-1]}
    middles = {base64.b64encode(b"x" * at + SECRET.encode()).decode()[8:-8] for at in range(3)}
    for form in forms | middles:
        assert form not in shown
        assert form not in stored
    assert "***" in shown
    # Reversed it is another text: masking is no wall against a step that wants to tell, and does not pretend to be.
    assert reversed_ in lab.log("a", "s")


def test_names_in_messages_are_of_the_language(lab):
    done = lab.run('version: 1\nname: x\njobs:\n  "a\\e]0;x\\a": {checkout: false, steps: [{name: s, script: x}]}\n')
    assert done.code == 1
    assert controls(done.err) == set()
    done = lab.run(pipeline("exit 1", name='"a\\e]0;evil\\a\\u202E b"'))
    assert controls(done.out + done.err) == set(), repr(done.out + done.err)
    if lab.state.exists():
        for arguments in SHOW:
            assert controls(lab.pipec(*arguments).out) == set(), arguments


def test_a_line_without_end_is_no_burden(lab):
    done = lab.run(pipeline("head -c 30000000 /dev/zero | tr '\\\\0' x"))
    assert done.code == 0, done.err
    assert len(lab.log("a", "s")) == 30_000_000
