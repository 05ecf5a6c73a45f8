"""Findings beside the entries of a file: what is known, new and gone. Nothing is read."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import pytest
from baseline_support import baseline, entry, finding

from flake8_ssot.baseline import (
    EMPTY,
    Began,
    Entry,
    began_with,
    compare,
    entries_of,
    identity,
)
from flake8_ssot.model import Finding, Kind

IN_F, IN_G, AT_TOP = finding(scope="f"), finding(scope="g"), finding()
GONE = finding("acme.gone")

KNOWN = [
    pytest.param([AT_TOP], [AT_TOP], id="as it was"),
    pytest.param([AT_TOP], [finding(line=99)], id="on another line"),
    pytest.param([IN_F], [IN_G], id="in another function"),
    pytest.param([AT_TOP, IN_F, IN_F], [IN_G, IN_G, IN_G], id="all in another function"),
    pytest.param([AT_TOP, GONE], [GONE, AT_TOP], id="in another order"),
    pytest.param([IN_F, IN_F], [IN_F, IN_F], id="twice"),
    pytest.param([], [], id="nothing"),
]


@pytest.mark.parametrize(("before", "now"), KNOWN)
def test_known(before: list[Finding], now: list[Finding]) -> None:
    compared = compare(entries_of("a.py", before), now)
    assert (compared.new, compared.gone) == ((), ())
    assert {match.finding for match in compared.known} == set(now)
    for match in compared.known:
        assert identity(match.finding) == identity(match.entry)


OTHERS = [
    pytest.param(finding("acme.other"), id="another path"),
    pytest.param(finding(rule="other"), id="another rule"),
    pytest.param(finding(code="SOT102"), id="another code"),
    pytest.param(finding(kind=Kind.FROM), id="another form"),
]


@pytest.mark.parametrize("other", OTHERS)
def test_swapped(other: Finding) -> None:
    """One for another is one gone and one new, though the count is the same."""
    entries = entries_of("a.py", [AT_TOP])
    compared = compare(entries, [other])
    assert compared == ((), (other,), entries)


COUNTS = [
    pytest.param([AT_TOP], [], [], [entry()], id="gone"),
    pytest.param([], [AT_TOP], [AT_TOP], [], id="new"),
    pytest.param([IN_F], [IN_F, IN_F], [IN_F], [], id="one more"),
    pytest.param(
        [IN_F] * 3, [IN_F], [], [entry(scope="f", number=2), entry(scope="f", number=3)], id="fewer"
    ),
    pytest.param([IN_F], [IN_G, IN_F], [IN_G], [], id="the same scope first"),
    pytest.param([IN_F, IN_G], [IN_G], [], [entry(scope="f")], id="that of the scope is gone"),
    pytest.param([IN_F, IN_G], [AT_TOP, IN_G, GONE], [GONE], [], id="some of all"),
]


@pytest.mark.parametrize(("before", "now", "new", "gone"), COUNTS)
def test_counts(
    before: list[Finding], now: list[Finding], new: list[Finding], gone: list[Entry]
) -> None:
    compared = compare(entries_of("a.py", before), now)
    assert (list(compared.new), list(compared.gone)) == (new, gone)
    assert len(compared.known) == len(now) - len(new)


def test_of_two_alike_the_first_is_known() -> None:
    first, second = finding(line=1), finding(line=2)
    compared = compare([entry()], [first, second])
    assert (compared.known[0].finding, compared.new) == (first, (second,))


NUMBERS = [
    pytest.param([AT_TOP], [1], id="one"),
    pytest.param([IN_F, IN_F, IN_F], [1, 2, 3], id="three alike"),
    pytest.param([IN_F, IN_G], [1, 1], id="two scopes"),
    pytest.param([IN_F, finding("acme.a", "f")], [1, 1], id="two paths"),
    pytest.param([], [], id="none"),
]


@pytest.mark.parametrize(("found", "numbers"), NUMBERS)
def test_entries_of(found: list[Finding], numbers: list[int]) -> None:
    made = entries_of("p/a.py", found)
    assert [item.number for item in made] == numbers
    assert list(made) == sorted(made)
    assert {item.path for item in made} <= {"p/a.py"}
    assert sorted(map(identity, made)) == sorted(map(identity, found))


SHOWN = [
    pytest.param(entry(), "a.py: SOT101 'acme.tools' [tools]", id="at the top"),
    pytest.param(entry(scope="C.f"), "a.py: SOT101 'acme.tools' in C.f [tools]", id="in a method"),
]


@pytest.mark.parametrize(("item", "text"), SHOWN)
def test_shown(item: Entry, text: str) -> None:
    assert str(item) == text


def test_size() -> None:
    assert EMPTY.size == 0
    assert baseline({"a.py": [AT_TOP, IN_F], "b.py": [AT_TOP], "c.py": []}).size == 3


DAY, LATER = datetime.date(2026, 1, 1), datetime.date(2026, 2, 1)
BEGAN = [
    pytest.param({}, [], {}, id="nothing"),
    pytest.param({}, [entry(), entry("b.py")], {"tools": Began(LATER, 2)}, id="first"),
    pytest.param(
        {"tools": Began(DAY, 5)}, [entry()], {"tools": Began(DAY, 5)}, id="has shrunk since"
    ),
    pytest.param(
        {"tools": Began(DAY, 1)},
        [entry(), entry("b.py")],
        {"tools": Began(DAY, 2)},
        id="was let grow",
    ),
    pytest.param({"old": Began(DAY, 3)}, [], {"old": Began(DAY, 3)}, id="done"),
]


@pytest.mark.parametrize(("before", "entries", "expected"), BEGAN)
def test_began_with(
    before: dict[str, Began], entries: Sequence[Entry], expected: dict[str, Began]
) -> None:
    assert began_with(before, entries, LATER) == expected
