"""Every console session in the documentation is run, and prints what the page says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.sessions import ROOT, Command, Fresh, Titled, agrees, pages, read_blocks, read_events, rewritten
from tests.docs.terminal import Terminal

FOREIGN = {
    "docker": "needs an engine",
    "pipx": "installs",
    "sed '0,": "works on a file of another session",
    "uv": "installs",
}
"""How commands begin that are not run here, and why."""


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def _runs(page: Path) -> list[Command]:
    events = read_events(page.read_text(encoding="utf-8"))
    return [event for event in events if isinstance(event, Command) and not _is_foreign(event)]


def _is_foreign(command: Command) -> bool:
    return command.text.startswith(tuple(FOREIGN))


@pytest.mark.parametrize("page", [page for page in pages() if _runs(page)], ids=_name)
def test_page_prints_what_it_says(page: Path, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    text = page.read_text(encoding="utf-8")
    wrong = [(command, printed) for command, printed in _play(text, tmp_path) if not agrees(command.output, printed)]
    if wrong and pytestconfig.getoption("update_goldens"):
        page.write_text(rewritten(text, wrong), encoding="utf-8")
        pytest.skip("written anew: read the diff, and elide again what is too long")
    assert not wrong, "\n\n".join(
        f"{_name(page)}:{command.line}: $ {command.text}\n{_joined(printed)}" for command, printed in wrong
    )


def _play(text: str, folder: Path) -> Iterator[tuple[Command, tuple[str, ...]]]:
    """Do what a page does, and yield each command with what it prints."""
    terminal = Terminal(folder)
    for event in read_events(text):
        if isinstance(event, Fresh):
            terminal.start_fresh()
        elif isinstance(event, Titled):
            terminal.write(event.path, event.text)
        elif not _is_foreign(event):
            printed = terminal.run(event.text)
            assert printed.code in {0, 1, 2}, f"`{event.text}` exits {printed.code}:\n{_joined(printed.lines)}"
            yield event, printed.lines


def _joined(lines: tuple[str, ...]) -> str:
    return "\n".join(lines)


def test_every_foreign_command_is_still_shown():
    events = [event for page in pages() for event in read_events(page.read_text(encoding="utf-8"))]
    used = [event.text for event in events if isinstance(event, Command)]
    unused = [start for start in FOREIGN if not any(text.startswith(start) for text in used)]
    assert unused == [], "a reason that nothing needs any more"


def test_a_session_is_read_with_its_files_and_in_order():
    page = """\
```yaml title=a/b.yaml
x: 1
```

1. First:

   ```yaml
   # .pipec/c.yaml
   y: 2
   ```

   ```console
   $ cat a/b.yaml \\
   >   .pipec/c.yaml
   x: 1

   $ true
   ```

<!-- session: fresh -->

```yaml
# a comment in words
```
"""
    assert read_events(page) == [
        Titled(1, "a/b.yaml", "x: 1\n"),
        Titled(7, ".pipec/c.yaml", "# .pipec/c.yaml\ny: 2\n"),
        Command(13, "cat a/b.yaml \\\n  .pipec/c.yaml", ("x: 1", "")),
        Command(17, "true", ()),
        Fresh(20),
    ]


def test_a_page_is_rewritten_where_it_is_wrong():
    page = "1. So:\n\n   ```console\n   $ one\n   old\n   old\n   $ two\n   ```\n\nEnd\n"
    one, two = (event for event in read_events(page) if isinstance(event, Command))
    after = rewritten(page, [(one, ("new", "")), (two, ("  more",))])
    assert after == "1. So:\n\n   ```console\n   $ one\n   new\n   $ two\n     more\n   ```\n\nEnd\n"


def test_a_block_that_is_not_closed_is_a_mistake():
    with pytest.raises(ValueError, match="line 2"):
        list(read_blocks("text\n```console\n$ true\n"))


@pytest.mark.parametrize(
    ("said", "printed", "answer"),
    [
        (("a", "b"), ("a", "b"), True),
        (("a",), ("a", "b"), False),
        (("a", "..."), ("a", "b", "c"), True),
        (("a", "...", "c"), ("a", "c"), True),
        (("...", "b"), ("a", "b", "c"), False),
        (("written (... files)",), ("written (24 files)",), True),
        (("written (... files)",), ("written (24 files", ")"), False),
        (("a.c",), ("abc",), False),
        (("a", ""), ("a",), True),
        (("a", "", "b"), ("a", "b"), False),
        ((), ("a",), False),
        (("12:00:01 run 20260131-140512-9f2c in   19ms",), ("01:10:59 run 20260201-000000-0000 in 1.2s",), True),
        (("run 20260131-140512-9f2c",), ("run 20260131",), False),
    ],
)
def test_output_agrees_but_where_it_is_elided(said, printed, answer):
    assert agrees(said, printed) is answer


def test_the_folder_and_the_exit_code_stay_from_command_to_command(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.run("mkdir shop && cd shop")
    terminal.write("pipeline.yaml", "version: 1\n")
    assert terminal.run("ls").lines == ("pipeline.yaml",)
    assert terminal.run("pipec lint pipeline.yaml").code == 1
    assert terminal.run("echo $?").lines == ("1",)
    terminal.start_fresh()
    assert terminal.run("ls").lines == ()
