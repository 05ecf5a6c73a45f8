"""How far a migration is: findings and a baseline in, rows out, and their text."""

from __future__ import annotations

import datetime
import io
import json
from pathlib import Path
from typing import Any

import pytest
from support import make_project

from flake8_ssot import messages, status_text
from flake8_ssot.baseline import EMPTY, Baseline, Began
from flake8_ssot.model import Finding, Kind, Span
from flake8_ssot.rules import Rule
from flake8_ssot.status import Located, Site, Status, lines_of, status_of, with_ages

TODAY = datetime.date(2026, 6, 1)
DAY = datetime.date(2026, 1, 2)
RULES = """\
[[moved]]
id = "one"
old = "a.one"
remove-by = 2026-12-31

[[moved]]
id = "two"
old = "a.two"
"""


@pytest.fixture
def rules(tmp_path: Path) -> tuple[Rule, ...]:
    return make_project(tmp_path, RULES).rules


def at(
    path: str = "a.py",
    line: int = 1,
    rule: str = "one",
    scope: str = "<module>",
    owners: tuple[str, ...] = (),
    *,
    new: bool = False,
    since: datetime.date | None = None,
    **more: Any,
) -> Located:
    finding = Finding(
        code="SOT101",
        rule=rule,
        kind=Kind.FROM,
        path=f"./{path}",
        span=Span(line, 1, line, 9),
        message="said",
        old="a.one",
        new=None,
        scope=scope,
    )
    return Located(finding._replace(**more), path, owners, new, since)


def began(**counts: int) -> Baseline:
    return EMPTY._replace(began={rule: Began(DAY, count) for rule, count in counts.items()})


LATER = datetime.date(2026, 2, 3)
ROWS = [  # findings, baseline, the row of rule "one" without its id and day
    pytest.param([], None, (0, 0, None, None, 0, (), None, "ask the gate"), id="nothing"),
    pytest.param(
        [at(), at(line=2), at("b.py"), at("c.py", rule="two")],
        None,
        (3, 0, None, None, 2, (), None, "in use"),
        id="no-baseline",
    ),
    pytest.param(
        [at(new=True)], EMPTY, (1, 1, None, None, 1, (), None, "1 new"), id="empty-baseline"
    ),
    pytest.param(
        [at(), at(line=2, new=True)],
        began(one=5),
        (2, 1, 4, DAY, 1, (), None, "1 new"),
        id="done-and-new",
    ),
    pytest.param([], began(one=5), (0, 0, 5, DAY, 0, (), None, "ask the gate"), id="all-done"),
    pytest.param(
        [at(), at(line=2)], began(one=1), (2, 0, 0, DAY, 1, (), None, "in use"), id="less-than-none"
    ),
    pytest.param(
        [at(new=True)], began(two=5), (1, 1, None, None, 1, (), None, "1 new"), id="other-rule"
    ),
    pytest.param(
        [at(since=LATER), at(line=2, since=DAY), at(line=3)],
        None,
        (3, 0, None, None, 1, (), DAY, "in use"),
        id="oldest",
    ),
    pytest.param(
        [
            at(owners=("@b",)),
            at(line=2, owners=("@a", "@b")),
            at(line=3, owners=("@a",)),
            at(line=4, owners=("@c", "@b")),
        ],
        None,
        (4, 0, None, None, 1, (("@b", 3), ("@a", 2), ("@c", 1)), None, "in use"),
        id="owners",
    ),
]


@pytest.mark.parametrize(("found", "baseline", "expected"), ROWS)
def test_rows(
    found: list[Located],
    baseline: Baseline | None,
    expected: tuple[object, ...],
    rules: tuple[Rule, ...],
) -> None:
    [row] = [row for row in status_of(rules, found, baseline, TODAY).rules if row.rule == "one"]
    *counts, remove_by, verdict = row[1:]
    assert (*counts, verdict) == expected
    assert remove_by == datetime.date(2026, 12, 31)


VERDICTS = [
    pytest.param("2026-12-01", False, "due in 30 days", id="soon"),
    pytest.param("2026-11-30", False, "in use", id="later"),
    pytest.param("2026-12-30", False, "due in 1 day", id="tomorrow"),
    pytest.param("2026-12-30", True, "1 new", id="new-is-said-first"),
    pytest.param("2026-12-31", False, "overdue", id="the-day"),
    pytest.param("2027-01-31", True, "overdue", id="over"),
]


