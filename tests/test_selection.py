"""Which codes are reported: flake8's decision for every combination of select and ignore."""

from __future__ import annotations

import argparse
import io
import itertools
import os
from pathlib import Path

import pytest
from flake8.main import cli as flake8
from flake8.style_guide import Decision, DecisionEngine
from flake8.utils import stdin_get_value
from support import RULES, write_files

from flake8_ssot import cli
from flake8_ssot.flake8_config import Flake8Config
from flake8_ssot.selection import Selection, make_selection

# Breaks SOT101 on line 1, SOT102 on line 3 and SOT106 on line 4.
SOURCE = """\
from acme.legacy.engine import Engine
import acme
acme.tools.run()
from acme.gone import thing as thing
"""
ALL = ["SOT101", "SOT102", "SOT106"]


def both(capture: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[bytes, bytes]:
    """What flake8, asked for our codes only, and `ssot check` print."""
    chosen = any(argument.startswith("--select") for argument in arguments)
    flake8.main(["-j1", *([] if chosen else ["--select=SOT"]), *arguments])
    expected = capture.readouterr().out
    cli.main(["check", *arguments])
    return expected, capture.readouterr().out


def codes_in(output: bytes) -> list[str]:
    return [line.split(" ")[1] for line in output.decode().split("\n")[:-1]]


COMMAND_LINE = [  # options, settings in flake8's configuration, codes reported
    pytest.param([], "", ALL, id="defaults"),
    pytest.param(["--select=SOT"], "", ALL, id="all-of-ours"),
    pytest.param(["--select=S"], "", ALL, id="one-letter"),
    pytest.param(["--select=SOT1"], "", ALL, id="one-digit"),
    pytest.param(["--select=SOT101"], "", ["SOT101"], id="one-code"),
    pytest.param(["--select=SOT101,SOT106"], "", ["SOT101", "SOT106"], id="two-codes"),
    pytest.param(["--select=SOT2"], "", [], id="another-group"),
    pytest.param(["--select=sot101"], "", [], id="small-letters"),
    pytest.param(["--ignore=SOT101"], "", ["SOT102", "SOT106"], id="ignore-one"),
    pytest.param(["--ignore=SOT"], "", [], id="ignore-all"),
    pytest.param(["--ignore=SO"], "", ALL, id="ignore-less-than-selected"),
    pytest.param(["--ignore=X1"], "", ALL, id="ignore-what-is-not-ours"),
    pytest.param(["--select=SOT101", "--ignore=SOT1"], "", ["SOT101"], id="longer-select-wins"),
    pytest.param(["--select=SOT1", "--ignore=SOT1"], "", [], id="ignore-wins-a-draw"),
    pytest.param(
        ["--select=SOT1", "--ignore=SOT102"], "", ["SOT101", "SOT106"], id="longer-ignore-wins"
    ),
    pytest.param([], "ignore = SOT101", ["SOT102", "SOT106"], id="configured-ignore"),
    pytest.param([], "ignore = SOT10", [], id="configured-ignore-of-a-prefix"),
    pytest.param([], "ignore = E501,W5", ALL, id="configured-ignore-of-others"),
    pytest.param([], "extend-ignore = SOT101", ["SOT102", "SOT106"], id="extend-ignore"),
    pytest.param([], "ignore = SOT101\nextend-ignore = SOT102", ["SOT106"], id="both-ignores"),
    pytest.param(
        ["--ignore=SOT102"], "ignore = SOT101", ["SOT101", "SOT106"], id="command-line-replaces"
    ),
    pytest.param(
        ["--ignore=SOT102"], "extend-ignore = SOT101", ["SOT106"], id="command-line-and-extension"
    ),
    pytest.param(["--select=SOT101"], "extend-select = SOT102", ["SOT101", "SOT102"], id="extend"),
    pytest.param([], "extend-select = E501", ALL, id="extend-select-of-others"),
    pytest.param(["--select=XYZ"], "extend-select = SOT106", ["SOT106"], id="only-by-extension"),
    pytest.param(
        [], "ignore = SOT1\nextend-select = SOT102", ["SOT102"], id="extend-select-against-ignore"
    ),
    pytest.param([], "select = E,F", ALL, id="configured-select-is-ours-to-replace"),
    pytest.param(
        [],
        "per-file-ignores = *.py: SOT101\nextend-ignore = SOT102",
        ["SOT106"],
        id="per-file-on-top-of-ignore",
    ),
    pytest.param(
        ["--select=SOT101"], "per-file-ignores = *.py: SOT1", ["SOT101"], id="select-beats-per-file"
    ),
    pytest.param(
        [], "per-file-ignores = *.py: SOT1\nextend-select = SOT102", ["SOT102"], id="all-three"
    ),
    pytest.param(
        [],
        "per-file-ignores =\n    *.py: SOT101\n    user.py: SOT102",
        ["SOT101", "SOT106"],
        id="longest-pattern-only",
    ),
]


@pytest.mark.parametrize(("options", "settings", "reported"), COMMAND_LINE)
def test_codes_reported(
    options: list[str],
    settings: str,
    reported: list[str],
    project_dir: Path,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    configuration = f"[flake8]\n{settings}\n"
    write_files(project_dir, {"ssot.toml": RULES, "user.py": SOURCE, "setup.cfg": configuration})
    expected, ours = both(capsysbinary, *options, "user.py")
    assert codes_in(ours) == reported
    assert ours == expected


STDIN = [  # what standard input is called, settings, codes reported
    pytest.param("user.py", "", ALL, id="plain"),
    pytest.param("user.py", "per-file-ignores = user.py: SOT101", ALL[1:], id="per-file"),
    pytest.param("pkg/user.py", "per-file-ignores = pkg/*: SOT101", ALL[1:], id="per-file-folder"),
    pytest.param("other.py", "per-file-ignores = user.py: SOT101", ALL, id="per-file-of-another"),
    pytest.param("user.py", "extend-exclude = user.py", [], id="excluded"),
    pytest.param("pkg/user.py", "extend-exclude = pkg/*", [], id="excluded-by-glob"),
    pytest.param("pkg/user.py", "extend-exclude = pkg", ALL, id="excluded-folder"),
    pytest.param("user.txt", "", ALL, id="any-extension"),
    pytest.param("stdin", "extend-exclude = stdin", ALL, id="the-default-name-is-never-excluded"),
    pytest.param(None, "extend-exclude = stdin", ALL, id="no-name"),
    pytest.param(None, "per-file-ignores = stdin: SOT101", ALL[1:], id="no-name-per-file"),
]


@pytest.mark.parametrize(("name", "settings", "reported"), STDIN)
def test_codes_reported_for_standard_input(
    name: str | None,
    settings: str,
    reported: list[str],
    project_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    write_files(project_dir, {"ssot.toml": RULES, "tox.ini": f"[flake8]\n{settings}\n"})
    printed = []
    for run, arguments, option in (
        (flake8.main, ["--select=SOT"], "--stdin-display-name"),
        (cli.main, ["check"], "--stdin-filename"),
    ):
        stdin_get_value.cache_clear()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(SOURCE.encode())))
        run([*arguments, *([option, name] if name else []), "-"])
        printed.append(capsysbinary.readouterr().out)
    assert codes_in(printed[1]) == reported
    assert printed[1] == printed[0]


CODES = ("SOT101", "SOT102", "SOT203", "SOT900")
PREFIXES = ("S", "SOT", "SOT1", "SOT10", "SOT101", "SOT2", "E")


def groups(most: int) -> list[tuple[str, ...]]:
    return [group for size in range(most + 1) for group in itertools.combinations(PREFIXES, size)]


def test_every_combination_is_decided_as_flake8_decides() -> None:
    """At least one select and any ignores, of one or two prefixes, for four codes."""
    decisions = set()
    for select, ignore in itertools.product(groups(2)[1:], groups(2)):
        options = argparse.Namespace(
            select=list(select),
            extend_select=None,
            ignore=list(ignore),
            extend_ignore=None,
            extended_default_select=["SOT"],
            extended_default_ignore=[],
        )
        engine = DecisionEngine(options)
        selection = Selection(select, ignore, ())
        for code in CODES:
            expected = engine.decision_for(code) is Decision.Selected
            assert selection.reports(code, "a.py") is expected, (select, ignore, code)
            decisions.add((code, expected))
    assert len(decisions) == 2 * len(CODES)


UNCLEAR = """\
[[signature]]
id = "swapped"
callable = "acme.core.swap"
modern = ["b", "a"]
legacy = [["a", "b"]]
"""


@pytest.mark.parametrize(
    ("settings", "arguments", "reported"),
    [
        pytest.param("", [], False, id="off-by-default"),
        pytest.param("", ["--select=SOT205"], True, id="selected"),
        pytest.param("", ["--select=SOT,SOT205"], True, id="selected-beside-others"),
        pytest.param("", ["--select=SOT2"], False, id="a-prefix-is-not-enough"),
        pytest.param("extend-select = SOT205", [], True, id="selected-in-the-configuration"),
        pytest.param("ignore = E203", [], False, id="ignore-turns-nothing-on"),
        pytest.param("", ["--ignore=E"], False, id="ignore-on-the-command-line-neither"),
        pytest.param("extend-select = SOT205\nignore = SOT", [], True, id="longest-prefix"),
        pytest.param("extend-select = SOT205\nignore = SOT205", [], False, id="ignored"),
    ],
)
def test_cannot_tell_is_off_unless_selected_by_name(
    settings: str,
    arguments: list[str],
    reported: bool,
    project_dir: Path,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    source = "from acme.core import swap\nswap(x(), y())\nswap(1)\n"
    files = {"ssot.toml": UNCLEAR, "tox.ini": f"[flake8]\n{settings}\n", "a.py": source}
    write_files(project_dir, files)
    printed = []
    for run in (flake8.main, lambda rest: cli.main(["check", *rest])):
        has_select = any(item.startswith("--select") for item in arguments)
        run([*arguments, *([] if has_select else ["--select=SOT"]), "a.py"])
        printed.append(capsysbinary.readouterr().out)
    assert printed[1] == printed[0]
    assert (b"SOT205" in printed[1]) is reported


@pytest.mark.parametrize(
    ("path", "reported"),
    [
        pytest.param("a.py", True, id="no-pattern"),
        pytest.param("pkg/a.py", False, id="folder"),
        pytest.param("pkg/tests/a.py", True, id="longest-only"),
        pytest.param("./pkg/a.py", False, id="other-spelling"),
        pytest.param("other/pkg/a.py", True, id="deeper"),
        pytest.param("conftest.py", False, id="base-name"),
        pytest.param("deep/conftest.py", False, id="base-name-anywhere"),
    ],
)
def test_patterns_of_single_files(path: str, reported: bool, project_dir: Path) -> None:
    config = Flake8Config(
        per_file_ignores=(
            ("pkg/*", ("SOT101",)),
            ("pkg/tests/*", ("E501",)),
            ("conftest.py", ("SOT",)),
        )
    )
    selection = make_selection(config, None, None, str(project_dir))
    assert selection.reports("SOT101", path) is reported


@pytest.mark.parametrize(
    ("config", "select", "ignore", "expected"),
    [
        pytest.param(Flake8Config(), None, None, Selection(("SOT",), (), ()), id="nothing-set"),
        pytest.param(
            Flake8Config(ignore=("A1",), extend_ignore=("B1",)),
            None,
            None,
            Selection(("SOT",), ("A1", "B1"), ()),
            id="ignore-and-extension",
        ),
        pytest.param(
            Flake8Config(ignore=("A1",), extend_ignore=("B1",)),
            None,
            (),
            Selection(("SOT",), ("B1",), ()),
            id="an-empty-ignore-replaces",
        ),
        pytest.param(
            Flake8Config(extend_select=("C1",)),
            ("SOT101",),
            None,
            Selection(("SOT101", "C1"), (), ()),
            id="select-and-extension",
        ),
    ],
)
def test_make_selection(
    config: Flake8Config,
    select: tuple[str, ...] | None,
    ignore: tuple[str, ...] | None,
    expected: Selection,
) -> None:
    assert make_selection(config, select, ignore, os.sep) == expected
