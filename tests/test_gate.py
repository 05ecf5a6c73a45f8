"""The gate's reasons, from findings, problems, targets and the baseline: pure functions."""

from __future__ import annotations

import json

import pytest
from support import make_project

from flake8_ssot import gate, gate_text
from flake8_ssot.baseline import Baseline, Entry
from flake8_ssot.codes import CODES
from flake8_ssot.gate import Group, Reason, Target
from flake8_ssot.gate_files import Spelled
from flake8_ssot.gate_text import Verdict
from flake8_ssot.model import Finding, Kind, Problem, Span
from flake8_ssot.targets import Answer, Existence

RULES = """\
[[moved]]
id = "package"
old = "a.old"
new = "a.new"

[[moved]]
id = "symbol"
old = "a.old.things.X"
new = "a.new.X"

[[moved]]
id = "longer-name"
old = "a.older"

[[bridge]]
id = "method"
old = "a.keep.C.legacy"

[[signature]]
id = "call"
callable = "a.keep.C"
modern = ["x"]
legacy = [["y", "z"]]
rename = {}
"""


def finding(code: str = "SOT101", kind: Kind = Kind.FROM, **more: object) -> Finding:
    made = Finding(
        code=code,
        rule="package",
        kind=kind,
        path="b.py",
        span=Span(3, 1, 3, 9),
        message="said",
        old="a.old",
        new="a.new",
        scope="<module>",
    )
    return made._replace(**more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param({"package"}, ["package", "symbol"], id="module"),
        pytest.param({"symbol"}, ["symbol"], id="symbol"),
        pytest.param({"longer-name"}, ["longer-name"], id="longer-name"),
        pytest.param({"call"}, ["call"], id="signature"),
        pytest.param({"method", "symbol"}, ["symbol", "method"], id="in-the-order-of-the-rules"),
        pytest.param(set(), [], id="none"),
    ],
)
def test_what_lies_below_goes_along(
    asked: set[str], expected: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    rules = make_project(tmp_path_factory.mktemp("p"), RULES).rules
    found = gate.with_what_is_below(rules, frozenset(asked))
    assert [rule.id for rule in found] == expected


@pytest.mark.parametrize(
    ("code", "group"),
    [
        pytest.param("SOT101", Group.CODE),
        pytest.param("SOT102", Group.CODE),
        pytest.param("SOT103", Group.DYNAMIC),
        pytest.param("SOT104", Group.PATCH),
        pytest.param("SOT105", Group.STRING),
        pytest.param("SOT106", Group.REEXPORT),
        pytest.param("SOT107", Group.VIA),
        pytest.param("SOT201", Group.CALL),
        pytest.param("SOT202", Group.CALL),
        pytest.param("SOT203", Group.CALL),
        pytest.param("SOT204", Group.CALL),
        pytest.param("SOT205", Group.UNSURE),
        pytest.param("SOT206", Group.CALL),
    ],
)
def test_group_of_a_code(code: str, group: Group) -> None:
    reason = Reason(group, "package", "b.py", 3, 0, f"{code} said")
    assert gate.of_finding(finding(code), "") == reason
    hidden = reason._replace(group=Group.HIDDEN, message=f"{code} said (hidden by `skip`)")
    assert gate.of_finding(finding(code), "`skip`") == hidden


def test_every_code_has_a_group() -> None:
    shown = {gate.of_finding(finding(code.code), "").group for code in CODES}
    assert shown < set(Group)


def test_configuration_is_a_group_of_its_own() -> None:
    made = gate.of_finding(finding("SOT105", Kind.CONFIG, cell=2), "")
    assert (made.group, str(made)) == (Group.CONFIG, "b.py:cell 2:3: SOT105 said")


BANS = [
    pytest.param("tool.ruff.lint.flake8-tidy-imports.banned-module-level-imports", True, id="ruff"),
    pytest.param("MASTER.deprecated-modules", True, id="pylint"),
    pytest.param("flake8.banned-modules", True, id="flake8"),
    pytest.param("banned_modules", True, id="underscore"),
    pytest.param("importlinter.forbidden_modules", False, id="import-linter-wants-it-to-exist"),
    pytest.param("tool.app.backends", False, id="setting"),
    pytest.param("banned-things.handler", False, id="below-a-ban"),
    pytest.param("unbanned-modules", False, id="other-word"),
]


@pytest.mark.parametrize(("scope", "expected"), BANS)
def test_looks_like_ban(scope: str, expected: bool) -> None:
    assert gate.looks_like_ban(finding("SOT105", Kind.CONFIG, scope=scope)) is expected
    assert not gate.looks_like_ban(finding("SOT105", Kind.STRING, scope=scope))


TARGETS = [
    pytest.param(Existence.EXISTS, "", None, id="exists"),
    pytest.param(Existence.ELSEWHERE, "", None, id="elsewhere"),
    pytest.param(
        Existence.MISSING,
        "no name",
        "package leads to 'a.new', which does not exist: no name",
        id="missing",
    ),
    pytest.param(
        Existence.UNKNOWN, "", "package leads to 'a.new', which cannot be told", id="unknown"
    ),
]


@pytest.mark.parametrize(("existence", "detail", "message"), TARGETS)
def test_targets(
    existence: Existence,
    detail: str,
    message: str | None,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    rule = make_project(tmp_path_factory.mktemp("p"), RULES).rules[0]
    made = gate.of_target(Target(rule, "a.new", Answer(existence, detail)))
    wanted = message and Reason(Group.TARGET, "package", rule.file, rule.line, 0, message)
    assert made == wanted


def test_baseline() -> None:
    one = Entry("b.py", "SOT101", "package", "a.old", "from-import", "<module>")
    entries = {"b.py": (one, one._replace(rule="symbol")), "c.py": (one,), "d.py": ()}
    made = gate.of_baseline(Baseline(entries, {}, {}), frozenset({"package", "call"}), "base.txt")
    assert list(map(str, made)) == [
        "base.txt: 2 lines of package; `ssot baseline update` takes out what is gone"
    ]


def test_order_is_by_group_then_place() -> None:
    reasons = [
        Reason(Group.BLOCKED, "", "", 0, 0, "last"),
        Reason(Group.CODE, "r", "b.py", 10, 0, "4"),
        Reason(Group.CODE, "r", "b.py", 9, 0, "3"),
        Reason(Group.CODE, "r", "a.ipynb", 1, 2, "2"),
        Reason(Group.CODE, "r", "a.ipynb", 8, 1, "1"),
        Reason(Group.BROKEN, "", "z.py", 0, 0, "0"),
    ]
    assert [item.message for item in sorted(reasons, key=gate.order)] == [*"01234", "last"]
    assert [str(item) for item in reasons[-1:] + reasons[:1]] == ["z.py: 0", "last"]


def test_problem() -> None:
    assert str(gate.of_problem(Problem("b.py", 2, "odd"))) == "b.py:2: odd"


VERDICT = Verdict(("r",), (), (), 7, ())
TEXTS = [
    pytest.param(VERDICT, ["Nothing stands in the way of 1 rule, 7 files checked."], id="clean"),
    pytest.param(
        VERDICT._replace(bridges=("a\x1b.py", "b.py"), rules=("r", "s")),
        [
            "Nothing stands in the way of 2 rules, 7 files checked.",
            "Can be deleted: a?.py, b.py",
        ],
        id="bridges",
    ),
    pytest.param(
        VERDICT._replace(
            reasons=(
                Reason(Group.CODE, "r", "b.py", 1, 0, "\x1bsaid"),
                Reason(Group.CODE, "r", "c.py", 1, 0, "said"),
                Reason(Group.HIDDEN, "r", "", 0, 0, "said"),
            ),
            bridges=("b.py",),
        ),
        [
            "uses in code (2):",
            "  b.py:1: ?said",
            "  c.py:1: said",
            "hidden uses (1):",
            "  said",
            "Not yet: 3 things in the way of 1 rule.",
        ],
        id="reasons",
    ),
]


@pytest.mark.parametrize(("verdict", "expected"), TEXTS)
def test_text(verdict: Verdict, expected: list[str]) -> None:
    assert list(gate_text.lines(verdict, quiet=False)) == expected
    assert list(gate_text.lines(verdict, quiet=True)) == (expected if verdict.reasons else [])


def test_json() -> None:
    reason = Reason(Group.BLOCKED, "", "", 0, 0, "said", ("b.py:1 in f",))
    verdict = VERDICT._replace(
        reasons=(reason,), spelled=(Spelled("c.txt", 2, "r", "a.old", is_code=False),)
    )
    assert json.loads(gate_text.to_json(verdict)) == {
        "version": 1,
        "rules": ["r"],
        "reasons": [
            {
                "group": "blocked",
                "rule": None,
                "path": None,
                "line": None,
                "message": "said",
                "trace": ["b.py:1 in f"],
            }
        ],
        "spelled": [{"path": "c.txt", "line": 2, "rule": "r"}],
        "bridges": [],
    }