@pytest.mark.parametrize(("today", "new", "expected"), VERDICTS)
def test_verdicts(today: str, new: bool, expected: str, rules: tuple[Rule, ...]) -> None:
    day = datetime.date.fromisoformat(today)
    made = status_of(rules, [at(new=new)], EMPTY, day).rules
    assert [row.verdict for row in made] == [expected, "ask the gate"]


def test_rules_stand_in_the_order_of_what_is_left(rules: tuple[Rule, ...]) -> None:
    def order(found: list[Located], baseline: Baseline) -> list[str]:
        return [row.rule for row in status_of(rules, found, baseline, TODAY).rules]

    assert order([at(), at(rule="two"), at(rule="two")], EMPTY) == ["two", "one"]
    assert order([at(), at(rule="two")], EMPTY) == ["one", "two"]
    assert order([], began(one=1, two=2)) == ["two", "one"]


def test_totals_of_owners(rules: tuple[Rule, ...]) -> None:
    found = [
        at(owners=("@a", "@b")),
        at(line=2, owners=("@a",), rule="two"),
        at("b.py", owners=("@b",)),
        at("c.py", owners=("@c",)),
    ]
    expected = (("@a", 2, 1), ("@b", 2, 2), ("@c", 1, 1))
    assert status_of(rules, found, EMPTY, TODAY).owners == expected


def via(*sites: tuple[str, int], **more: Any) -> dict[str, Any]:
    return {"evidence": tuple(messages.via_site(*site) for site in sites), **more}


SITES = [
    pytest.param([at()], [], id="single-findings"),
    pytest.param([at(), at(line=2), at("b.py")], [], id="statements-of-their-own"),
    pytest.param(
        [
            at("pkg/__init__.py", 3),
            at("b.py", **via(("pkg/__init__.py", 3))),
            at("c.py", **via(("pkg/__init__.py", 3))),
        ],
        [Site("pkg/__init__.py", 0, 3, "re-export", 3, 3, ("one",))],
        id="re-export",
    ),
    pytest.param(
        [
            at("low.py", 1),
            at("b.py", **via(("top.py", 2), ("low.py", 1))),
            at("c.py", rule="two", **via(("top.py", 2), ("low.py", 1))),
            at("d.py", **via(("low.py", 1))),
        ],
        [
            Site("low.py", 0, 1, "re-export", 4, 4, ("one", "two")),
            Site("top.py", 0, 2, "re-export", 2, 2, ("one", "two")),
        ],
        id="chain",
    ),
    pytest.param(
        [
            *(at("p.py", line, **via(("x.py", 1))) for line in (1, 2)),
            *(at(path, **via(("y.py", 1))) for path in ("q.py", "r.py")),
        ],
        [
            Site("y.py", 0, 1, "re-export", 2, 2, ("one",)),
            Site("x.py", 0, 1, "re-export", 2, 1, ("one",)),
        ],
        id="two-sites-of-which-one-clears-more-files",
    ),
    pytest.param(
        [at("conftest.py", line, scope="engine") for line in (9, 7, 8)] + [at("conftest.py", 1)],
        [Site("conftest.py", 0, 7, "engine", 3, 1, ("one",))],
        id="fixture",
    ),
    pytest.param(
        [at(line=line, statement_line=2) for line in (3, 4)] + [at(line=9), at(line=9, rule="two")],
        [
            Site("a.py", 0, 3, "statement", 2, 1, ("one",)),
            Site("a.py", 0, 9, "statement", 2, 1, ("one", "two")),
        ],
        id="statement",
    ),
    pytest.param(
        [at("n.ipynb", line, cell=2, statement_line=1) for line in (1, 2)]
        + [at("n.ipynb", 1, cell=1, statement_line=1)],
        [Site("n.ipynb", 2, 1, "statement", 2, 1, ("one",))],
        id="cell",
    ),
    pytest.param(
        [at("n.ipynb", 1, cell=cell, scope="f") for cell in (1, 2)], [], id="functions-of-two-cells"
    ),
    pytest.param(
        [at(line=line, scope="f", evidence=("argument 1 is a registry",)) for line in (1, 2)],
        [Site("a.py", 0, 1, "f", 2, 1, ("one",))],
        id="other-evidence",
    ),
]


