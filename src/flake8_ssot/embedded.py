"""Code inside other files, read and written back: in, bytes; out, an Embedded, or bytes again.

Writing back trusts nothing: what was written is read anew, and must hold the code it should.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from flake8_ssot.alignment import Change, changes
from flake8_ssot.doctests import doctests
from flake8_ssot.documents import document
from flake8_ssot.fragments import SEPARATOR, Embedded, Fragment, HostKind, Line
from flake8_ssot.magics import MARK
from flake8_ssot.notebooks import notebook
from flake8_ssot.source import Source, Unparsable, parse, split_lines

BOM = "\ufeff"

# One character inside a JSON string; what lies beyond 16 bits is a pair of escapes.
_CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|\\u[0-9a-fA-F]{4}|\\.|[^\\]"
)


class _Splice(NamedTuple):
    """Put `text` in the place of what the host has from `start` to `end` (in code points)."""

    start: int
    end: int
    text: str


class _Refusal(Exception):  # noqa: N818
    """Why something cannot be written back; never leaves this module."""


def read(data: bytes, kind: HostKind) -> Embedded | Unparsable | None:
    """The code in a host of this kind; None where there is none. A module must be in UTF-8."""
    if kind is HostKind.NOTEBOOK:
        return notebook(data)
    if kind is not HostKind.MODULE:
        return document(data, kind)
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    tree = parse(text)
    if isinstance(tree, Unparsable):
        return tree
    return doctests(Source("", split_lines(text), tree, data))


def write_back(embedded: Embedded, new_text: str) -> bytes | str:
    """The host with the lines that differ in `new_text` put in; why that cannot be done.

    Everything else keeps its bytes. Those of a module with doctests are UTF-8, as its Source has
    them.
    """
    changed = new_text != embedded.text
    try:
        host = _changed(embedded, new_text) if changed else embedded.host
        data = f"{BOM if embedded.has_bom else ''}{host}".encode()
    except _Refusal as refusal:
        return str(refusal)
    except UnicodeEncodeError:
        return "a character cannot be written"
    if changed:
        again = read(data, embedded.kind)
        code = _code(again.text) if isinstance(again, Embedded) else []
        if code != _code(new_text):
            return "it would not be read as the same code"
    return data


def _code(text: str) -> list[str]:
    """The lines of a virtual module that are not blank, of those parts that hold any code."""
    parts = (part for part in _parts(text) if any(map(_is_code, part)))
    return [line for part in parts for line in part if line.strip()]


def _is_code(line: str) -> bool:
    return bool(line.strip()) and MARK not in line


def _changed(embedded: Embedded, new_text: str) -> str:
    parts = _parts(new_text)
    if len(parts) != len(embedded.fragments) or _parts(embedded.text) != [
        [line.text for line in fragment.lines] for fragment in embedded.fragments
    ]:
        raise _Refusal("the parts of the file cannot be told apart")
    host, result, position = embedded.host, [], 0
    for fragment, lines in zip(embedded.fragments, parts, strict=True):
        for splice in _splices(host, fragment, lines):
            result += [host[position : splice.start], splice.text]
            position = splice.end
    return "".join([*result, host[position:]])


def _parts(text: str) -> list[list[str]]:
    """The lines of each part of a virtual module."""
    parts: list[list[str]] = []
    for line in text.split("\n")[1:-1]:
        if line == f"{SEPARATOR}{len(parts) + 1}":
            parts.append([])
        elif parts:
            parts[-1].append(line)
        else:
            raise _Refusal("a line would stand before the first part of the file")
    return parts


def _splices(host: str, fragment: Fragment, new: Sequence[str]) -> list[_Splice]:
    """What to change in the host so that `fragment` has the lines `new`, in order."""
    old = [line.text for line in fragment.lines]
    found = list(changes(old, new))
    if not found:
        return []
    if not new:
        if fragment.whole is None:
            raise _Refusal("nothing would be left of the code")
        return [_Splice(*fragment.whole, fragment.emptied)]
    writer = _Writer(host, fragment, new)
    if fragment.has_output:
        is_last_kept = found[-1].old_end < len(old)
        if not is_last_kept and len(writer.statements) != len(writer.old_statements):
            raise _Refusal("expected output would follow another statement")
    return [splice for change in found for splice in writer.splices(change)]


class _Writer:
    """Writes new lines of a fragment as its host spells them."""

    def __init__(self, host: str, fragment: Fragment, new: Sequence[str]) -> None:
        self.host = host
        self.fragment = fragment
        self.new = new
        self.has_prompts = fragment.continued is not None
        old = [line.text for line in fragment.lines]
        self.old_statements = _statements(old) if self.has_prompts else {0}
        self.statements = _statements(new) if self.has_prompts else {0}
        self.as_ascii = fragment.is_json and host.isascii()

    def splices(self, change: Change) -> Iterator[_Splice]:
        lines = self.fragment.lines
        old = range(change.old_start, change.old_end)
        new = range(change.new_start, change.new_end)
        if self.fragment.newline is None and len(old) != len(new):
            raise _Refusal("the number of lines would change")
        paired = min(len(old), len(new))
        for old_number, number in zip(old, new, strict=False):
            if lines[old_number].text != self.new[number]:
                yield self.replaced(old_number, number)
        if paired < len(new):
            yield self.added(change.old_start + paired, new[paired:], after=paired > 0)
        elif paired < len(old):
            yield self.removed(old[paired], change.old_end)

    def replaced(self, old_number: int, number: int) -> _Splice:
        """An old line with the new text of this number."""
        line, text = self.fragment.lines[old_number], self.new[number]
        if line.place is None:
            raise _Refusal("a line that is no Python would change")
        begins, began = number in self.statements, old_number in self.old_statements
        has_new_prompt = self.has_prompts and begins != began
        if text.strip() and line.text.strip() and not has_new_prompt:
            return _Splice(line.code, line.end, self.respelled(line, text))
        if self.fragment.newline is None:
            raise _Refusal("the line would need another prompt")
        return _Splice(line.start, line.end, self.whole(number))

    def added(self, position: int, numbers: Iterable[int], *, after: bool) -> _Splice:
        """New lines in front of the old one at `position`, or `after` the one before it."""
        lines, newline = self.fragment.lines, self.fragment.newline or ""
        written = [self.whole(number) for number in numbers]
        if after or position == len(lines):
            place = lines[position - 1].end
            return _Splice(place, place, "".join(newline + line for line in written))
        place = lines[position].start
        return _Splice(place, place, "".join(line + newline for line in written))

    def removed(self, first: int, end: int) -> _Splice:
        """Nothing in the place of some old lines; at least one other stays."""
        lines = self.fragment.lines
        if any(line.place is None for line in lines[first:end]):
            raise _Refusal("a line that is no Python would go")
        if end < len(lines):
            return _Splice(lines[first].start, lines[end].start, "")
        return _Splice(lines[first - 1].end, lines[-1].end, "")

    def whole(self, number: int) -> str:
        """A new line with what stands in front of it."""
        prefix = self.fragment.prefix
        if number not in self.statements:
            prefix = self.fragment.continued or prefix
        text = self.new[number]
        if text.strip() or self.fragment.is_json:
            return prefix + self.spelled(text)
        return prefix.rstrip()

    def spelled(self, text: str) -> str:
        if not self.fragment.is_json:
            return text
        return json.dumps(text, ensure_ascii=self.as_ascii)[1:-1]

    def respelled(self, line: Line, text: str) -> str:
        """The new text of a line; where it is as before, so is its spelling."""
        written = _CHARACTER.findall(self.host[line.code : line.end])
        if not self.fragment.is_json or len(written) != len(line.text):
            return self.spelled(text)
        longest = min(len(text), len(written))
        start = 0
        while start < longest and text[start] == line.text[start]:
            start += 1
        end = 0
        while end < longest - start and text[-1 - end] == line.text[-1 - end]:
            end += 1
        middle = self.spelled(text[start : len(text) - end])
        return "".join([*written[:start], middle, *written[len(written) - end :]])


def _statements(lines: Sequence[str]) -> set[int]:
    """The 0-based numbers of the lines that begin a statement at the top, and the first."""
    tree = parse("".join(f"{line}\n" for line in lines))
    if isinstance(tree, Unparsable):
        raise _Refusal(tree.reason)
    starts = {0}
    for node in tree.body:
        decorators: list[ast.expr] = getattr(node, "decorator_list", [])
        starts.add(min([node.lineno, *(item.lineno for item in decorators)]) - 1)
    return starts
