"""The examples that rules carry: those of the shipped packs hold, and what fails is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import TODAY, make_project

from flake8_ssot import config, project
from flake8_ssot.examples import run_examples

RULES = """\
[[moved]]
id = "engine"
old = "acme.legacy.Engine"
new = "acme.core.Engine"

[[moved]]
id = "legacy"
old = "acme.legacy"
"""


def failures(folder: Path, example: str, rules: str = RULES) -> list[str]:
    """What is said of `example`, given to the first rule."""
    first, gap, rest = rules.partition("\n\n")
    loaded = make_project(folder, f"{first}\n[[moved.example]]\n{example}\n{gap}{rest}")
    return [str(problem) for problem in run_examples(loaded, loaded.rules)]


def said(*messages: str) -> list[str]:
    """The lines for these failures of the first rule's example."""
    return [f"ssot.toml:6: example of rule 'engine': {message}" for message in messages]


HOLD = [
    pytest.param(
        "bad = 'import acme.legacy.Engine'", id="bad is reported, and nothing can be done"
    ),
    pytest.param(
        'bad = "x = 1\\nfrom acme.legacy import Engine\\n"\n'
        'good = "x = 1\\nfrom acme.core import Engine\\n"',
        id="on its second line",
    ),
    pytest.param("good = 'from acme.core import Engine'", id="good is clean"),
    pytest.param("good = ''", id="nothing is clean"),
    pytest.param("good = '# from acme.legacy import Engine'", id="a comment is clean"),
    pytest.param(
        "bad = 'from acme.legacy import Engine'\ngood = 'from acme.core import Engine'", id="both"
    ),
    pytest.param(
        "bad = 'from .legacy import Engine'\ngood = 'from .core import Engine'\n"
        "path = 'acme/user.py'",
        id="relative, with a path",
    ),
    pytest.param(
        "bad = 'from .legacy import Engine'\ngood = 'from .core import Engine'\n"
        "path = 'src/acme/__init__.py'",
        id="in a package",
    ),
    pytest.param("good = 'from .legacy import Engine'", id="relative, without a path"),
]


@pytest.mark.parametrize("example", HOLD)
def test_example_that_holds(example: str, tmp_path: Path) -> None:
    assert failures(tmp_path, example) == []


FAIL = [
    pytest.param(
        "bad = 'from acme.core import Engine'", said("'bad' is not reported"), id="bad is clean"
    ),
    pytest.param("bad = ''", said("'bad' is not reported"), id="nothing is clean"),
    pytest.param(
        "bad = 'from .legacy import Engine'", said("'bad' is not reported"), id="path is missing"
    ),
    pytest.param(
        "bad = 'import acme.legacy'",
        said("'bad' is reported by legacy, too", "'bad' is not reported"),
        id="another rule",
    ),
    pytest.param(
        "bad = 'from acme.legacy import Engine, other'",
        said("'bad' is reported by legacy, too"),
        id="another rule, too",
    ),
    pytest.param(
        "good = 'from acme.legacy import other'",
        said("'good' is reported by legacy, too"),
        id="good is reported by another rule",
    ),
    pytest.param(
        "bad = 'def ('",
        said("'bad' cannot be parsed: invalid syntax (its line 1)"),
        id="bad is no Python",
    ),
    pytest.param(
        'good = "x = 1\\n\\ny = "',
        said("'good' cannot be parsed: invalid syntax (its line 3)"),
        id="good is no Python",
    ),
    pytest.param(
        "bad = 'from acme.legacy import Engine'",
        said("'bad' is fixed, though there is no 'good': 'from acme.core import Engine'"),
        id="no good, though it can be mended",
    ),
    pytest.param(
        "bad = 'from acme.legacy import Engine'\ngood = 'from acme.core import Engine as E'",
        said("'bad' becomes 'from acme.core import Engine', which is not 'good'"),
        id="another good",
    ),
    pytest.param(
        "bad = 'import acme.legacy.Engine'\ngood = 'import acme.core'",
        said("'bad' is not fixed: 'acme.core.Engine' is no module"),
        id="a good that cannot be reached",
    ),
    pytest.param(
        "bad = 'x'\ngood = 'def ('",
        said("'bad' is not reported", "'good' cannot be parsed: invalid syntax (its line 1)"),
        id="both fail",
    ),
]


@pytest.mark.parametrize(("example", "expected"), FAIL)
def test_example_that_fails(example: str, expected: list[str], tmp_path: Path) -> None:
    assert failures(tmp_path, example) == expected


def test_good_that_is_reported_shows_the_finding(tmp_path: Path) -> None:
    (line,) = failures(tmp_path, "good = 'from acme.legacy import Engine'")
    (start,) = said("'good' is reported: SOT101 import of deprecated path 'acme.legacy.Engine'")
    assert line.startswith(start)


def test_only_the_rules_asked_for_are_tested(tmp_path: Path) -> None:
    loaded = make_project(tmp_path, RULES + "[[moved.example]]\nbad = 'wrong'\n")
    engine, legacy = loaded.rules
    assert list(run_examples(loaded, (engine,))) == []
    assert [str(problem) for problem in run_examples(loaded, (legacy,))] == [
        "ssot.toml:10: example of rule 'legacy': 'bad' is not reported"
    ]


@pytest.mark.parametrize("name", config.shipped_packs())
def test_examples_of_a_shipped_pack_hold(name: str, tmp_path: Path) -> None:
    (tmp_path / "ssot.toml").write_text(f"extend = ['{name}']\n")
    loaded = project.load(None, str(tmp_path), TODAY)
    assert [str(problem) for problem in run_examples(loaded, loaded.rules)] == []


@pytest.mark.parametrize("name", config.shipped_packs())
def test_every_rule_of_a_shipped_pack_shows_itself(name: str, tmp_path: Path) -> None:
    (tmp_path / "ssot.toml").write_text(f"extend = ['{name}']\n")
    rules = project.load(None, str(tmp_path), TODAY).rules
    assert rules
    assert [rule.id for rule in rules if not any(item.bad for item in rule.examples)] == []
    assert [rule.id for rule in rules if not rule.why or not rule.source] == []
