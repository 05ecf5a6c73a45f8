"""What comments, docstrings and warnings say of deprecation: in, a text; out, who and what instead.

Everything here is a heuristic: it reads English. What it finds is verified by others.
"""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_TEXT = 40_000  # characters
MAX_LINES = 400
MAX_SENTENCES = 200
MAX_SENTENCE = 600  # characters

THIS = "this"  # who: the text says "this module", "it", or has a placeholder
LABEL = "label"  # who: nobody is named, the text begins with "Deprecated"
OTHER = ""  # who: a parameter, a value, a version
UNKNOWN = "…"  # in a message: what a placeholder stands for

_ITEM = re.compile(
    r"(?:[-*+•]|\d+[.)]|\.\. )\s*\S|[A-Z][A-Z0-9 _/-]{2,40}:|:\w+|@\w+|>>>|[=\-~^#]{3,}"
)
_END = re.compile(r"(?<=[.!?;])[\"')\]`]*\s+(?=[A-Z`\"'(:*])|(?<=\.)\s+(?=use\b)")
_SECTION = re.compile(
    r"(?:Args|Arguments|Parameters|Params|Returns?|Raises|Yields|Attributes|Examples?|Notes?"
    r"|See Also|References|Usage|Keyword Arguments)\b:?|:(?:param|arg|return|type|raise)\w*\b|>>>"
)
_ROLE = re.compile(r":[a-z:]{2,20}:`~?([^`<]{1,200})(?:<~?([^`>]{1,200})>)?`")


class Sentence(NamedTuple):
    """A sentence or item of a text, on one line."""

    line: int  # how many lines of the text are before it
    indent: int
    text: str


def sentences(text: str) -> list[Sentence]:
    """The sentences of `text`; an item of a list, a label and a paragraph begin a new one."""
    text = text[:MAX_TEXT]
    found: list[Sentence] = []
    held: list[str] = []
    start = indent = 0
    for number, line in enumerate([*text.expandtabs().split("\n")[:MAX_LINES], ""]):
        stripped = line.strip()
        if held and (not stripped or _ITEM.match(stripped)):
            found += _split(start, indent, " ".join(held))
            held = []
        if stripped and not held:
            start, indent = number, len(line) - len(line.lstrip())
        if stripped:
            held.append(stripped)
    return found[:MAX_SENTENCES]


def _split(line: int, indent: int, text: str) -> list[Sentence]:
    plain = _ROLE.sub(lambda role: f"`{(role.group(2) or role.group(1)).strip()}`", text)
    return [
        Sentence(line, indent, part[:MAX_SENTENCE]) for part in _END.split(plain) if part.strip()
    ]


def head(found: list[Sentence]) -> list[Sentence]:
    """Those before the first section on parameters, results or examples."""
    for number, sentence in enumerate(found):
        if _SECTION.match(sentence.text):
            return found[:number]
    return found


# Who is deprecated ----------------------------------------------------------------------------

