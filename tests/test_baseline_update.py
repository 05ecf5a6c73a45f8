"""A baseline beside what was found: what is taken out, what follows its file, what stays."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import NamedTuple

import pytest
from baseline_support import baseline, entry, finding

from flake8_ssot.baseline import EMPTY, Baseline, Began, Entry
from flake8_ssot.baseline_update import Seen, Tree, record, risen, update
from flake8_ssot.model import Finding

LOOK, FAR = "0" * 16, "f" * 16
ONE, TWO, IN_F = finding(), finding("acme.gone"), finding(scope="f")
DAY, LATER = datetime.date(2026, 1, 1), datetime.date(2026, 2, 1)


def seen(*found: Finding, look: str = LOOK) -> Seen:
    return Seen(found, look if found else "")


UNJUDGED = Seen((), "", is_judged=False)


class Case(NamedTuple):
    """A baseline, a tree, and what comes of them."""

    before: Mapping[str, list[Finding]]
    seen: Mapping[str, Seen]
    after: Mapping[str, list[Finding]]
    gone: int = 0
    new: int = 0
    missing: tuple[str, ...] = ()  # files that do not exist
    moved: Mapping[str, str] = {}
    whole: bool = True
    unjudged: tuple[str, ...] = ()
    has_moved: Mapping[str, str] | None = None  # if not as `moved`


TAKEN_OUT = [
    pytest.param(Case({"a.py": [ONE, TWO]}, {"a.py": seen(ONE)}, {"a.py": [ONE]}, 1), id="fixed"),
    pytest.param(Case({"a.py": [ONE]}, {"a.py": seen()}, {}, 1), id="the last of a file"),
    pytest.param(Case({"a.py": [ONE]}, {}, {}, 1, missing=("a.py",)), id="file deleted"),
    pytest.param(
        Case({"a.py": [ONE]}, {}, {}, 1, missing=("a.py",), whole=False), id="file deleted, hook"
    ),
    pytest.param(Case({"a.py": [ONE]}, {}, {}, 1), id="file left out by now"),
    pytest.param(Case({"a.py": [ONE]}, {"a.py": seen(TWO)}, {}, 1, 1), id="another in its place"),
    pytest.param(
        Case(
            {"a.py": [IN_F] * 3},
            {"a.py": seen(finding(scope="g"))},
            {"a.py": [finding(scope="g")]},
            2,
        ),
        id="two of three, function renamed",
    ),
    pytest.param(
        Case(
            {"a.py": [ONE, TWO]},
            {"b.py": seen(TWO)},
            {"b.py": [TWO]},
            1,
            missing=("a.py",),
            moved={"b.py": "a.py"},
        ),
        id="renamed and fixed",
    ),
    pytest.param(
        Case(
            {"a.py": [ONE]},
            {"b.py": seen()},
            {},
            1,
            missing=("a.py",),
            moved={"b.py": "a.py"},
            has_moved={},
        ),
        id="renamed and all fixed",
    ),
    pytest.param(
        Case(
            {"a.py": [ONE], "b.py": [ONE]},
            {"b.py": seen(ONE)},
            {"b.py": [ONE]},
            1,
            missing=("a.py",),
            moved={"b.py": "a.py"},
            has_moved={},
        ),
        id="somebody else recorded the new name meanwhile",
    ),
    pytest.param(
        Case({"a.py": [ONE]}, {"b.py": seen(ONE)}, {}, 1, 1, missing=("a.py",)),
        id="deleted, and the same in another file",
    ),
    pytest.param(
        Case({"a.py": [ONE], "b.py": [TWO]}, {"a.py": seen(TWO), "b.py": seen(ONE)}, {}, 2, 2),
        id="two files swapped",
    ),
]

KEPT = [
    pytest.param(Case({"a.py": [ONE]}, {"a.py": seen(ONE)}, {"a.py": [ONE]}), id="all there"),
    pytest.param(
        Case({"a.py": [ONE]}, {"a.py": seen(ONE, ONE), "b.py": seen(TWO)}, {"a.py": [ONE]}, new=2),
        id="new ones are not added",
    ),
    pytest.param(
        Case({"a.py": [ONE]}, {"a.py": UNJUDGED}, {"a.py": [ONE]}, unjudged=("a.py",)),
        id="cannot be parsed",
    ),
    pytest.param(
        Case(
            {"a.py": [ONE]},
            {"b.py": UNJUDGED},
            {"a.py": [ONE]},
            missing=("a.py",),
            moved={"b.py": "a.py"},
            unjudged=("b.py",),
            has_moved={},
        ),
        id="renamed, cannot be parsed",
    ),
    pytest.param(
        Case({"a.py": [ONE]}, {"b.py": UNJUDGED}, {"a.py": [ONE]}, whole=False),
        id="another cannot be parsed",
    ),
    pytest.param(Case({"a.py": [ONE]}, {}, {"a.py": [ONE]}, whole=False), id="nobody looked"),
    pytest.param(
        Case(
            {"a.py": [ONE]},
            {},
            {"a.py": [ONE]},
            missing=("a.py",),
            moved={"b.py": "a.py"},
            whole=False,
            has_moved={},
        ),
        id="renamed, nobody looked",
    ),
    pytest.param(
        Case({}, {"b.py": seen(ONE)}, {}, new=1, moved={"b.py": "a.py"}, has_moved={}),
        id="somebody else took out the old name meanwhile",
    ),
    pytest.param(Case({}, {}, {}), id="nothing"),
]

MOVED = [
    pytest.param(
        Case(
            {"a.py": [ONE]},
            {"b.py": seen(ONE)},
            {"b.py": [ONE]},
            missing=("a.py",),
            moved={"b.py": "a.py"},
            whole=whole,
        ),
        id=f"renamed, {'all' if whole else 'some'} seen",
    )
    for whole in (True, False)
]


@pytest.mark.parametrize("case", TAKEN_OUT + KEPT + MOVED)
def test_update(case: Case) -> None:
    before = baseline(case.before, dict.fromkeys(case.before, LOOK))
    before = before._replace(began={"tools": Began(DAY, 9)})
    tree = Tree(case.seen, frozenset(case.missing), case.whole, case.moved)
    made = update(before, tree)
    assert made.baseline.entries == baseline(case.after).entries
    assert made.baseline.looks.keys() == case.after.keys()
    assert made.baseline.began == before.began
    assert (len(made.gone), len(made.new)) == (case.gone, case.new)
    assert made.unjudged == frozenset(case.unjudged)
    assert made.moved == (case.moved if case.has_moved is None else case.has_moved)
    assert made.is_stale == made.is_due == bool(case.gone or made.moved)
    assert not update(made.baseline, tree).gone
    assert made.baseline.size + len(made.gone) == before.size


DRIFTED = [
    pytest.param((LOOK,), LOOK, False, id="same"),
    pytest.param((LOOK,), "000000000000ffff", True, id="far"),
    pytest.param((FAR, LOOK), LOOK, False, id="one of two"),
    pytest.param((), LOOK, True, id="never looked at"),
]


@pytest.mark.parametrize(("before", "now", "has_drifted"), DRIFTED)
def test_drifted(before: tuple[str, ...], now: str, has_drifted: bool) -> None:
    """What is recorded of a file must stay close enough to find it; that is nobody's mistake."""
    old = baseline({"a.py": [ONE]})._replace(looks={"a.py": before})
    made = update(old, Tree({"a.py": seen(ONE, look=now)}, frozenset(), is_whole=True))
    assert (made.has_drifted, made.is_due, made.is_stale) == (has_drifted, has_drifted, False)
    assert made.baseline.looks == {"a.py": (now,)}


