"""Which file is which under another name? In, fingerprints; out, pairs of old and new paths.

The closest pair first, each file once: a copy beside a renamed file is not the renamed file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from flake8_ssot.fingerprints import CLOSE, CLOSE_NAMESAKES

COMMON_NAMES = frozenset({"__init__.py", "__main__.py", "conftest.py"})
MANY_PAIRS = 1_000_000  # from there on files are only compared with those of their own name

Looks = Mapping[str, tuple[str, ...]]  # path -> the fingerprints that the file had or has
_Numbers = dict[str, list[int]]


def renamed(gone: Looks, there: Looks) -> dict[str, str]:
    """New path -> old path, for the files that look like one that is `gone`."""
    found: dict[str, str] = {}
    before, after = _numbers(gone), _numbers(there)

    def take(old: str, new: str) -> None:
        found[new] = old
        del before[old], after[new]

    _take_alike(before, after, lambda path, look: (look, _name(path)), take)
    _take_alike(before, after, lambda _, look: look, take)
    for _, _, old, new in sorted(_close_pairs(before, after)):
        if old in before and new in after:
            take(old, new)
    return found


def _numbers(looks: Looks) -> _Numbers:
    return {path: [int(look, 16) for look in looks[path]] for path in sorted(looks)}


def _take_alike(
    gone: _Numbers,
    there: _Numbers,
    key: Callable[[str, int], object],
    take: Callable[[str, str], None],
) -> None:
    """Take the pairs with the same `key`, in order: where many are alike, one look at each."""
    waiting: dict[object, list[str]] = defaultdict(list)
    for new in sorted(there, reverse=True):
        for look in there[new]:
            waiting[key(new, look)].append(new)
    for old in list(gone):
        for look in gone[old]:
            candidates = waiting.get(key(old, look), [])
            while candidates and candidates[-1] not in there:
                candidates.pop()
            if candidates:
                take(old, candidates.pop())
                break


def _close_pairs(gone: _Numbers, there: _Numbers) -> Iterable[tuple[int, bool, str, str]]:
    """How far apart, whether the name changed, too, and both paths."""
    namesakes = defaultdict(list)
    for new in there:
        namesakes[_name(new)].append(new)
    too_many = len(gone) * len(there) > MANY_PAIRS
    for old, before in gone.items():
        name = _name(old)
        for new in namesakes[name] if too_many else there:
            is_namesake = _name(new) == name and name not in COMMON_NAMES
            for apart in ((a ^ b).bit_count() for a in before for b in there[new]):
                if apart <= (CLOSE_NAMESAKES if is_namesake else CLOSE):
                    yield apart, not is_namesake, old, new


def _name(path: str) -> str:
    return path.rpartition("/")[2]
