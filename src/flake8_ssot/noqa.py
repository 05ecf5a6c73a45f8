"""flake8's rules for `# noqa`, row by row: in, a file's lines; out, which findings they hide.

Same table as flake8 (its `defaults.py`, `violation.py` and `processor.py`), tested against it, so
that `ssot check` and flake8 never disagree about a comment.
"""

from __future__ import annotations

import re
import tokenize

from flake8_ssot.source import list_tokens

# As flake8 reads it: codes need a letter and a digit, else the comment hides everything.
_INLINE = re.compile(r"# noqa(?::[\s]?(?P<codes>([A-Z]+[0-9]+(?:[,\s]+)?)+))?", re.IGNORECASE)
_FILE = re.compile(r"\s*# flake8[:=]\s*noqa", re.IGNORECASE)
_SEPARATOR = re.compile(r"[,\s]")


def hides_file(lines: list[str]) -> bool:
    """Does a `# flake8: noqa` line take the whole file out?"""
    if not _holds("flake8", lines):  # nearly always
        return False
    return any(_FILE.match(line) for line in lines if "flake8" in line.lower())


def _holds(word: str, lines: list[str]) -> bool:
    """Does any of the lines hold the word, in whatever case?"""
    return word in "".join(lines).lower()


def comment_hides(text: str, code: str) -> bool:
    """Does a `# noqa` comment anywhere in `text` hide `code`?"""
    match = _INLINE.search(text)
    if match is None:
        return False
    codes = match.group("codes")
    if codes is None:
        return True
    return code.startswith(tuple(item for item in _SEPARATOR.split(codes) if item))


class NoqaLines:
    """Which text is searched for `# noqa` when a finding sits on a line.

    A physical line, widened by backslash continuations and multi-line strings: flake8 joins the
    lines between two NEWLINE or NL tokens, and brackets hold NL tokens.
    """

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.has_comment = _holds("noqa", lines)
        self._ranges: dict[int, tuple[int, int]] | None = None

    def text_for(self, line: int) -> str:
        """The text for the 1-based `line`."""
        if not self.has_comment:
            return ""
        if self._ranges is None:
            self._ranges = _joined_ranges(self.lines)
        first, last = self._ranges.get(line, (line, line))
        return "".join(self.lines[first - 1 : last])

    def hide(self, line: int, code: str) -> bool:
        """Is a finding with `code` on the 1-based `line` hidden?"""
        return comment_hides(self.text_for(line), code)


def _joined_ranges(lines: list[str]) -> dict[int, tuple[int, int]]:
    """Line -> first and last line of the range it is joined with; empty if tokenizing fails."""
    ranges: dict[int, tuple[int, int]] = {}
    first, last = len(lines) + 2, -1
    for token in list_tokens(lines) or ():
        if token.type in (tokenize.ENDMARKER, tokenize.DEDENT):
            continue
        first, last = min(first, token.start[0]), max(last, token.end[0])
        if token.type in (tokenize.NL, tokenize.NEWLINE):
            for line in range(first, last + 1):
                ranges[line] = (first, last)
            first, last = len(lines) + 2, -1
    return ranges