@pytest.mark.parametrize(("found", "expected"), SITES)
def test_sites(found: list[Located], expected: list[Site], rules: tuple[Rule, ...]) -> None:
    assert list(status_of(rules, found, EMPTY, TODAY).sites) == expected


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        pytest.param("re-exported by a/b.py:12", ("a/b.py", 12), id="site"),
        pytest.param("re-exported by a:b.py:12", ("a:b.py", 12), id="colon"),
        pytest.param("re-exported by a.py:x", None, id="no-line"),
        pytest.param("re-exported by a.py", None, id="no-colon"),
        pytest.param("a.py:12", None, id="other-evidence"),
        pytest.param("argument 1 is a registry (line:12)", None, id="sentence"),
    ],
)
def test_site_of(evidence: str, expected: tuple[str, int] | None) -> None:
    assert messages.site_of(evidence) == expected


def test_a_site_survives_being_told() -> None:
    assert messages.site_of(messages.via_site("a/b c.py", 3)) == ("a/b c.py", 3)


def test_ages() -> None:
    found = [at(line=4), at(line=2), at(line=4, rule="two"), at("b.py"), at("n.ipynb", cell=1)]
    assert lines_of(found) == {"a.py": [2, 4], "b.py": [1]}
    dated = with_ages(found, {"a.py": {4: DAY}})
    assert [item.since for item in dated] == [DAY, None, DAY, None, None]


# ---------------------------------------------------------------------------- text


def shown(status: Status, *, coloured: bool = False) -> list[str]:
    out = io.StringIO()
    status_text.print_table(status, out, coloured=coloured)
    return [line.rstrip() for line in out.getvalue().splitlines()]


FULL = [
    at("a.py", owners=("@acme/[red]x", "@b", "@c"), since=DAY),
    at("b.py", 3, scope="f", owners=("@b",)),
    at("b.py", 4, scope="f", owners=("@b",), new=True),
    at("b|`\x1b.py", 5, scope="<lambda>", owners=("@b",)),
    at("b|`\x1b.py", 6, scope="<lambda>", owners=("@b",)),
    at("n.ipynb", 2, cell=3, owners=("@b",)),
    at("n.ipynb", 2, cell=3, rule="two", owners=("@b",)),
]


LEFT = (
    "7 findings left, 4 done since 2026-01-02; 0 of 2 rules with none left: `ssot gate RULE` says "
    "whether a bridge can go."
)


def test_table(rules: tuple[Rule, ...]) -> None:
    status = status_of(rules, FULL, began(one=9), TODAY)
    assert shown(status) == [
        "",
        f" Rule   Left   Done   Files   Owners{' ' * 21}Oldest       Remove by    Verdict",
        f" {'─' * 89}",
        " one       6      4       4   @b 6, @acme/[red]x 1, +1   2026-01-02   2026-12-31   1 new",
        " two       1              1   @b 1                                                 in use",
        "",
        "",
        " Owner          Left   Files",
        f" {'─' * 27}",
        " @b                7       4",
        " @acme/[red]x      1       1",
        " @c                1       1",
        "",
        LEFT,
        "Most at once: b.py:3 (f) clears 2 findings",
        "Next: b|`?.py:5 (<lambda>) clears 2 findings",
        "Next: n.ipynb:cell 3:2 (statement) clears 2 findings",
    ]


def test_markdown(rules: tuple[Rule, ...]) -> None:
    status = status_of(rules, FULL, began(one=9), TODAY)
    assert status_text.to_markdown(status).splitlines() == [
        "| Rule | Left | Done | Files | Owners | Oldest | Remove by | Verdict |",
        "| -- | --: | --: | --: | -- | -- | -- | -- |",
        "| one | 6 | 4 | 4 | `@b` 6, `@acme/[red]x` 1, +1 | 2026-01-02 | 2026-12-31 | 1 new |",
        "| two | 1 |  | 1 | `@b` 1 |  |  | in use |",
        "",
        "| Owner | Left | Files |",
        "| -- | --: | --: |",
        "| `@b` | 7 | 4 |",
        "| `@acme/[red]x` | 1 | 1 |",
        "| `@c` | 1 | 1 |",
        "",
        f"{LEFT}  ",
        "Most at once: `b.py:3` (`f`) clears 2 findings  ",
        "Next: `b|??.py:5` (`<lambda>`) clears 2 findings  ",
        "Next: `n.ipynb:cell 3:2` (`statement`) clears 2 findings  ",
    ]


