"""Dotenv files: their forms, and what is refused by line, never by value."""

import pytest

from runtime.errors import SecretError
from runtime.secrets.dotenv import read_dotenv


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", {}),
        ("\n\n# only a comment\n   # another\n", {}),
        ("A=1", {"A": "1"}),
        ("A = 1 \nB=2\n", {"A": "1", "B": "2"}),
        ("export A=1\n\texport  B=2", {"A": "1", "B": "2"}),
        ("A=\nB=2", {"A": "", "B": "2"}),
        ("A=a b # comment\nB=a#b", {"A": "a b", "B": "a#b"}),
        ("A='a # b' # comment", {"A": "a # b"}),
        ("A='a\nb'\nB=2", {"A": "a\nb", "B": "2"}),
        ('A="a\\nb\\t\\"c\\" \\\\ \\$d \\x"', {"A": 'a\nb\t"c" \\ $d \\x'}),
        ('A="-----BEGIN\nkey=\n-----END"\nB=2', {"A": "-----BEGIN\nkey=\n-----END", "B": "2"}),
        ("A='$HOME ${B} `id`'\nB=$(id)", {"A": "$HOME ${B} `id`", "B": "$(id)"}),
        ("A=1\r\nB='2'\r\n", {"A": "1", "B": "2"}),
        ("A=1\nA=2", {"A": "2"}),
        ("A=a=b==", {"A": "a=b=="}),
        ("A=it's", {"A": "it's"}),
        ("my.key-1=x", {"my.key-1": "x"}),
        ("A='é'", {"A": "é"}),
    ],
)
def test_forms(tmp_path, text, values):
    path = tmp_path / ".env"
    path.write_bytes(text.encode())
    assert read_dotenv(path) == values


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("A=1\nhunter2\n", 2, "no NAME=value"),
        ("1A=hunter2", 1, "no NAME=value"),
        ("=hunter2", 1, "no NAME=value"),
        ("A=1\n\nB='hunter2\nC=3\n", 3, "nothing closes"),
        ('A="hunter2\\"', 1, "nothing closes"),
        ("A='hunter2' hunter2", 1, "behind the closing quotes"),
    ],
)
def test_what_is_wrong_is_told_by_line_alone(tmp_path, text, line, what):
    path = tmp_path / ".env"
    path.write_text(text)
    with pytest.raises(SecretError, match=rf"line {line} of .*{what}") as caught:
        read_dotenv(path)
    assert "hunter2" not in f"{caught.value} {caught.value.help}"


def test_no_text_of_another_kind(tmp_path):
    path = tmp_path / ".env"
    path.write_bytes("A=é".encode("utf-16"))
    with pytest.raises(SecretError, match="no UTF-8"):
        read_dotenv(path)
