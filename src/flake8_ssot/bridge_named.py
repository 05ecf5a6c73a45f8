"""What a sentence says to use instead: in, a text; out, dotted paths and names as it spells them.

A heuristic: it knows the words that lead to a successor, and takes the first path or name after
each. Whether that exists is looked up by others.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from flake8_ssot.bridge_words import MAX_SENTENCE

_CUE = re.compile(
    r"\b(?:use|uses|using|import(?:ed|ing)?\s+(?:\w+\s+)?(?:directly\s+)?from|in\s+favou?r\s+of|deprecated\s+in\s+place\s+of"
    r"|replaced?\s+(?:\w+\s+)?(?:by|with)|replacement|superseded\s+by|moved\s+(?:in)?to"
    r"|renamed\s+(?:to|as)?|migrated?\s+to|migrating\s+to|switch(?:ed)?\s+to|prefer|prefers"
    r"|alias(?:es)?\s+(?:of|for|to)|aliased\s+to|redirect\w*|consolidated\s+(?:in)?to"
    r"|merged\s+into|re-?export(?:s|ed|ing)?|provided\s+by|delegat\w+\s+(?:\w+\s+)?to|see|call"
    r"|handled\s+by|lives?\s+in|(?:implemented|defined|found|available)\s+(?:in|at|by)|canonical\w*"
    r"|recommended|source\s+of\s+truth|ssot(?:\s+\w+)?(?=\s*:)|replaces?\b(?=.{0,3}:)"
    r"|implementation(?=\s*:)|(?:new|current|preferred|modern)(?:\s+\w+)?(?=\s*:)|synonym\s+for|same\s+as|is\s+now)\b|->|→|=>",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"[`'\"\w.()]{0,4}\s*(?:(?!instances|objects|lists)\w+\s+){0,2}?(?:instead\b(?!\s+of)|should\s+be\s+used)"
)
_AGAINST = re.compile(
    r"\b(?:instead\s+of|rather\s+than|don't|not\s+use|do\s+not|no\s+longer)\b", re.IGNORECASE
)
_TOKEN = re.compile(
    r"from\s+(?P<module>\.*[A-Za-z_][\w.]*)\s+import\s+\(?\s*(?P<names>\w+(?:\s*,\s*\w+)*)"
    r"|(?P<file>[\w./-]*\w\.py)\b(?!\.)"
    r"|(?<![\w/@.-])(?P<dotted>\.{0,3}[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+|\.{1,3}[A-Za-z_]\w*)(?!\w)"
    r"|[`'\"]{1,3}(?P<quoted>[A-Za-z_]\w*)(?=(?:\(\.{0,3}\))?[`'\"])"
    r"|(?<![\w/@.-])(?P<word>[A-Za-z_]\w*)(?P<call>\()?"
)
_OF = re.compile(
    r"(?:\(\))?[`'\"]*\s+(?:(?!instead)\w+\s+)?(?:from|in|of)\s+(?:the\s+)?[`'\"]*"
    r"(\.*\w+(?:\.\w+)+|[a-z]+_[a-z_]+)"
)
_WORD_ENDS = re.compile(r"\s+instead\b|\s*(?:[.,;!]|$)")
_AND = re.compile(r"(?:\(\.{0,3}\)|\))?[`'\"]*(?:,?\s+(?:and|or)\s+|,\s+|/)(?=[`'\"]*[A-Za-z_])")
_NO_PATH = re.compile(
    r"(?:e\.g|i\.e|.*\.(?:md|txt|rst|json|ya?ml|cfg|ini|toml|sh|html|com|org|io|net|xml|sql|js))$",
    re.IGNORECASE,
)
REACH = 80  # characters between a cue and what it speaks of


class Named(NamedTuple):
    """A successor as it is spelled: a dotted path, a name or a file."""

    text: str
    module: str = ""  # of `from module import name`; then `text` is both together
    is_file: bool = False
    is_word: bool = False  # it may be a plain word: a name only if the file has it


def named_successors(text: str) -> list[Named]:
    """What a sentence says to use instead: for each cue, the first thing after it."""
    found: list[Named] = []
    taken = 0
    for cue in _CUE.finditer(text):
        if cue.start() < taken or _AGAINST.search(text[max(0, cue.start() - 12) : cue.end()]):
            continue
        limit = cue.end() + REACH
        for token in _tokens(text, cue.end(), limit):
            if _AGAINST.search(text[cue.end() : token.start()]):
                break
            named = _named(token, text) or _word(token, text, cue.end())
            if named:
                found += named
                taken = token.end()
                break
        taken = _take_listed(text, taken, found) if found else taken
    if not found:
        for token in _tokens(text, 0, len(text)):
            if _INSTEAD.match(text, token.end()):
                found += _named(token, text)
    return list(dict.fromkeys(found))


def _take_listed(text: str, end: int, found: list[Named]) -> int:
    """Add what stands in one list with the last successor: "a(), b() and c()"; its end."""
    while True:
        gap = _AND.match(text, end)
        start = gap.end() if gap else end
        token = _TOKEN.match(text, start) or _TOKEN.match(text, start + 1) if gap else None
        named = _named(token, text) if token else []
        if token is None or not named:
            return end
        found += named
        end = token.end()


def _tokens(text: str, start: int, limit: int) -> list[re.Match[str]]:
    return [
        token
        for token in _TOKEN.finditer(text, start, min(len(text), limit + MAX_SENTENCE))
        if token.start() < limit
    ]


def _named(token: re.Match[str], text: str) -> list[Named]:
    if token["module"]:
        names = re.split(r"\s*,\s*", token["names"])
        return [Named(f"{token['module']}.{name}", token["module"]) for name in names]
    if token["file"]:
        return [Named(token["file"], is_file=True)]
    if token["dotted"]:
        return [] if _NO_PATH.match(token["dotted"]) else [Named(token["dotted"])]
    name = token["quoted"] or token["word"]
    if token["word"] and not (token["call"] or looks_like_name(name)):
        return []
    owner = _OF.match(text, token.end("quoted") if token["quoted"] else token.end("word"))
    if owner and not _NO_PATH.match(owner.group(1)):
        return [Named(f"{owner.group(1)}.{name}", owner.group(1))]
    return [Named(name)]


def _word(token: re.Match[str], text: str, after: int) -> list[Named]:
    """A plain word that directly follows its cue, and ends what is said: "use getcaps instead"."""
    is_next = not text[after : token.start()].strip()
    if is_next and token["word"] and _WORD_ENDS.match(text, token.end()):
        return [Named(token["word"], is_word=True)]
    return []


def looks_like_name(word: str) -> bool:
    """Is it spelled like code rather than like a word: `snake_case`, `CamelCase`?"""
    return "_" in word.strip("_") or re.search(r"[a-z0-9][A-Z]|[A-Z]{2}[a-z]", word) is not None
