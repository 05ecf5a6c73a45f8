"""Code inside other files: what all hosts share, and random edits of random hosts."""

from __future__ import annotations

import ast
import json
import random
import re
import time
from collections.abc import Sequence
from typing import Any

import pytest
from embedded_support import embedded_in, notebook_of
from support import ENOUGH_SECONDS

from flake8_ssot.alignment import changes
from flake8_ssot.embedded import write_back
from flake8_ssot.file_kinds import HOSTED
from flake8_ssot.fragments import HostKind, host_lines, host_span
from flake8_ssot.hosts import HOSTS
from flake8_ssot.model import Span

CASES = 300
LONG_CASES = 20_000

# Which lines stay: the old lines, the new ones, and those of the old that are kept.

ALIGNED = [
    pytest.param("", "", "", id="nothing"),
    pytest.param("abc", "abc", "abc", id="same"),
    pytest.param("", "abc", "", id="all-new"),
    pytest.param("abc", "", "", id="all-gone"),
    pytest.param("abc", "xbc", "bc", id="first"),
    pytest.param("abc", "abx", "ab", id="last"),
    pytest.param("abcde", "axcye", "ace", id="two"),
    pytest.param("aabaa", "aaaa", "aaaa", id="repeated"),
    pytest.param("abab", "baba", "aba", id="shifted"),
    pytest.param("abc", "cab", "ab", id="moved"),
    pytest.param("x" * 90 + "y", "z" + "x" * 90, "x" * 90, id="long"),
    pytest.param("ab" * 200 + "c", "d" + "ba" * 200, "", id="too-long-to-compare"),
    pytest.param("ab" * 200 + "1" + "ab" * 200, "ba" * 99 + "1" + "ba" * 99, "1", id="anchor"),
]


def apply(old: str, new: str) -> tuple[str, str]:
    """The lines that stay, and the new lines as the changes make them from the old ones."""
    kept, made, position = [], [], 0
    for change in changes(old, new):
        kept.append(old[position : change.old_start])
        made += [kept[-1], new[change.new_start : change.new_end]]
        position = change.old_end
    kept.append(old[position:])
    return "".join(kept), "".join([*made, kept[-1]])


@pytest.mark.parametrize(("old", "new", "kept"), ALIGNED)
def test_aligned(old: str, new: str, kept: str) -> None:
    assert apply(old, new) == (kept, new)


def test_random_lines_are_aligned() -> None:
    chance = random.Random(1)
    for _ in range(CASES):
        old, new = ("".join(chance.choices("abcdefgh", k=chance.randint(0, 9))) for _ in "ab")
        assert apply(old, new)[1] == new


@pytest.mark.parametrize("lines", [["a", "b"] * 50_000, [str(at) for at in range(50_000)]])
def test_alignment_takes_linear_time(lines: list[str]) -> None:
    start = time.process_time()
    assert list(changes(lines, ["x", *lines[1:-1:2], "y"]))
    assert list(changes(lines, lines[::-1]))
    assert time.process_time() - start < ENOUGH_SECONDS


# From the virtual module to the host.

SPANS = [
    pytest.param(Span(3, 1, 3, 4), (0, Span(2, 3, 2, 6)), id="one-line"),
    pytest.param(Span(3, 2, 4, 3), (0, Span(2, 4, 3, 5)), id="two-lines"),
    pytest.param(Span(2, 1, 2, 2), None, id="line-of-ours"),
    pytest.param(Span(4, 1, 5, 2), None, id="ends-on-line-of-ours"),
    pytest.param(Span(0, 1, 3, 1), None, id="no-line"),
    pytest.param(Span(3, 1, 99, 1), None, id="behind-the-end"),
]


@pytest.mark.parametrize(("span", "expected"), SPANS)
def test_host_span(span: Span, expected: tuple[int, Span] | None) -> None:
    found = embedded_in("```py\n  abc\n  d\n```\n```py\ne\n```", HostKind.MARKDOWN)
    assert host_span(found, span) == expected