def test_a_bar_in_a_cell(rules: tuple[Rule, ...]) -> None:
    status = status_of(rules, [at(owners=("@a|b",))], EMPTY, TODAY)
    assert "| one | 1 | 1 | `@a\\|b` 1 |" in status_text.to_markdown(status)


def test_nothing_left(rules: tuple[Rule, ...]) -> None:
    status = status_of(rules, [], None, TODAY)
    tail = (
        "0 findings left; 2 of 2 rules with none left: `ssot gate RULE` says whether a bridge "
        "can go."
    )
    assert shown(status) == [tail]
    assert status_text.to_markdown(status) == f"{tail}  \n"


def test_days_that_differ_have_a_column(rules: tuple[Rule, ...]) -> None:
    baseline = EMPTY._replace(began={"one": Began(DAY, 2), "two": Began(LATER, 2)})
    table = shown(status_of(rules, [at()], baseline, TODAY))
    assert table[1:5] == [
        " Rule   Left   Done   Files   Since        Remove by    Verdict",
        f" {'─' * 67}",
        " one       1      1       1   2026-01-02   2026-12-31   in use",
        " two       0      2       0   2026-02-03                ask the gate",
    ]
    assert "1 finding left, 3 done since 2026-01-02; 1 of 2 rules" in table[-1]


def test_colours(rules: tuple[Rule, ...]) -> None:
    found = [at(new=True), at(rule="two")]
    red, green = "\x1b[31m", "\x1b[32m"
    plain = "\n".join(shown(status_of(rules, found, EMPTY, TODAY)))
    assert "\x1b" not in plain
    new = "\n".join(shown(status_of(rules, found, EMPTY, TODAY), coloured=True))
    assert red in new
    assert green not in new
    overdue = status_of(rules, [at()], EMPTY, datetime.date(2027, 1, 1))
    assert red in "\n".join(shown(overdue, coloured=True))
    done = status_of(rules, [], began(one=1), TODAY)
    assert green in "\n".join(shown(done, coloured=True))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_narrow_terminal(rules: tuple[Rule, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TERM", "xterm")
    out = Terminal()
    status_text.print_table(status_of(rules, FULL, began(one=9), TODAY), out, coloured=False)
    table, _, tail = out.getvalue().partition("7 findings left")
    assert max(map(len, table.splitlines())) <= 40
    assert "…" not in table
    letters = "".join(table.split())
    assert all(part in letters for part in ("one", "two", "Verdict"[0], "@b"))
    assert "Most at once: b.py:3 (f) clears 2 findings" in tail


def test_json(rules: tuple[Rule, ...]) -> None:
    found = [at(owners=("@a",), since=DAY, new=True), at(line=1, rule="two", owners=("@a",))]
    status = status_of(rules, found, began(one=3), TODAY)
    assert json.loads(status_text.to_json(status, 2)) == {
        "version": 1,
        "rules": [
            {
                "rule": "one",
                "left": 1,
                "new": 1,
                "done": 3,
                "files": 1,
                "owners": [{"owner": "@a", "left": 1}],
                "since": "2026-01-02",
                "oldest": "2026-01-02",
                "remove-by": "2026-12-31",
                "verdict": "1 new",
            },
            {
                "rule": "two",
                "left": 1,
                "new": 0,
                "done": None,
                "files": 1,
                "owners": [{"owner": "@a", "left": 1}],
                "since": None,
                "oldest": None,
                "remove-by": None,
                "verdict": "in use",
            },
        ],
        "owners": [{"owner": "@a", "left": 2, "files": 1}],
        "sites": [
            {
                "path": "a.py",
                "cell": 0,
                "line": 1,
                "what": "statement",
                "findings": 2,
                "files": 1,
                "rules": ["one", "two"],
            }
        ],
        "unjudged": 2,
    }
