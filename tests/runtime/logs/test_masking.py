"""Masking: no needle is in the output, wherever chunks end; nothing else is changed; nothing waits without need."""

import base64
import html
import json
import shlex
import urllib.parse
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from runtime.errors import SecretError
from runtime.logs.encodings import needles_of, secret_lines
from runtime.logs.masking import MASK, MaskedStream, Masker
from runtime.logs.needles import Needles

LETTERS = "ab-"
VALUES = st.lists(st.text(LETTERS, min_size=4, max_size=9), min_size=1, max_size=4)
NEEDLES = st.sets(
    st.one_of(
        st.text(LETTERS, min_size=4, max_size=7),
        st.text(LETTERS, min_size=10, max_size=40),
        st.sampled_from(["a" * 4, "a" * 30, "ab" * 12, "*aa*", "****"]),
    ).map(str.encode),
    min_size=1,
    max_size=6,
)
OUTPUT = st.one_of(st.text(LETTERS, max_size=200), st.text("ab*\n\xff", max_size=60)).map(
    lambda text: text.encode("latin-1")
)


def masked(values, *chunks):
    stream = Masker(values).stream()
    return b"".join([*map(stream.feed, chunks), stream.finish()])


def covered(needles, output):
    """Return which bytes of the output stand in an occurrence of a needle, by looking at every place."""
    marks = [False] * len(output)
    starts = set()
    for needle in needles:
        for at in range(len(output) - len(needle) + 1):
            if output.startswith(needle, at):
                starts.add(at)
                marks[at : at + len(needle)] = [True] * len(needle)
    return marks, starts


def expected(needles, output):
    """Mask at once, with what overlaps under one mask, but not what only touches."""
    spans = sorted(
        (at, at + len(needle))
        for needle in needles
        for at in range(len(output) - len(needle) + 1)
        if output.startswith(needle, at)
    )
    shown, end = b"", 0
    for start, stop in spans:
        if start >= end:
            shown += output[end:start] + MASK
        end = max(end, stop)
    return shown + output[end:]


def pieces(data, draw_from):
    """Cut data at random places."""
    cuts = sorted(draw_from.draw(st.lists(st.integers(0, len(data)), max_size=8)))
    return [data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]


@given(NEEDLES, OUTPUT, st.data())
@example({b"aaaa"}, b"a" * 50, None)
@example({b"abcdefg", b"bcde"}, b"xabcdex", None)
@example({b"abcd", b"abcdefgh"}, b"abcdefgxabcd", None)
def test_any_chunks_give_what_brute_force_gives(needles, output, data):
    chunks = pieces(output, data) if data else [output[at : at + 1] for at in range(len(output))]
    stream = MaskedStream(Needles(needles))
    assert b"".join([*map(stream.feed, chunks), stream.finish()]) == expected(needles, output)


@given(NEEDLES, OUTPUT)
def test_nothing_is_held_back_but_the_longest_beginning_of_a_needle(needles, output):
    stream = MaskedStream(Needles(needles))
    shown = b"".join(stream.feed(output[at : at + 1]) for at in range(len(output)))
    held = max((n for needle in needles for n in range(1, len(needle)) if output.endswith(needle[:n])), default=0)
    decided = output[: len(output) - held]
    rest = stream.finish()
    assert shown + rest == expected(needles, output)
    marks, _ = covered(needles, output)
    assert len(shown) >= sum(not mark for mark in marks[: len(decided)])
    assert sum(not mark for mark in marks[len(decided) :]) >= len(rest.replace(MASK, b""))


@given(VALUES, st.text(LETTERS + "\n", max_size=300))
def test_no_needle_is_in_the_output(values, text):
    shown = masked(values, text.encode())
    for value in values:
        for needle in needles_of(value):
            assert needle not in shown


@given(VALUES, st.text("xyz \n*", max_size=300))
def test_output_without_needles_is_unchanged(values, text):
    assert masked(values, text.encode()) == text.encode()


@given(st.lists(st.binary(max_size=30), max_size=10))
def test_without_secrets_chunks_come_out_as_they_went_in(chunks):
    stream = Masker([]).stream()
    assert all(stream.feed(chunk) is chunk for chunk in chunks)
    assert stream.finish() == b""


SECRETS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=4, max_size=30)


@given(SECRETS, st.binary(max_size=5), st.binary(max_size=5), st.booleans())
@example("p?ss>wörd~~", b"user:", b"\n", True)
def test_base64_of_text_around_a_secret_shows_at_most_4_bits_on_either_side(value, before, after, url_safe):
    data = value.encode()
    encode = base64.urlsafe_b64encode if url_safe else base64.b64encode
    encoded = encode(before + data + after)
    shown = masked([value], encoded)
    assert MASK in shown
    start, _, end = (len(part) for part in shown.rstrip(b"=").partition(MASK))
    assert start * 6 <= len(before) * 8 + 5
    if after in {b"", b"\n"}:
        assert end == 0
    else:
        assert (len(encoded.rstrip(b"=")) - end) * 6 >= (len(before) + len(data)) * 8 - 5


def percent_in_lower_case(value):
    plain = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")
    return "".join(chr(byte) if chr(byte) in plain else f"%{byte:02x}" for byte in value.encode())


