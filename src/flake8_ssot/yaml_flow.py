"""Collections in brackets in YAML: in, the text and where one opens; out, Scalars, in order."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator

from flake8_ssot.config_scalars import (
    MAX_DEPTH,
    MAX_KEY,
    Key,
    Scalar,
    closing,
    without_escapes,
)

KEY_LINE = re.compile(r"(?:[\w.\"'/-]+[ \t]*:|-)(?=[ \t\n]|\Z)")  # which no collection holds

_TOKEN = re.compile(
    r"(?P<blank>[ \t]+|\#[^\n]*)|(?P<newline>\n[ \t]*)|(?P<mark>[\[\]{},])|(?P<quote>[\"'])"
    r"|(?P<property>[&!*][^\s,\[\]{}]*)|(?P<colon>:(?=[\s,\[\]{}]|\Z))|(?P<plain>.)"
)
_PLAIN_END = re.compile(r"[,\[\]{}\n]|:(?=[\s,\[\]{}]|\Z)|(?<=[ \t])\#|\Z")
_COLON = re.compile(r"[ \t]*:")
_CLOSINGS = {
    '"': re.compile(r'\\.|(?P<close>")', re.DOTALL),
    "'": re.compile(r"''|(?P<close>')"),
}
_PYTHON_TAG = re.compile(r"!.*python/(?:name|module|object(?:/new|/apply)?):(.+)")


def flow(text: str, start: int, key: Key, indent: int) -> Generator[Scalar, None, int]:
    """The values of the collection that opens at `start`; returns where it ends.

    A list that is never closed ends before a line of the block around, whose keys have `indent`.
    """
    around: list[tuple[str, Key]] = []  # the brackets that are open, and the key before each
    own, is_value = key, False
    position = start
    while position < len(text) and len(around) < MAX_DEPTH:
        token = _TOKEN.match(text, position)
        assert token is not None  # the last alternative takes anything but a newline
        kind, position = token.lastgroup, token.end()
        if kind == "newline":
            is_outside = around[-1][0] == "[" and len(token.group()) - 1 <= indent
            if is_outside and KEY_LINE.match(text, position):
                return token.start()
        elif kind == "mark":
            mark = token.group()
            if mark in "[{":
                around.append((mark, own))
            elif mark == ",":
                own = around[-1][1]
            else:
                own = around.pop()[1]
                if not around:
                    return position
            is_value = around[-1][0] == "["
        elif kind == "property":
            yield from tagged(token.group(), token.start(), own)
        elif kind in ("quote", "plain"):
            scalar, position = _scalar(text, token.start(), own)
            colon = _COLON.match(text, position)
            if colon is not None and (kind == "quote" or _PLAIN_END.match(text, colon.end() - 1)):
                own, is_value = (*own, scalar.text)[:MAX_KEY], True
                position = colon.end()
            elif is_value:
                yield scalar
    return len(text)


def _scalar(text: str, start: int, key: Key) -> tuple[Scalar, int]:
    """The scalar at `start`, and where it ends; a quote that is never closed is plain text."""
    mark = text[start]
    if mark in "\"'":
        end = close_of(text, start)
        if end >= 0:
            return quoted(text, start, end, key), end + 1
    stop = _PLAIN_END.search(text, start + 1)
    assert stop is not None  # the end of the text matches
    return Scalar(text[start : stop.start()].rstrip(), start, key), stop.start()


def close_of(text: str, start: int) -> int:
    """Where the string ends that the quote at `start` opens; -1: nowhere."""
    close = closing(_CLOSINGS[text[start]], text, start + 1)
    return -1 if close is None else close.start()


def quoted(text: str, start: int, end: int, key: Key) -> Scalar:
    """The string between the quotes at `start` and `end`."""
    spelled = text[start + 1 : end]
    if text[start] == '"':
        spelled = without_escapes(spelled)
    return Scalar(spelled, start + 1, key, is_folded=True)


def tagged(tag: str, start: int, key: Key) -> Iterator[Scalar]:
    """The path in `!!python/name:a.b`."""
    found = _PYTHON_TAG.match(tag)
    if found is not None:
        yield Scalar(found[1], start + found.start(1), key, is_module=True)