_WORD = r"(?:deprecated|obsolete|superseded)"
_THING = (
    r"(?:module|package|subpackage|file|import|path|function|method|class|name|alias|interface|shim"
    r"|wrapper|layer|helper|object|exception|decorator|operator|hook|sensor|backend|property"
    r"|constant|factory|re-?export|API)"
)
_IS = re.compile(
    r"(?P<before>(?:[\w-]+\s+){0,3}?)(?P<name>[^\s,;]{1,120})(?:\s+" + _THING + r"\b)?"
    r"[`'\",]*\s+(?:is|are|was|were|has\s+been|have\s+been|will\s+be)\s+(?:[\w-]+\s+){0,2}?"
    + _WORD
    + r"\b",
    re.IGNORECASE,
)
_IMPORTING = re.compile(
    r"\bimport(?:ing|s)?\s+(?:of\s+)?[`'\"]*(?P<name>\w+)[`'\"]*\s+(?:directly\s+)?from\s+"
    r"(?:the\s+)?[`'\"]*(?P<module>[\w.]+\w)[`'\"]*.{0,40}?\b" + _WORD,
    re.IGNORECASE,
)
_IMPORTED = re.compile(
    r"^\W*(?:DEPRECATED|LEGACY|OLD)\b[^\w]{1,4}from\s+(?P<module>[\w.]+)\s+import\s+(?P<name>\w+)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\W*(?:(?:critical|important|warning|note|notice|attention|alert|pending|legacy)\b\W*)*"
    r"(?:(?:deprecated|obsolete)\b(?=\W*$|\W*[-:.,;!(\u2013\u2014/]|\s+(?:since|in|as|alias|and|but|compat\w*|"
    r"stub|wrapper|function|method|class|module|version|use|shim|by|for|synonym|name|because|please"
    r"|legacy|backwards?|from|with|after|of|helper|property|interface|api|path)\b)"
    r"|deprecation\s+(?:notice|warning|note)\b|deprecation\s*:)"
    r"|^\.\.\s*deprecated::|\((?:now\s+)?deprecated\b[^)]{0,80}\)\W*$",
    re.IGNORECASE,
)
_CAPITALS = re.compile(r"^.{0,40}\bDEPRECATED\b\W*(?:[:.!(—-]|$)|^.{0,40}\bDEPRECATION WARNING\b")
_PARAMETER = re.compile(
    r"\b(?:arguments?|args?|parameters?|params?|keywords?|kwargs?|option|options|flags?|passing"
    r"|passed|settings?|fields?|columns?|setting|values?|syntax|types?\s+of|support\s+for|behaviou?r"
    r"|usage\s+with|python\s+[23]|attributes?|keys?|format|mode|signature)\b",
    re.IGNORECASE,
)
_LISTED = re.compile(r"[-*+•]\s+deprecated\s+\w", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|never|no\s+longer|isn't|un)\s*(?:yet\s+)?deprecat", re.IGNORECASE)
_THESE = frozenset({"this", "it", "these", "that", "{}", UNKNOWN})
_AND_IT = frozenset({"and", "but", "so", "because", "as", "since"})
_NO_SUBJECT = frozenset({"for", "with", "in", "without", "by", "if", "when", "on"})


def who(text: str) -> str | None:
    """Who is said to be deprecated: THIS, LABEL, OTHER, `module:name` of an import, or a name.

    None where the sentence says no such thing.
    """
    if not may_say_deprecated(text) or _NOT.search(text):
        return None
    match = _IMPORTED.search(text) or _IMPORTING.search(text)
    if match:
        return f"{match['module']}:{match['name']}"
    match = _IS.search(text)
    if match:
        return _subject(match, text)
    if _LISTED.match(text):
        return OTHER  # an item of a list of what is deprecated, or was done
    if _LABEL.search(text) or _CAPITALS.search(text):
        return OTHER if _PARAMETER.search(text[:80]) else LABEL
    return OTHER if says_deprecated(text) and _PARAMETER.search(text) else None


def _subject(match: re.Match[str], text: str) -> str:
    before = match["before"].lower().split()
    name = match["name"].strip("`'\"()*:").removesuffix("()").rstrip("(")
    if _PARAMETER.search(text[: match.end()]) and name != UNKNOWN:
        return OTHER
    if before and (before[-1] in _NO_SUBJECT or ("from" in before and before[0] != "importing")):
        return OTHER
    if name.lower() == "it" and before and before[-1] not in _AND_IT:
        return OTHER  # "the file says that it is deprecated"
    if name.lower() in _THESE or {"this", "these"} & set(before) or name.lower().startswith("this"):
        return THIS
    if re.fullmatch(_THING + "s?", name, re.IGNORECASE):
        return OTHER  # "the following functions", "old modules"
    return name if re.fullmatch(r"[\w.]+", name) else OTHER


def may_say_deprecated(text: str) -> bool:
    """May `who` find anything in it? Quick."""
    lower = text.lower()
    return any(word in lower for word in ("deprecat", "obsolete", "superseded", "legacy", "old"))


def says_deprecated(text: str) -> bool:
    """Does the text hold a word of deprecation at all?"""
    return re.search(r"deprecat|obsolete|superseded", text, re.IGNORECASE) is not None


# Compatibility ---------------------------------------------------------------------------------

_COMPATIBILITY = re.compile(
    r"compatib|\bcompat\b|deprecat|\blegacy\b|\bold\s+(?:name|import|path)|\bre-?export|redirect"
    r"|backwards?\b|\brenamed\b|\bmoved\b|\bshim\b",
    re.IGNORECASE,
)
_KIND = (
    r"(?:layer|module|wrapper|shim|bridge|stub|aliases|alias|interface|imports?|facade|package|file"
    r"|re-?exports?)"
)
_ROLES = re.compile(
    r"\b(?:backwards?[- ])?(?:compat|compatibility|legacy|redirect|redirection|re-?export)\s+"
    r"(?:\w+\s+){0,2}?" + _KIND + r"\b(?!\s+(?:patterns?|statements?)\s+to\b)"
    r"|\b" + _KIND + r"\s+(?:\w+\s+){0,2}?for\s+(?:backwards?[- ])?compatib"
    r"|\b(?:module|file|package)\b.{0,60}?\b(?:provides?|maintains?|exists?|kept|maintained|keeps?)"
    r"\b.{0,40}?\bbackwards?[- ]compatib"
    r"|\b(?:this|ssot)\b.{0,60}?\bredirect|\bredirect\w*\s+(?:\w+\s+){0,2}?(?:ssot|implementation|imports?)\b"
    r"|\bssot\s+(?:alias|re-?export)|\bre-?export\w*\b.{0,80}?\b(?:compat|deprecat|old\b|legacy|existing|moved|ssot)"
    r"|\b(?:compat|deprecat|legacy|existing)\w*\b.{0,60}?\bre-?export|\b(?:legacy|old)\s+import\s+path"
    r"|\bfor\s+(?:legacy|old|existing)\s+imports?\b"
    r"|\b(?:file|module|package)\s+(?:has\s+been|was|is\s+now|have\s+been)\s+(?:moved|renamed)\b"
    r"|\bhas\s+(?:been\s+)?(?:moved|renamed)\s+to\b|\bsource\s+of\s+truth\s+(?:is\s+)?(?:now\s+)?in\b",
    re.IGNORECASE,
)
_PASSED_ON = re.compile(
    r"\bcompatibility\b|\bbackwards?[- ]compatib|deprecat"
    r"|\b(?:old|former|legacy)\s+(?:name|alias|function|class|entry|interface)"
    r"|\brenamed\b|\balias\s+(?:of|for)\b",
    re.IGNORECASE,
)
_ABOUT_IT = re.compile(
    r"\bthis\s+(?:function|class|method)\b|\b(?:alias|wrapper|shim|stub|synonym)\b", re.IGNORECASE
)
_OTHER = re.compile(
    r"\bpython\s*[23]|\bpy[23]|\bpypy|\bversions?\s+of|\bwindows\b|\bnumpy\b|\bplatform|\bbrowsers?\b",
    re.IGNORECASE,
)


def looks_like_compatibility(text: str) -> bool:
    """Does a comment or docstring of a name speak of compatibility or of an old name?"""
    return bool(_COMPATIBILITY.search(text)) and not _is_of_others(text)


def _is_of_others(text: str) -> bool:
    """Does it speak of other programs, or of what is not deprecated?"""
    return bool(_OTHER.search(text) or _NOT.search(text))


def looks_like_compatible_definition(text: str, *, is_title: bool) -> bool:
    """The same of a function or class that only passes on: fewer words count."""
    is_about_it = is_title or _ABOUT_IT.search(text) is not None
    return is_about_it and bool(_PASSED_ON.search(text)) and not _is_of_others(text)


def looks_like_bridge_module(text: str) -> bool:
    """Does a sentence about a module call it a layer, a redirection or the like?"""
    return bool(_ROLES.search(text)) and not _OTHER.search(text)