def test_host_span_in_a_cell() -> None:
    found = embedded_in(notebook_of("a\n bc".replace(" ", ""), "d\nef"), HostKind.NOTEBOOK)
    assert host_span(found, Span(6, 1, 7, 3)) == (2, Span(1, 1, 2, 3))
    assert host_span(found, Span(3, 1, 7, 3)) is None


def test_host_lines() -> None:
    lines = host_lines("a\nb\r\nc\rd\x0b\x0c\x85\u2028e")
    assert [(line.number, line.text, line.start) for line in lines] == [
        (1, "a", 0),
        (2, "b", 2),
        (3, "c", 5),
        (4, "d\x0b\x0c\x85\u2028e", 7),
    ]


# Random fragments in random hosts, edited at random: an independent reader must find the new code,
# and nothing but it may have changed.

STATEMENTS = (
    "import old",
    "from a.old import é, b",
    "x = old.y('é', \"\\t\", '\U0001f600')",
    "if a:\n    old()\n\n    b = [\n  1,\n]",
    "def f(a,\n      b):\n    return '''\n  text\n\n\ttext'''",
    "# comment / old",
    "for a in b: old.c(a)  # noqa",
    "@old\nclass A:\n\tb = 1",
    "await x",
)


def some_code(chance: random.Random) -> str:
    return "\n".join(chance.choices(STATEMENTS, k=chance.randint(1, 4)))


def edited(lines: list[str], chance: random.Random) -> list[str]:
    """Some lines changed, some more, some less; they may be no Python any more."""
    lines = list(lines)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(lines)) if lines else 0
        kind = chance.choice(("change", "change", "rename", "insert", "delete"))
        if kind == "insert" or not lines:
            lines[at:at] = some_code(chance).split("\n")
        elif kind == "delete":
            del lines[at : at + chance.randint(1, 2)]
        elif kind == "rename":
            lines = [line.replace("old", chance.choice(("new", "nöw"))) for line in lines]
        else:
            lines[at] = f"{lines[at]} # ö/\\"
    return lines


def is_python(lines: Sequence[str]) -> bool:
    try:
        ast.parse("\n".join(lines))
    except SyntaxError:
        return False
    return any(line.strip() for line in lines)


class Host:
    """A host made of pieces of code, and an independent reader of it."""

    kind: HostKind

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.newline = chance.choice(("\n", "\n", "\r\n"))

    def write(self, pieces: list[str]) -> str:
        raise NotImplementedError

    def read(self, host: str) -> list[list[str]]:
        """The lines of each piece."""
        raise NotImplementedError

    def frame(self, host: str) -> Any:
        """What must not change."""
        raise NotImplementedError


SOURCE = re.compile(
    r"""(?<="source")\s*:\s*(?:"(?:[^"\\]|\\.)*"|\[(?:\s*"(?:[^"\\]|\\.)*"\s*,?)*\s*\])"""
)


class NotebookHost(Host):
    kind = HostKind.NOTEBOOK

    def write(self, pieces: list[str]) -> str:
        chance = self.chance
        cells: list[dict[str, Any]] = []
        for piece in pieces:
            source: Any = piece + chance.choice(("", "\n"))
            if chance.random() < 0.7:
                source = source.splitlines(keepends=True)
            if chance.random() < 0.1:
                source = list("".join(source))
            cells.append({"cell_type": "markdown", "source": chance.choice((["# old"], "old"))})
            cells.append({"cell_type": "code", "outputs": [{"text": ["old/é"]}], "source": source})
        text = json.dumps(
            {"cells": cells, "metadata": {"a": {"source": ["old"]}}},
            indent=chance.choice((None, 0, 1, "\t")),
            ensure_ascii=chance.random() < 0.5,
            sort_keys=chance.random() < 0.5,
            separators=chance.choice((None, (",", ":"), (" , ", " : "))),
        )
        return text.replace("\n", self.newline) + chance.choice(("", self.newline))

    def read(self, host: str) -> list[list[str]]:
        cells = json.loads(host)["cells"]
        texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        return [
            text.split("\n")[:-1] if text.endswith("\n") else text.split("\n") for text in texts
        ]

    def frame(self, host: str) -> Any:
        read = json.loads(host)
        for cell in read["cells"]:
            if cell["cell_type"] == "code":
                del cell["source"]
        return read, SOURCE.sub("", host), host.isascii()


