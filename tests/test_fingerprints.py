"""What texts look like: the same after a formatter, close after an edit, far from others."""

from __future__ import annotations

import time

import pytest
from baseline_support import module
from support import ENOUGH_SECONDS

from flake8_ssot.fingerprints import CLOSE, DIGITS, MAX_WORDS, distance, fingerprint

TEXT = module(1, "from acme.legacy import Engine\n")

SAME = [
    pytest.param(TEXT.replace("    ", "\t"), id="indent"),
    pytest.param(TEXT.replace("\n", "\r\n"), id="line ends"),
    pytest.param("\ufeff" + TEXT, id="BOM"),
    pytest.param(TEXT.replace(" = ", "="), id="spaces"),
    pytest.param(
        TEXT.replace(" = ", " = (\n        ").replace("\n    value", ",)\n    value"), id="wrapped"
    ),
    pytest.param(TEXT.rstrip("\n"), id="no final newline"),
    pytest.param(TEXT + "\n\n# 12 + 34 = 46\n", id="numbers"),
    pytest.param(TEXT + "a = b\n", id="short words"),
]


@pytest.mark.parametrize("text", SAME)
def test_same(text: str) -> None:
    assert distance(fingerprint(TEXT), fingerprint(text)) <= (2 if "a = b" in text else 0)


CLOSE_TEXTS = [
    pytest.param(TEXT + "def other():\n    return Engine()\n", id="a function more"),
    pytest.param(TEXT.replace("work_1", "labour"), id="a function renamed"),
    pytest.param("import os\nimport sys\n" + TEXT, id="imports added"),
    pytest.param("".join(TEXT.splitlines(keepends=True)[:-20]), id="the end cut"),
]


@pytest.mark.parametrize("text", CLOSE_TEXTS)
def test_close(text: str) -> None:
    assert distance(fingerprint(TEXT), fingerprint(text)) <= CLOSE


FAR = [
    pytest.param(module(2, "from acme.legacy import Engine\n"), id="another"),
    pytest.param("from acme.legacy import Engine\n", id="only the import"),
    pytest.param("", id="nothing"),
]


@pytest.mark.parametrize("text", FAR)
def test_far(text: str) -> None:
    assert distance(fingerprint(TEXT), fingerprint(text)) > CLOSE


ODD = [
    pytest.param("", id="empty"),
    pytest.param("1 + 2\n", id="no word"),
    pytest.param("word", id="one word"),
    pytest.param("two words", id="two words"),
    pytest.param("größe = 日本語の変数\n" * 3, id="beyond ASCII"),
    pytest.param("x = '\udcff\ud800 lone'\n", id="surrogates"),
    pytest.param("\0\x01" * 50, id="control characters"),
]


@pytest.mark.parametrize("text", ODD)
def test_odd(text: str) -> None:
    made = fingerprint(text)
    assert len(made) == DIGITS
    assert int(made, 16) >= 0
    assert made == fingerprint(text)
    assert (made == "0" * DIGITS) == (text in ("", "1 + 2\n", "\0\x01" * 50))


def test_a_large_text_takes_no_longer_than_its_first_words() -> None:
    text = " ".join(f"word{number}" for number in range(MAX_WORDS))
    begun = time.process_time()
    assert fingerprint(text) == fingerprint(text + " and more" * 500_000)
    assert time.process_time() - begun < ENOUGH_SECONDS


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param("0" * 16, "0" * 16, 0, id="same"),
        pytest.param("0" * 16, "f" * 16, 64, id="all"),
        pytest.param("0000000000000001", "0000000000000003", 1, id="one"),
    ],
)
def test_distance(first: str, second: str, expected: int) -> None:
    assert distance(first, second) == expected
