"""How results look: text, for a terminal, counts, JSON."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest

from flake8_ssot import report
from flake8_ssot.model import Applicability, Edit, Finding, Fix, Kind, Problem, Span

BASE = Finding(
    code="SOT101",
    rule="engine",
    kind=Kind.FROM,
    path="pkg/a.py",
    span=Span(3, 8, 3, 14),
    message="import of deprecated path 'acme.old'",
    old="acme.old",
    new="acme.new",
    scope="<module>",
)


def at(line: int, column: int, end_line: int, end_column: int) -> Finding:
    return BASE._replace(span=Span(line, column, end_line, end_column))


def test_text_line() -> None:
    expected = "pkg/a.py:3:8: SOT101 import of deprecated path 'acme.old'"
    assert report.text_line(BASE) == expected


# Carets --------------------------------------------------------------------------------------


def cells(text: str) -> int:
    """Terminal cells of a text without tabs."""
    wide = sum(unicodedata.east_asian_width(char) in {"W", "F"} for char in text)
    marks = sum(unicodedata.combining(char) > 0 for char in text)
    return len(text) + wide - marks


CARETS = [
    pytest.param("import os", 8, 10, "import ", "os", id="plain"),
    pytest.param("os", 1, 3, "", "os", id="first column"),
    pytest.param("    os.path", 8, 12, "    os.", "path", id="inside"),
    pytest.param("日本 = old.X", 6, 11, "日本 = ", "old.X", id="wide characters before"),
    pytest.param("old.日本", 1, 7, "", "old.日本", id="wide characters inside"),
    pytest.param("😀; old", 4, 7, "😀; ", "old", id="emoji"),
    pytest.param(
        "\uff46\uff55\uff4c\uff4c old", 6, 9, "\uff46\uff55\uff4c\uff4c ", "old", id="full width"
    ),
    pytest.param("e\u0301 old", 4, 7, "e\u0301 ", "old", id="combining accent"),
    pytest.param("größe old", 7, 10, "größe ", "old", id="narrow non-ASCII"),
]


@pytest.mark.parametrize(("line", "start", "end", "before", "marked"), CARETS)
def test_caret_stands_below_what_it_means(
    line: str, start: int, end: int, before: str, marked: str
) -> None:
    assert line[start - 1 : end - 1] == marked
    found = at(3, start, 3, end)
    head, source, caret = report.terminal_lines(found, line, report.PLAIN).split("\n")
    assert head == f"pkg/a.py:3:{start}: SOT101 {BASE.message}"
    assert source == f"    3 | {line}"
    assert caret == f"      | {' ' * cells(before)}{'^' * cells(marked)}"


TABS = [
    pytest.param("\told", 2, 5, "\t^^^", id="one tab"),
    pytest.param("\t\told", 3, 6, "\t\t^^^", id="two tabs"),
    pytest.param("if x:\told", 7, 10, "     \t^^^", id="tab inside"),
    pytest.param("日\told", 3, 6, "  \t^^^", id="tab behind a wide character"),
]


@pytest.mark.parametrize(("line", "start", "end", "expected"), TABS)
def test_tabs_before_the_caret_are_kept(line: str, start: int, end: int, expected: str) -> None:
    rows = report.terminal_lines(at(1, start, 1, end), line, report.PLAIN).split("\n")
    assert rows[1:] == [f"    1 | {line}", f"      | {expected}"]


ENDS = [
    pytest.param("from a import (  ", at(2, 1, 4, 2), "^" * 15, id="span over several lines"),
    pytest.param("x", at(2, 1, 2, 1), "^", id="empty span"),
    pytest.param("", at(2, 1, 2, 1), "^", id="empty line"),
    pytest.param("x", at(2, 9, 2, 12), " ^", id="span behind the line"),
    pytest.param("x" * 3000, at(2, 1, 2, 3001), "^" * 3000, id="long line"),
]


@pytest.mark.parametrize(("line", "found", "expected"), ENDS)
def test_caret_at_the_end_of_a_line(line: str, found: Finding, expected: str) -> None:
    caret = report.terminal_lines(found, line, report.PLAIN).split("\n")[2]
    assert caret == f"      | {expected}"


def test_large_line_number_keeps_the_columns_together() -> None:
    rows = report.terminal_lines(at(1234567, 1, 1234567, 4), "old", report.PLAIN).split("\n")
    assert rows[1:] == ["1234567 | old", "        | ^^^"]


def test_no_source_line_no_caret() -> None:
    assert report.terminal_lines(BASE, None, report.PLAIN) == report.text_line(BASE)


def test_colours() -> None:
    esc = "\033["
    expected = (
        f"{esc}1mpkg/a.py{esc}m{esc}36m:{esc}m3{esc}36m:{esc}m8{esc}36m:{esc}m "
        f"{esc}1m{esc}31mSOT101{esc}m {BASE.message}\n"
        f"{esc}2m    3 |{esc}m import acme.o\n"
        f"{esc}2m      |{esc}m        {esc}31m^^^^^^{esc}m"
    )
    assert report.terminal_lines(BASE, "import acme.o", report.COLOURED) == expected


CONTROL = [
    pytest.param("\033[31mred", id="escape sequence"),
    pytest.param("\r\033[2K", id="erase line"),
    pytest.param("\x9b31m", id="C1 control"),
    pytest.param("\u202e", id="right to left"),
    pytest.param("\x07\x00\x7f", id="bell, NUL, DEL"),
    pytest.param("\x0b\x0c\x1c\x85\u2028", id="line ends of other worlds"),
    pytest.param("a\nb", id="newline"),
]


@pytest.mark.parametrize("text", CONTROL)
def test_a_file_does_not_drive_the_terminal(text: str) -> None:
    found = BASE._replace(path=f"a{text}.py", span=Span(1, 1, 1, 4))
    shown = report.terminal_lines(found, f"old # {text}", report.PLAIN)
    assert len(shown.split("\n")) == 3
    assert shown.replace("\n", "").isprintable()


# Counts --------------------------------------------------------------------------------------

SUMMARY = [
    pytest.param((0, 0, 0, 0), "No findings, 0 files checked.", id="nothing"),
    pytest.param((0, 0, 1, 0), "No findings, 1 file checked.", id="one clean file"),
    pytest.param((1, 1, 1, 0), "1 finding in 1 of 1 file checked.", id="one finding"),
    pytest.param((7, 2, 12, 0), "7 findings in 2 of 12 files checked.", id="findings"),
    pytest.param(
        (0, 0, 2, 1), "No findings, 2 files checked, 1 file could not be judged.", id="one problem"
    ),
    pytest.param(
        (3, 1, 9, 2),
        "3 findings in 1 of 9 files checked, 2 files could not be judged.",
        id="findings and problems",
    ),
]


@pytest.mark.parametrize(("counts", "expected"), SUMMARY)
def test_summary(counts: tuple[int, int, int, int], expected: str) -> None:
    assert report.summary_line(*counts, report.PLAIN) == expected
    coloured = report.summary_line(*counts, report.COLOURED)
    start = report.COLOURED.red if counts[0] or counts[3] else report.COLOURED.bold
    assert coloured == f"{start}{expected}{report.COLOURED.reset}"


def test_statistics() -> None:
    found = [
        BASE._replace(rule="b"),
        BASE._replace(rule="a"),
        BASE._replace(rule="b"),
        BASE._replace(code="SOT106", rule="a"),
    ]
    assert report.statistics_lines(found) == [
        "1       SOT101 a",
        "2       SOT101 b",
        "1       SOT106 a",
    ]
    assert report.statistics_lines([]) == []


# JSON ----------------------------------------------------------------------------------------


def test_json_of_a_finding() -> None:
    fix = Fix(Applicability.SAFE, (Edit(3, 9, "acme.new"),))
    found = BASE._replace(path="./pkg/a.py", evidence=("one", "two"), fix=fix, statement_line=3)
    problem = Problem("./b.py", 4, "cannot be parsed: invalid syntax")
    text = report.to_json([found, BASE._replace(new=None)], [problem])
    expected: dict[str, Any] = {
        "version": 1,
        "findings": [
            {
                "code": "SOT101",
                "rule": "engine",
                "kind": "from-import",
                "path": "pkg/a.py",
                "line": 3,
                "column": 8,
                "end_line": 3,
                "end_column": 14,
                "message": "import of deprecated path 'acme.old'",
                "old": "acme.old",
                "new": "acme.new",
                "scope": "<module>",
                "evidence": ["one", "two"],
                "fix": {
                    "applicability": "safe",
                    "edits": [{"start": 3, "end": 9, "content": "acme.new"}],
                },
            },
        ],
        "errors": [{"path": "b.py", "line": 4, "message": "cannot be parsed: invalid syntax"}],
    }
    first = expected["findings"][0]
    expected["findings"].append({**first, "new": None, "evidence": [], "fix": None})
    assert json.loads(text) == expected
    assert list(json.loads(text)["findings"][0]) == list(first)


def test_json_of_nothing() -> None:
    assert json.loads(report.to_json([], [])) == {"version": 1, "findings": [], "errors": []}


NAMES = [
    pytest.param("a.py", "a.py", id="plain"),
    pytest.param("./a.py", "a.py", id="leading dot"),
    pytest.param("../a.py", "../a.py", id="above"),
    pytest.param("/x/a.py", "/x/a.py", id="absolute"),
    pytest.param("a\n\033[31m.py", "a\n\033[31m.py", id="control characters"),
    pytest.param("größe 日本.py", "größe 日本.py", id="non-ASCII"),
    pytest.param("a\udce9.py", "a\udce9.py", id="no UTF-8"),
]


@pytest.mark.parametrize(("path", "expected"), NAMES)
def test_json_keeps_file_names(path: str, expected: str) -> None:
    text = report.to_json([BASE._replace(path=path)], [Problem(path, 0, "x")])
    assert text.isascii()
    assert "\033" not in text
    document = json.loads(text)
    assert document["findings"][0]["path"] == expected
    assert document["errors"][0]["path"] == expected


@pytest.mark.parametrize("kind", list(Kind))
def test_json_spells_every_kind(kind: Kind) -> None:
    document = json.loads(report.to_json([BASE._replace(kind=kind)], []))
    assert document["findings"][0]["kind"] == kind.value