class TextHost(Host):
    """Pieces between marks, each line behind a prefix."""

    before, after, prefix = "", "", ""

    def write(self, pieces: list[str]) -> str:
        lines = ["Text of old."]
        for piece in pieces:
            code = [f"{self.prefix}{line}".rstrip() for line in piece.split("\n")]
            lines += ["", *self.before.split("\n"), *code, *self.after.split("\n"), "Text."]
        return self.newline.join(lines) + self.chance.choice(("", self.newline))

    def _split(self, host: str) -> list[tuple[str, bool]]:
        lines = host.split(self.newline)
        found, start = [], self.before.split("\n")[-1]
        inside = False
        for line in lines:
            is_end = line in (self.after or "Text.", "Text.")
            inside = inside and not is_end
            found.append((line, inside))
            inside = inside or line == start
        return found

    def read(self, host: str) -> list[list[str]]:
        pieces: list[list[str]] = []
        was_inside = False
        for line, inside in self._split(host):
            if inside and not was_inside:
                pieces.append([])
            if inside:
                pieces[-1].append(line[len(self.prefix) :])
            was_inside = inside
        return pieces

    def frame(self, host: str) -> Any:
        return [line for line, inside in self._split(host) if not inside]


class FenceHost(TextHost):
    kind = HostKind.MARKDOWN
    before, after = "~~~python x=1", "~~~"


class QuoteHost(TextHost):
    kind = HostKind.MARKDOWN
    before, after, prefix = "> ```py", "> ```", "> "


class ItemHost(TextHost):
    kind = HostKind.MARKDOWN
    before, after, prefix = "1. Item\n\n   ```{.python}", "   ```", "   "


class DirectiveHost(TextHost):
    kind = HostKind.RST
    before, prefix = ".. code-block:: python\n   :linenos:", "    "


@pytest.mark.parametrize(
    "host_class", [NotebookHost, FenceHost, QuoteHost, ItemHost, DirectiveHost]
)
def test_random_edits(host_class: type[Host], long: bool) -> None:
    seed = random.randrange(1 << 32)
    chance = random.Random(seed)
    written = 0
    for _ in range(LONG_CASES if long else CASES):
        maker = host_class(chance)
        host = maker.write([some_code(chance) for _ in range(chance.randint(1, 4))])
        found = embedded_in(host, maker.kind)
        old = [[line.text for line in fragment.lines] for fragment in found.fragments]
        assert old == maker.read(host) or maker.kind is not HostKind.NOTEBOOK, seed
        at = chance.randrange(len(old))
        new = edited(old[at], chance)
        lines = found.text.split("\n")
        start = lines.index(f"# ssot: part {at + 1}") + 1
        lines[start : start + len(old[at])] = new
        result = write_back(found, "\n".join(lines))
        if isinstance(result, bytes):
            written += 1
            after = result.decode()
            assert maker.frame(after) == maker.frame(host), seed
            expected = [*old[:at], new, *old[at + 1 :]]
            assert filled(maker.read(after)) == filled(expected), seed
        else:
            assert not is_python(new) or maker.kind is not HostKind.NOTEBOOK, (seed, result)
    assert written > CASES // 4


def filled(pieces: list[list[str]]) -> list[str]:
    """The lines that are not blank."""
    return [line for piece in pieces for line in piece if line.strip()]


def test_every_kind_with_code_in_it_has_a_reader() -> None:
    assert set(HOSTS) == HOSTED