def json_of_go(value):
    text = json.dumps(value, ensure_ascii=False)[1:-1]
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@pytest.mark.parametrize(
    "value", ["correct horse/battery+staple?", "pässwörd&<tag>'\"\\$x", "~()*!'%41 ;,:@=#", "0123456789"]
)
@pytest.mark.parametrize(
    "encode",
    [
        str,
        urllib.parse.quote,
        urllib.parse.quote_plus,
        lambda value: urllib.parse.quote(value, safe=""),
        lambda value: urllib.parse.quote(value, safe="!'()*"),
        percent_in_lower_case,
        lambda value: json.dumps(value)[1:-1],
        lambda value: json.dumps(value, ensure_ascii=False)[1:-1],
        lambda value: json.dumps(value)[1:-1].replace("/", "\\/"),
        json_of_go,
        lambda value: shlex.quote(value).removeprefix("'").removesuffix("'"),
        lambda value: "'" + value.replace("'", "'\\''") + "'",
        lambda value: repr(value)[1:-1],
        html.escape,
        lambda value: value.encode().hex(),
        lambda value: value.encode().hex().upper(),
        lambda value: base64.b64encode(value.encode()).decode(),
        lambda value: base64.b64encode(value.encode()).decode().rstrip("="),
        lambda value: base64.urlsafe_b64encode(f"{value}\n".encode()).decode(),
    ],
)  # fmt: skip
def test_common_encodings_are_masked_whole(value, encode):
    text = encode(value)
    assert masked([value], f"x={text};".encode()).decode().replace("'", "") == "x=***;"


def test_each_line_of_a_secret_is_masked_by_itself_and_short_ones_are_left():
    key = "-----BEGIN KEY-----\r\nMIIEow\nab\n}\n   indented\n-----END KEY-----\n"
    assert secret_lines(key) == ("-----BEGIN KEY-----", "MIIEow", "indented", "-----END KEY-----")
    assert masked([key], key.encode()) == b"***\r\n***\nab\n}\n   ***\n***\n"
    assert masked([key], base64.b64encode(key.encode())) == b"***"


@pytest.mark.parametrize("length", [255, 256, 257, 258, 3000])
@pytest.mark.parametrize("letter", ["a", "random"])
def test_long_secrets_are_held_back_and_masked_too(length, letter):
    value = "a" * length if letter == "a" else "".join(Random(length).choices("abcdefgh", k=length))
    stream = Masker([value, value[:200] + "other"]).stream()
    assert stream.feed(b"x" + value[:-1].encode()) == b"x"
    assert stream.feed(value[-1:].encode() + b".") == b"***."
    assert stream.feed(value[:-1].encode()) == b""
    assert stream.finish().decode() == value[:-1]


def test_many_lines_of_secrets_cost_little():
    lines = ["".join(Random(number).choices("ABCDEFGHabcdefgh0123+/", k=64)) for number in range(300)]
    masker = Masker(["\n".join(lines)])
    assert len(masker._needles._grams) < 100_000
    output = "\n".join(f"{number} {line}" for number, line in enumerate(lines)).encode()
    stream = masker.stream()
    assert stream.feed(output) + stream.finish() == b"\n".join(b"%d ***" % number for number in range(300))


def test_a_secret_of_short_lines_alone_is_masked_whole():
    assert masked(["ab\ncd\nef\n"], b"x ab\ncd\nef\ny ab\n") == b"x ***\ny ab\n"


def test_blanks_around_a_secret_may_be_there_or_not():
    assert masked([" pass word "], b"[ pass word ][pass word]") == b"[***][***]"


@pytest.mark.parametrize(
    ("values", "output", "shown"),
    [
        (["abcd", "cdef"], "abcdef.", "***."),
        (["abcd", "abcdefgh"], "abcdefgh abcdef", "*** ***ef"),
        (["aaaa"], "aaaaaaaaa", "***"),
        (["aaaa"], "aaa", "aaa"),
        (["x***y"], "x***y x*** ***y", "*** x*** ***y"),
        (["abcd"], "***abcd***", "*********"),
        (["abcd"], "abcdabcd", "******"),
    ],
)
def test_secrets_that_touch_one_another(values, output, shown):
    assert masked(values, output.encode()).decode() == shown
    assert masked(values, *[bytes([byte]) for byte in output.encode()]).decode() == shown


def test_bytes_that_are_no_text_stay():
    assert masked(["geheim"], b"\xff\xfegeheim\x80\0", b"gehei") == b"\xff\xfe***\x80\0gehei"


def test_live_output_is_not_delayed():
    stream = Masker(["secret-1", "another"]).stream()
    assert stream.feed(b"10%\rse") == b"10%\r"
    assert stream.feed(b"e") == b"see"
    assert stream.feed(b" ano\n") == b" ano\n"
    assert stream.feed(b"secret-1") == b"***"
    assert stream.feed(b" secret-") == b" "
    assert stream.finish() == b"secret-"


@pytest.mark.parametrize("value", ["", "abc", "äöü", "abc\n\r\n", "\n\n\n\n\n"])
def test_a_value_that_is_too_short_is_refused_and_not_told(value):
    with pytest.raises(SecretError) as caught:
        Masker(["long enough", value])
    assert caught.value.failure_class == "configuration"
    assert not value.strip() or value.strip() not in f"{caught.value}{caught.value.help}"


def test_messages_are_masked_too():
    masker = Masker(["p\udcffss-word"])
    assert masker.mask_text("no p\udcffss-word for ä\udcfe") == "no *** for ä\udcfe"
    assert masker.mask_text("half a pair: \ud800") == "half a pair: ?"
    assert Masker([]).mask_text("\ud800 as it is") == "\ud800 as it is"


@pytest.mark.parametrize("size", [100, 5_000, 70_000, 700_000])
def test_a_secret_is_found_wherever_it_stands_in_a_large_chunk(size):
    values = [f"secret-number-{number:04}" for number in range(20)] + ["short"]
    for at in {0, 1, 63, size // 2, size - 19, size - 18}:
        output = bytearray(b"." * size)
        output[at : at + 18] = b"secret-number-0007"
        assert masked(values, bytes(output)) == bytes(output).replace(b"secret-number-0007", MASK)
