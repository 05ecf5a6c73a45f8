"""What names code in one line of a configuration value: in, the line and its keys; out, places.

A value names code where it is a dotted path, or a list of them, or an entry point, and where a
command or a setting in it takes one. A path inside a sentence is a mention. All of it is told by
the form alone: no rule is known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from flake8_ssot.config_commands import commanded, imported
from flake8_ssot.config_scalars import Key
from flake8_ssot.config_words import PATH, Word, words_of

MAX_LINE = 1 << 16  # characters; nobody writes a longer one

# Words of a key. Below the first, paths are listed in order to forbid them; what the second list is
# installed, not imported; the last hold words for people, and names of other things.
_FORBIDDING = re.compile(r"banned|forbid|deprecated|disallow", re.IGNORECASE)
_DISTRIBUTIONS = re.compile(
    r"(?:optional-)?dependencies|dependency-groups|requires|(?:install|setup|tests)_requires?"
    r"|(?:options\.)?extras_require|deps"
)
_PROSE = re.compile(
    r"description|summary|comments?|help|docs?|documentation|message|msg|title|notes?|why|reason"
    r"|changelog|homepage|urls?|hostname|host|image|label",
    re.IGNORECASE,
)
_LOGGERS = re.compile(r"loggers?|logger_name|qualname", re.IGNORECASE)
_OWN_NAMES = frozenset({("project", "name"), ("metadata", "name"), ("tool", "poetry", "name")})
_ENTRY_POINTS = re.compile(r"script|entry|module|callable|factory", re.IGNORECASE)

_COMMENT = re.compile(r"(?:^|\s)#")
_JOINTS = ("=", ":")
_WARNING = re.compile(  # action:message:category, as `-W` and `filterwarnings` take it
    rf"(?<![\w.:])(?:error|ignore|always|default|module|once|all):[^:]*:({PATH})(?=[:\"',\s]|\Z)"
)


class Place(NamedTuple):
    """Where a line names code: `a.b`, with its `:attribute`."""

    start: int
    end: int
    name: str = ""  # `name = a.b:c`


def names_no_code(key: Key) -> bool:
    """Are paths below this key forbidden, or names of something else than code?"""
    last = key[-1] if key else ""
    return (
        any(_FORBIDDING.search(part) for part in key)
        or _PROSE.fullmatch(last) is not None
        or _LOGGERS.fullmatch(last) is not None
        or key in _OWN_NAMES
    )


def places(line: str, key: Key, *, is_module: bool = False, is_prose: bool = False) -> list[Place]:
    """Where `line` names code.

    `is_module`: it can do nothing else, and needs no dot. `is_prose`: it is part of a sentence.
    """
    is_module = is_module or (key[:2] == ("tool", "mypy") and key[-1] == "module")
    if len(line) > MAX_LINE or not (is_module or "." in line or ":" in line or "-" in line):
        return []
    comment = _COMMENT.search(line)
    if comment is not None:
        line = line[: comment.start()]
    found = {found.span(1): Place(*found.span(1)) for found in _WARNING.finditer(line)}
    words = words_of(line)
    if words and words[0].text == "-":  # an item of a list that is written out in a text
        del words[0]
    for index in (*_told(words), *commanded(words), *imported(words)):
        _keep(found, words[index])
    name, listed = _listed(words, line)
    for index in () if is_prose else listed:
        if is_module or _needs_no_more(words[index], key):
            _keep(found, words[index], name)
    return sorted(found.values())


def _keep(found: dict[tuple[int, int], Place], word: Word, name: str = "") -> None:
    path = word.path
    if path is not None:
        found[path.start, path.end] = Place(path.start, path.end, name)


def _needs_no_more(word: Word, key: Key) -> bool:
    """Does a word on its own name code? Without a dot, the key must say so."""
    path = word.path
    if path is None:
        return False
    if path.has_attribute and any(_ENTRY_POINTS.search(part) for part in key):
        return True
    if any(_DISTRIBUTIONS.fullmatch(part) for part in key):
        return False
    return path.is_dotted


def _listed(words: list[Word], line: str) -> tuple[str, range]:
    """The words of a line that holds nothing but paths, and the name before them."""
    first = 0
    if len(words) > 2 and words[1].text in _JOINTS:
        first = 2
    elif len(words) > 1 and words[0].text.endswith(_JOINTS):
        first = 1
    name = words[0].text.rstrip("=:") if first else ""
    rest = range(first, len(words))
    if len(rest) > 1 and "[" in words[first + 1].gap and line.rstrip(" ,").endswith("]"):
        rest = range(first, first + 1)  # `a.b:main [extra]`
    if all("," in words[index].gap for index in rest[1:]):
        return name, rest
    if all(_is_dotted(words[index]) or words[index].text == "->" for index in rest):
        return name, rest
    return name, range(0)


def _told(words: list[Word]) -> Iterator[int]:
    """Words that name code wherever they stand: `a.b:c`, `NAME=a.b`, `NAME=a.b,a.c`."""
    goes_on = False
    for index, word in enumerate(words):
        if not _is_dotted(word):
            goes_on = False
            continue
        assert word.path is not None
        between = word.gap.strip("\"'")
        is_quoted = index > 0 and words[index - 1].text.endswith("=") and not between
        goes_on = word.path.is_assigned or is_quoted or (goes_on and between == ",")
        if goes_on or word.path.has_attribute:
            yield index


def _is_dotted(word: Word) -> bool:
    return word.path is not None and word.path.is_dotted