RECORDED = [
    pytest.param({}, {"a.py": seen(ONE, IN_F)}, "", {"a.py": [ONE, IN_F]}, id="first"),
    pytest.param({"a.py": [ONE]}, {"b.py": seen(TWO)}, "", {"b.py": [TWO]}, id="anew"),
    pytest.param({}, {"a.py": seen()}, "", {}, id="nothing found"),
    pytest.param({"a.py": [ONE]}, {"a.py": UNJUDGED}, "", {"a.py": [ONE]}, id="unjudged"),
    pytest.param({}, {"a.py": UNJUDGED}, "", {}, id="unjudged, unknown"),
    pytest.param(
        {"a.py": [ONE]},
        {"a.py": seen(finding(rule="x"))},
        "x",
        {"a.py": [ONE, finding(rule="x")]},
        id="a rule more",
    ),
    pytest.param(
        {"a.py": [ONE]}, {"a.py": seen(ONE, ONE)}, "tools", {"a.py": [ONE, ONE]}, id="a rule anew"
    ),
    pytest.param({"a.py": [ONE]}, {"a.py": seen(ONE)}, "x", {"a.py": [ONE]}, id="another rule"),
    pytest.param({"a.py": [ONE]}, {}, "x", {"a.py": [ONE]}, id="another rule, file not seen"),
    pytest.param(
        {"a.py": [ONE]}, {"a.py": UNJUDGED}, "tools", {"a.py": [ONE]}, id="a rule, unjudged"
    ),
    pytest.param({"a.py": [ONE]}, {"a.py": seen()}, "tools", {}, id="a rule, all gone"),
]


