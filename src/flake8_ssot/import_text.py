"""Imports as the bytes of a file show them, unparsed: more than there are, never fewer."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from flake8_ssot.modules import Module


class ImportText(NamedTuple):
    """An import as the bytes of a file show it, perhaps inside a string or comment."""

    module: str
    names: frozenset[bytes] | None  # `from module import names`; None: any, or `import module`
    binds_top: bool = False  # `import a.b` binds `a`


ANY_IMPORT = ImportText("", None)

_IMPORT = re.compile(rb"import\b")  # begins with its letters: such a search is quick
_FROM = re.compile(rb"from[ \t]+(\.*)(\w+(?:\.\w+)*)?[ \t]+")  # as nearly everybody writes it
_IN_WORD = frozenset(
    b"_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" + bytes(range(0x80, 0x100))
)
_IN_PATH = _IN_WORD | frozenset(b".")
_SPACE = re.compile(rb"(?:[ \t\f]+|\\\r?\n?)*")  # never fails, never looks back
_WORD = re.compile(rb"[\w\x80-\xff]+")
_LINE_END = re.compile(rb"[\r\n;#(*]|\\\r?\n?")
_LIST_END = re.compile(rb"[()#]")
_COMMENT_END = re.compile(rb"[\r\n]|\Z")
WORK_PER_BYTE = 8  # bytes looked at per byte of the file before we give up and say "any import"


@lru_cache(maxsize=2)  # rules and re-exports ask one after the other about the same file
def statements(data: bytes, module: Module) -> tuple[ImportText, ...]:
    """Everything in `data` that looks like an import; more than there are, never fewer."""
    return tuple(_statements(data, module))


def _statements(data: bytes, module: Module) -> Iterator[ImportText]:
    work = WORK_PER_BYTE * len(data) + 10_000
    seen = set()
    behind = 0  # the end of the last `import`
    data = data.lstrip(BOM_UTF8)  # there may be several
    for match in _IMPORT.finditer(data):
        start, end = match.span()
        if (start and data[start - 1] in _IN_WORD) or data[end : end + 1] >= b"\x80":
            continue  # a part of another word
        head = _head(data, behind, start)
        behind = end
        if head is not None:
            names, end = _imported(data, end)
            path = module.absolute(*head)
            if path is not None:
                yield ImportText(path, names)
        else:
            while True:
                _, name, end = _dotted(data, end)
                if name and name not in seen:
                    seen.add(name)
                    yield ImportText(name, None, binds_top=True)
                if data.startswith(b"as", end):
                    end = _dotted(data, end + len(b"as"))[2]
                if not name or not data.startswith(b",", end):
                    break
                end += 1
        work -= end - start
        if work < 0:
            yield ANY_IMPORT
            return


def _head(data: bytes, behind: int, start: int) -> tuple[int, str] | None:
    """The dots and the name between `from` and the `import` at `start`; None: there is no `from`.

    Looked for on the line of the `import`, and on those it continues, but not before `behind`.
    """
    begin = data.rfind(b"\n", behind, start) + 1
    while begin > behind and data.endswith((b"\\\n", b"\\\r\n"), behind, begin):
        begin = data.rfind(b"\n", behind, begin - 1) + 1
    begin = max(begin, behind)
    position = data.rfind(b"from", begin, start)
    while position >= 0 and not _is_word(data, position):
        position = data.rfind(b"from", begin, position)
    if position < 0:
        return None
    plain = _FROM.fullmatch(data, position, start)
    if plain is not None:
        return len(plain[1]), (plain[2] or b"").decode()
    level, name, end = _dotted(data, position + len(b"from"))
    return (level, name) if end == start else None


def _is_word(data: bytes, position: int) -> bool:
    """Is the `from` at `position` a word, not a part of one or of a dotted name?"""
    is_start = position == 0 or data[position - 1] not in _IN_PATH
    return is_start and data[position + len(b"from")] not in _IN_WORD


def _dotted(data: bytes, position: int) -> tuple[int, str, int]:
    """The dotted name at `position`: its leading dots, its text, and where what follows begins."""
    position = _skip(data, position)
    level = 0
    while data.startswith(b".", position):
        level += 1
        position = _skip(data, position + 1)
    parts = []
    word = _WORD.match(data, position)
    if level and word is not None and word.group() == b"import":
        return level, "", position
    while word is not None:
        parts.append(word.group())
        position = _skip(data, word.end())
        word = None
        if data.startswith(b".", position):
            word = _WORD.match(data, _skip(data, position + 1))
    return level, b".".join(parts).decode("utf-8", "replace"), position


def _skip(data: bytes, position: int) -> int:
    space = _SPACE.match(data, position)
    assert space is not None  # it may be empty
    return space.end()


def _imported(data: bytes, start: int) -> tuple[frozenset[bytes] | None, int]:
    """The words of the list of names that begins at `start`, and where it ends.

    None for the words where there is a star or anything else that is no plain list.
    """
    position = _skip(data, start)
    if data[position : position + 1] == b"(":
        return _listed(data, position + 1)
    words: set[bytes] = set()
    while True:
        stop = _LINE_END.search(data, position)
        end = stop.end() if stop else len(data)
        words.update(_WORD.findall(data, position, end))
        if stop is None or stop.group()[:1] in (b"\r", b"\n", b";", b"#"):
            return frozenset(words), end
        if stop.group()[:1] != b"\\":
            return None, end
        position = end


def _listed(data: bytes, position: int) -> tuple[frozenset[bytes] | None, int]:
    """The words up to the closing parenthesis, without those of comments."""
    words: set[bytes] = set()
    while True:
        stop = _LIST_END.search(data, position)
        if stop is None or stop.group() == b"(":
            return None, stop.end() if stop else len(data)
        words.update(_WORD.findall(data, position, stop.start()))
        if stop.group() == b")":
            return frozenset(words), stop.end()
        comment = _COMMENT_END.search(data, stop.end())
        assert comment is not None  # the end of the data matches
        position = max(comment.end(), stop.end())
