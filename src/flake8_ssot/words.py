"""Which of many names the bytes of a file hold, undecoded: in, names and bytes; out, names.

A file is taken apart once, however many names are asked for: with some dozens of them that costs
less than to search for each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_LETTERS = b"_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_PARTED = bytes(byte if byte in _LETTERS else ord(" ") for byte in range(256))
_WORD = re.compile(rb"\w+")
_ESCAPED = re.compile(rb"\\(\w+)")  # begins with its letter: such a search is quick
_ESCAPES = (1, 2, 3, 5, 9)  # how many letters of `\n`, `\x0a`, `\u000a` ... stand before a word


class Wanted:
    """Names to look for. Immutable."""

    def __init__(self, names: Iterable[bytes]) -> None:
        every = frozenset(names)
        self.words = frozenset(name for name in every if _WORD.fullmatch(name))
        self.others = every - self.words  # with other letters than ASCII's: searched for

    def held_in(self, data: bytes) -> frozenset[bytes]:
        """Those that the file with these bytes holds as whole words."""
        held = self.words & words(data)
        return held.union(name for name in self.others if name in data)

    def escaped_in(self, data: bytes) -> frozenset[bytes]:
        r"""Those that it may hold in strings, behind an escape: `old` in `"\nold"`."""
        behind = (word[length:] for word in _ESCAPED.findall(data) for length in _ESCAPES)
        return self.words.intersection(behind)


@lru_cache(maxsize=2)  # rules, calls and re-exports ask one after the other about the same file
def words(data: bytes) -> frozenset[bytes]:
    """The words of ASCII letters, digits and underscores; every other byte parts them."""
    return frozenset(data.translate(_PARTED).split())