@pytest.mark.parametrize(("before", "now", "rule", "after"), RECORDED)
def test_record(
    before: dict[str, list[Finding]],
    now: dict[str, Seen],
    rule: str,
    after: dict[str, list[Finding]],
) -> None:
    old = baseline(before, dict.fromkeys(before, FAR))
    made = record(old, now, frozenset(filter(None, [rule])), LATER)
    assert {path: found for path, found in made.entries.items() if found} == baseline(after).entries
    for path in after:
        assert made.looks[path] == ((LOOK,) if now.get(path, UNJUDGED).look else (FAR,))


def test_record_says_when_it_began() -> None:
    first = record(EMPTY, {"a.py": seen(ONE, ONE)}, frozenset(), DAY)
    assert first.began == {"tools": Began(DAY, 2)}
    fewer = record(first, {"a.py": seen(ONE)}, frozenset(), LATER)
    assert fewer.began == {"tools": Began(DAY, 2)}
    more = record(fewer, {"a.py": seen(ONE, ONE, ONE)}, frozenset(), LATER)
    assert more.began == {"tools": Began(DAY, 3)}


RISEN: list[object] = [
    pytest.param({}, {"a.py": [ONE]}, {}, [entry()], id="a file more"),
    pytest.param({"a.py": [ONE]}, {"a.py": [ONE, ONE]}, {}, [entry(number=2)], id="one more"),
    pytest.param({"a.py": [IN_F]}, {"a.py": [IN_F, ONE]}, {}, [entry()], id="one more elsewhere"),
    pytest.param({"a.py": [ONE]}, {"a.py": [TWO]}, {}, [entry(old="acme.gone")], id="swapped"),
    pytest.param({"a.py": [ONE]}, {"b.py": [ONE]}, {}, [entry("b.py")], id="in another file"),
    pytest.param(
        {"a.py": [ONE]},
        {"b.py": [ONE, ONE]},
        {"b.py": "a.py"},
        [entry("b.py", number=2)],
        id="renamed, and one more",
    ),
]

NOT_RISEN: list[object] = [
    pytest.param({"a.py": [ONE]}, {"a.py": [ONE]}, {}, [], id="same"),
    pytest.param({"a.py": [ONE, TWO]}, {"a.py": [TWO]}, {}, [], id="fewer"),
    pytest.param({"a.py": [ONE]}, {}, {}, [], id="none left"),
    pytest.param({"a.py": [IN_F]}, {"a.py": [finding(scope="g")]}, {}, [], id="function renamed"),
    pytest.param({"a.py": [ONE]}, {"b.py": [ONE]}, {"b.py": "a.py"}, [], id="file renamed"),
    pytest.param({}, {}, {}, [], id="nothing"),
]


@pytest.mark.parametrize(("base", "now", "moved", "expected"), RISEN + NOT_RISEN)
def test_risen(
    base: dict[str, list[Finding]],
    now: dict[str, list[Finding]],
    moved: dict[str, str],
    expected: list[Entry],
) -> None:
    assert list(risen(baseline(base), baseline(now), moved)) == expected


def test_a_number_further_on_is_no_rise() -> None:
    """A merge may leave a gap."""
    gap: Baseline = EMPTY._replace(entries={"a.py": (entry(number=3),)})
    assert risen(baseline({"a.py": [ONE]}), gap, {}) == ()
