"""Every key of a rule, every mistake in one, and the exact words for it."""

from __future__ import annotations

import datetime
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from support import ENOUGH_SECONDS, make_project, write_files

from flake8_ssot import project, rule_reader, toml_file
from flake8_ssot.model import ConfigError
from flake8_ssot.rules import Bridge, Example, Moved, Role, Signature
from flake8_ssot.template import parse_template

MINIMAL = '[[moved]]\nid = "r"\nold = "acme.old"\n'


def mistakes(folder: Path, files: Mapping[str, str | bytes]) -> list[str]:
    """What is said of a project with these files."""
    write_files(folder, files)
    try:
        project.load(str(folder / "ssot.toml"), str(folder))
    except ConfigError as error:
        return str(error).split("\n")
    return []


def rule(folder: Path, text: str) -> Moved:
    """The only rule of a file."""
    (only,) = make_project(folder, text).rules
    assert isinstance(only, Moved)
    return only


# Good values ---------------------------------------------------------------------------------


def test_rule_with_every_key(tmp_path: Path) -> None:
    text = """\
[[moved]]
id = "execution-engine"
old = "acme.legacy.Engine"
new = "acme.core.UserEngine"
why = "shares state"
url = "https://example.org/1"
source = "issue 1"
allow = ["tests/compat/**", "tools/*.py"]
remove-by = 2025-10-01
[[moved.example]]
bad = "from acme.legacy import Engine\\n"
good = "from acme.core import UserEngine as Engine\\n"
[[moved.example]]
path = "acme/__init__.py"
bad = "from .legacy import Engine\\n"
"""
    assert rule(tmp_path, text) == Moved(
        id="execution-engine",
        old="acme.legacy.Engine",
        new="acme.core.UserEngine",
        why="shares state",
        url="https://example.org/1",
        source="issue 1",
        allow=("tests/compat/**", "tools/*.py"),
        remove_by=datetime.date(2025, 10, 1),
        examples=(
            Example(
                "from acme.legacy import Engine\n",
                "from acme.core import UserEngine as Engine\n",
                "example.py",
                11,
            ),
            Example("from .legacy import Engine\n", None, "acme/__init__.py", 14),
        ),
        file="ssot.toml",
        line=2,
    )


def test_rule_with_only_what_is_needed(tmp_path: Path) -> None:
    expected = Moved("r", "acme.old", None, "", "", "", (), None, (), "ssot.toml", 2)
    assert rule(tmp_path, MINIMAL) == expected


GOOD = [
    pytest.param("id", '"a"', "a", id="short id"),
    pytest.param("id", '"A-b_c.d9"', "A-b_c.d9", id="id of all characters"),
    pytest.param("id", '"9"', "9", id="id of a digit"),
    pytest.param("id", f'"{"x" * 80}"', "x" * 80, id="id of 80 characters"),
    pytest.param("old", '"acme"', "acme", id="top-level module"),
    pytest.param("old", "'a.b.c.D.e'", "a.b.c.D.e", id="deep path"),
    pytest.param("old", '"größe.Maß"', "größe.Maß", id="non-ASCII path"),
    pytest.param("old", '"_a.__init__"', "_a.__init__", id="underscores"),
    pytest.param("old", '"pkg.match.type"', "pkg.match.type", id="soft keywords"),
    pytest.param("old", f'"{"a" * 500}"', "a" * 500, id="long path"),
    pytest.param("new", '"acme.new"', "acme.new", id="new"),
    pytest.param("new", '"acme.old.core"', "acme.old.core", id="new below old"),
    pytest.param("why", '""', "", id="no reason"),
    pytest.param("why", '"  a \\n\\t b "', "a b", id="white space is folded"),
    pytest.param("why", "'''\na\nb\n'''", "a b", id="lines are folded"),
    pytest.param("why", '"naïve 日本 😀 [x]: y"', "naïve 日本 😀 [x]: y", id="non-ASCII reason"),
    pytest.param("why", f'"{"x" * 500}"', "x" * 500, id="long reason"),
    pytest.param("url", '"http://a"', "http://a", id="http"),
    pytest.param("url", '"https://a.b/c?d=e&f#g"', "https://a.b/c?d=e&f#g", id="https"),
    pytest.param("source", '"commit abc"', "commit abc", id="source"),
    pytest.param("allow", "[]", (), id="nothing allowed"),
    pytest.param("allow", '["a", "b/**", "**/c/*.py"]', ("a", "b/**", "**/c/*.py"), id="globs"),
    pytest.param("remove-by", "2024-02-29", datetime.date(2024, 2, 29), id="leap day"),
    pytest.param("remove-by", "0001-01-01", datetime.date(1, 1, 1), id="first day"),
    pytest.param("remove-by", "9999-12-31", datetime.date(9999, 12, 31), id="last day"),
]


def with_value(key: str, value: str) -> str:
    """A rule whose `key` has the TOML `value`."""
    fields = {"id": '"r"', "old": '"acme.old"', key: value}
    return "[[moved]]\n" + "".join(f"{name} = {text}\n" for name, text in fields.items())


@pytest.mark.parametrize(("key", "value", "expected"), GOOD)
def test_good_value(key: str, value: str, expected: object, tmp_path: Path) -> None:
    assert getattr(rule(tmp_path, with_value(key, value)), key.replace("-", "_")) == expected


# Bad values ----------------------------------------------------------------------------------

ID = "'id' must be a short name of letters, digits, '-', '_' and '.'"
DOTTED = "must be a dotted path like 'pkg.module.Name', not"
TEXT = "'why' must be a text in quotes"
URL = "'url' must be a link that starts with https://"
DATE = "'remove-by' must be a date without quotes, like 2026-12-31"

BAD = [
    pytest.param("id", "1", ID, id="id: number"),
    pytest.param("id", "true", ID, id="id: truth value"),
    pytest.param("id", "['a']", ID, id="id: list"),
    pytest.param("id", "{a = 1}", ID, id="id: table"),
    pytest.param("id", "''", ID, id="id: empty"),
    pytest.param("id", "'-a'", ID, id="id: starts with a dash"),
    pytest.param("id", "'a b'", ID, id="id: blank"),
    pytest.param("id", "'a,b'", ID, id="id: comma"),
    pytest.param("id", "'größe'", ID, id="id: non-ASCII"),
    pytest.param("id", '"a\\n"', ID, id="id: newline"),
    pytest.param("id", f"'{'x' * 81}'", ID, id="id: too long"),
    pytest.param("old", "1", "'old' must be a dotted path in quotes", id="old: number"),
    pytest.param("old", "['a']", "'old' must be a dotted path in quotes", id="old: list"),
    pytest.param("old", "''", f"'old' {DOTTED} ''", id="old: empty"),
    pytest.param("old", "'.a'", f"'old' {DOTTED} '.a'", id="old: relative"),
    pytest.param("old", "'a.'", f"'old' {DOTTED} 'a.'", id="old: dot at the end"),
    pytest.param("old", "'a..b'", f"'old' {DOTTED} 'a..b'", id="old: two dots"),
    pytest.param("old", "'a.*'", f"'old' {DOTTED} 'a.*'", id="old: star"),
    pytest.param("old", "'a:b'", f"'old' {DOTTED} 'a:b'", id="old: colon"),
    pytest.param("old", "'a/b.py'", f"'old' {DOTTED} 'a/b.py'", id="old: file"),
    pytest.param("old", "'a.class'", f"'old' {DOTTED} 'a.class'", id="old: keyword"),
    pytest.param("old", "'a.None'", f"'old' {DOTTED} 'a.None'", id="old: None"),
    pytest.param("old", "'a.9'", f"'old' {DOTTED} 'a.9'", id="old: digit"),
    pytest.param("old", "'a.b '", f"'old' {DOTTED} 'a.b '", id="old: blank"),
    pytest.param("old", '"a.\\u001b"', f"'old' {DOTTED} 'a.\\x1b'", id="old: control character"),
    pytest.param("old", '"a\\nb"', f"'old' {DOTTED} 'a\\nb'", id="old: newline"),
    pytest.param("old", f"'{'a-' * 90}'", f"'old' {DOTTED} '{'a-' * 40}'", id="old: long, shown"),
    pytest.param("old", f"'{'a' * 501}'", "'old' must have at most 500 characters", id="old: long"),
    pytest.param("new", "false", "'new' must be a dotted path in quotes", id="new: truth value"),
    pytest.param("new", "''", f"'new' {DOTTED} ''", id="new: empty"),
    pytest.param("new", "'a b'", f"'new' {DOTTED} 'a b'", id="new: blank"),
    pytest.param("new", "'acme.old'", "'new' is the same path as 'old'", id="new: same"),
    pytest.param("why", "1", TEXT, id="why: number"),
    pytest.param("why", "['a']", TEXT, id="why: list"),
    pytest.param("why", '"\\u001b[31m"', "'why' must not hold control characters", id="why: ANSI"),
    pytest.param("why", '"a\\u0000"', "'why' must not hold control characters", id="why: NUL"),
    pytest.param("why", '"a\\u202eb"', "'why' must not hold control characters", id="why: bidi"),
    pytest.param("why", f"'{'x' * 501}'", "'why' must have at most 500 characters", id="why: long"),
    pytest.param("source", "2", "'source' must be a text in quotes", id="source: number"),
    pytest.param(
        "source", '"\\u0007"', "'source' must not hold control characters", id="source: bell"
    ),
    pytest.param("url", "1", URL, id="url: number"),
    pytest.param("url", "''", URL, id="url: empty"),
    pytest.param("url", "'example.org'", URL, id="url: no scheme"),
    pytest.param("url", "'https://'", URL, id="url: only a scheme"),
    pytest.param("url", "'javascript:alert(1)'", URL, id="url: javascript"),
    pytest.param("url", "'file:///etc/passwd'", URL, id="url: file"),
    pytest.param("url", "'https://a b'", URL, id="url: blank"),
    pytest.param("url", '"https://a\\n"', URL, id="url: newline"),
    pytest.param("url", '"https://a\\u001b"', URL, id="url: control character"),
    pytest.param("url", f"'https://{'a' * 500}'", URL, id="url: long"),
    pytest.param("allow", "'a'", "'allow' must be a list of strings", id="allow: string"),
    pytest.param("allow", "[1]", "'allow' must be a list of strings", id="allow: numbers"),
    pytest.param("allow", "{}", "'allow' must be a list of strings", id="allow: table"),
    pytest.param(
        "allow", "['']", "'allow': a glob must have 1 to 1024 characters", id="allow: empty glob"
    ),
    pytest.param(
        "allow",
        f"['{'a' * 1025}']",
        "'allow': a glob must have 1 to 1024 characters",
        id="allow: long glob",
    ),
    pytest.param(
        "allow",
        "['ok', '../x']",
        "'allow': the glob '../x' must not leave the project",
        id="allow: outside",
    ),
    pytest.param(
        "allow",
        "['a/../../x']",
        "'allow': the glob 'a/../../x' must not leave the project",
        id="allow: outside by a detour",
    ),
    pytest.param(
        "allow",
        "['a\\..\\x']",
        "'allow': the glob 'a\\\\..\\\\x' must not leave the project",
        id="allow: outside with backslashes",
    ),
    pytest.param(
        "allow",
        "['/etc/*']",
        "'allow': the glob '/etc/*' must be relative to the configuration file",
        id="allow: absolute",
    ),
    pytest.param(
        "allow",
        "['C:/x']",
        "'allow': the glob 'C:/x' must be relative to the configuration file",
        id="allow: drive",
    ),
    pytest.param("remove-by", "'2026-01-01'", DATE, id="remove-by: quoted"),
    pytest.param("remove-by", "2026", DATE, id="remove-by: number"),
    pytest.param("remove-by", "2026-01-01T00:00:00Z", DATE, id="remove-by: with a time"),
    pytest.param("remove-by", "2026-01-01 00:00:00", DATE, id="remove-by: with a local time"),
    pytest.param("remove-by", "00:00:00", DATE, id="remove-by: a time"),
]


@pytest.mark.parametrize(("key", "value", "message"), BAD)
def test_bad_value(key: str, value: str, message: str, tmp_path: Path) -> None:
    text = with_value(key, value)
    line = text.split("\n").index(next(row for row in text.split("\n") if row.startswith(key)))
    assert mistakes(tmp_path, {"ssot.toml": text}) == [f"ssot.toml:{line + 1}: {message}"]


SOURCE = "must be Python source in quotes"
PLACE = "'path' must be a relative path of a Python file, like 'pkg/__init__.py'"

BAD_EXAMPLES = [
    pytest.param("bad = 1", f"'bad' {SOURCE}", id="bad: number"),
    pytest.param("good = ['a']", f"'good' {SOURCE}", id="good: list"),
    pytest.param(f"good = '{'x' * 20001}'", f"'good' {SOURCE}", id="good: long"),
    pytest.param("bad = ''\npath = 1", PLACE, id="path: number"),
    pytest.param("bad = ''\npath = ''", PLACE, id="path: empty"),
    pytest.param("bad = ''\npath = 'a.txt'", PLACE, id="path: no Python"),
    pytest.param("bad = ''\npath = '/a.py'", PLACE, id="path: absolute"),
    pytest.param("bad = ''\npath = '../a.py'", PLACE, id="path: outside"),
    pytest.param(
        "bda = ''\nbad = ''",
        "unknown key 'bda' in [[moved.example]] (did you mean 'bad'?)",
        id="misspelled",
    ),
    pytest.param(
        "bad = ''\nwhy = ''",
        "unknown key 'why' in [[moved.example]]; known: bad, good, path",
        id="unknown",
    ),
    pytest.param("path = 'a.py'", "an example needs 'bad', 'good' or both", id="neither"),
]


@pytest.mark.parametrize(("text", "message"), BAD_EXAMPLES)
def test_bad_example(text: str, message: str, tmp_path: Path) -> None:
    key = message.split("'")[1]
    rows = ["[[moved.example]]", *text.split("\n")]
    offset = next((number for number, row in enumerate(rows) if row.startswith(f"{key} =")), 0)
    if "needs" in message:
        offset = 0
    found = mistakes(tmp_path, {"ssot.toml": MINIMAL + "\n".join(rows) + "\n"})
    assert found == [f"ssot.toml:{4 + offset}: {message}"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("bad = ''", id="empty bad"),
        pytest.param("good = ''", id="empty good"),
        pytest.param("bad = ''\ngood = ''\npath = 'a/b.pyi'", id="all keys"),
        pytest.param(f"good = '{'x' * 20000}'", id="20,000 characters"),
    ],
)
def test_good_example(text: str, tmp_path: Path) -> None:
    assert mistakes(tmp_path, {"ssot.toml": f"{MINIMAL}[[moved.example]]\n{text}\n"}) == []


# Malformed files -----------------------------------------------------------------------------

KNOWN = "extend, src, exclude, skip, baseline, moved, signature, bridge"
BRIDGE_KEYS = "id, old, new, why, url, source, allow, remove-by, example"
KEYS = BRIDGE_KEYS.replace("new, ", "new, namespace, ")

MALFORMED: list[Any] = [
    pytest.param(
        "ids = 1\n",
        [f"1: unknown key 'ids' in the configuration; known: {KNOWN}"],
        id="unknown key",
    ),
    pytest.param(
        "extends = []\n",
        ["1: unknown key 'extends' in the configuration (did you mean 'extend'?)"],
        id="misspelled key",
    ),
    pytest.param(
        "[[move]]\nid = 'a'\n",
        ["1: unknown key 'move' in the configuration (did you mean 'moved'?)"],
        id="misspelled table",
    ),
    pytest.param(
        "src = ['.']\n\n[[move]]\nid = 'a'\n[[move]]\n",
        ["3: unknown key 'move' in the configuration (did you mean 'moved'?)"],
        id="misspelled table further down",
    ),
    pytest.param(
        "src = ['.']\n[move.a.b]\nid = 'a'\n",
        ["2: unknown key 'move' in the configuration (did you mean 'moved'?)"],
        id="misspelled table of tables",
    ),
    pytest.param(
        "src = ['.']\n[tool.ssot]\nsrc = ['.']\n",
        [f"2: unknown key 'tool' in the configuration; known: {KNOWN}"],
        id="a pyproject table in ssot.toml",
    ),
    pytest.param(
        '"\\u001b[31m" = 1\n',
        [f"1: unknown key '\\x1b[31m' in the configuration; known: {KNOWN}"],
        id="key of control characters",
    ),
    pytest.param(
        "extend = 'netra'\n", ["1: 'extend' must be a list of strings"], id="extend: string"
    ),
    pytest.param("extend = [1]\n", ["1: 'extend' must be a list of strings"], id="extend: numbers"),
    pytest.param("\nsrc = 1\n", ["2: 'src' must be a list of strings"], id="src: number"),
    pytest.param(
        "src = ['..']\n", ["1: 'src': the path '..' must not leave the project"], id="src: outside"
    ),
    pytest.param(
        "src = ['/usr']\n",
        ["1: 'src': the path '/usr' must be relative to the configuration file"],
        id="src: absolute",
    ),
    pytest.param(
        "src = ['']\n", ["1: 'src': a path must have 1 to 1024 characters"], id="src: empty"
    ),
    pytest.param("exclude = {}\n", ["1: 'exclude' must be a list of strings"], id="exclude: table"),
    pytest.param("skip = 'docs'\n", ["1: 'skip' must be a list of strings"], id="skip: text"),
    pytest.param(
        "skip = ['doctest']\n",
        ["1: 'skip': unknown kind 'doctest' in it (did you mean 'doctests'?)"],
        id="skip: misspelled",
    ),
    pytest.param(
        "exclude = [\n  'a',\n  '../b',\n]\n",
        ["1: 'exclude': the glob '../b' must not leave the project"],
        id="exclude: outside",
    ),
    pytest.param(
        'exclude = ["a\\u0000"]\n',
        ["1: 'exclude': a glob must have 1 to 1024 characters"],
        id="exclude: NUL",
    ),
    pytest.param(
        "moved = 1\n",
        ["1: 'moved' must be an array of tables: write [[moved]]"],
        id="moved: number",
    ),
    pytest.param(
        "moved = 'a'\n",
        ["1: 'moved' must be an array of tables: write [[moved]]"],
        id="moved: string",
    ),
    pytest.param(
        "[moved]\nid = 'a'\n",
        ["1: 'moved' must be an array of tables: write [[moved]]"],
        id="moved: table",
    ),
    pytest.param(
        "\nmoved = [1]\n", ["2: 'moved' must hold tables: write [[moved]]"], id="moved: list"
    ),
    pytest.param(
        "moved = [\n['a'],\n2]\n",
        ["1: 'moved' must hold tables: write [[moved]]"],
        id="moved: mixed list",
    ),
    pytest.param(
        "[[moved]]\n",
        ["1: a [[moved]] rule needs 'id'", "1: a [[moved]] rule needs 'old'"],
        id="no keys",
    ),
    pytest.param(
        "src = ['.']\n\n[[moved]]",
        ["3: a [[moved]] rule needs 'id'", "3: a [[moved]] rule needs 'old'"],
        id="no keys on the last line",
    ),
    pytest.param("[[moved]]\nid = 'a'\n", ["1: a [[moved]] rule needs 'old'"], id="no old"),
    pytest.param("[[moved]]\nold = 'a'\n", ["1: a [[moved]] rule needs 'id'"], id="no id"),
    pytest.param(
        MINIMAL + "[[moved]]\nid = 'b'\n[[moved]]\nold = 'c'\n",
        ["4: a [[moved]] rule needs 'old'", "6: a [[moved]] rule needs 'id'"],
        id="no id and no old",
    ),
    pytest.param(
        "[[moved]]\nid = 1\nold = 2\n",
        [f"2: {ID}", "3: 'old' must be a dotted path in quotes"],
        id="id and old of the wrong type",
    ),
    pytest.param(
        MINIMAL + "nwe = 'a.b'\n",
        ["4: unknown key 'nwe' in [[moved]] (did you mean 'new'?)"],
        id="misspelled new",
    ),
    pytest.param(
        MINIMAL + "remove_by = 2026-01-01\n",
        ["4: unknown key 'remove_by' in [[moved]] (did you mean 'remove-by'?)"],
        id="underscore for dash",
    ),
    pytest.param(
        MINIMAL + "examples = []\n",
        ["4: unknown key 'examples' in [[moved]] (did you mean 'example'?)"],
        id="plural example",
    ),
    pytest.param(
        MINIMAL + "priority = 1\n",
        [f"4: unknown key 'priority' in [[moved]]; known: {KEYS}"],
        id="key unknown in a rule",
    ),
    pytest.param(
        MINIMAL + "[moved.extra]\na = 1\n",
        [f"4: unknown key 'extra' in [[moved]]; known: {KEYS}"],
        id="table unknown in a rule",
    ),
    pytest.param(
        MINIMAL + "[moved.example]\nbad = ''\n",
        ["4: 'moved.example' must be an array of tables: write [[moved.example]]"],
        id="example: table",
    ),
    pytest.param(
        MINIMAL + "example = 'import a'\n",
        ["4: 'moved.example' must be an array of tables: write [[moved.example]]"],
        id="example: string",
    ),
    pytest.param(
        MINIMAL + "example = ['import a']\n",
        ["4: 'moved.example' must hold tables: write [[moved.example]]"],
        id="example: list",
    ),
    pytest.param(
        MINIMAL + "[[moved.example]]\n[[moved.example]]\nbad = ''\n[[moved.example]]\n",
        ["4: an example needs 'bad', 'good' or both", "7: an example needs 'bad', 'good' or both"],
        id="empty examples",
    ),
    pytest.param(
        MINIMAL + "[[moved]]\nid = 'r'\nold = 'acme.other'\n",
        ["4: id 'r' is already used by the rule at ssot.toml:1"],
        id="duplicate id",
    ),
    pytest.param(
        MINIMAL + "[[moved]]\nid = 's'\nold = 'acme.old'\n",
        ["4: old 'acme.old' is already used by the rule at ssot.toml:1"],
        id="duplicate old",
    ),
    pytest.param(
        MINIMAL * 2,
        [
            "4: id 'r' is already used by the rule at ssot.toml:1",
            "4: old 'acme.old' is already used by the rule at ssot.toml:1",
        ],
        id="duplicate id and old",
    ),
    pytest.param(
        MINIMAL + 'new = "b"\n[[moved]]\nid = "s"\nold = "b"\nnew = "acme.old"\n',
        [
            "1: the rules lead in a circle: 'r' -> 's' -> 'r'",
            "5: the rules lead in a circle: 's' -> 'r' -> 's'",
        ],
        id="circle",
    ),
    pytest.param(
        MINIMAL + 'new = "b"\n[[moved]]\nid = "s"\nold = "b"\n',
        ["1: the new path 'b' is deprecated by rule 's', without a successor"],
        id="dead end",
    ),
    pytest.param(
        MINIMAL + 'new = "b.c.D"\n[[moved]]\nid = "s"\nold = "b"\n',
        ["1: the new path 'b.c.D' is deprecated by rule 's', without a successor"],
        id="dead end above",
    ),
    pytest.param(
        "extend = ['nerta']\n",
        ["1: unknown pack 'nerta' in 'extend' (did you mean"],
        id="misspelled pack",
    ),
    pytest.param(
        "extend = ['']\n", ["1: unknown pack '' in 'extend'; known: netra;"], id="empty pack"
    ),
    pytest.param(
        "extend = ['../p.toml']\n",
        ["1: the pack '../p.toml' must lie inside the project"],
        id="pack above",
    ),
    pytest.param(
        "extend = ['/etc/p.toml']\n",
        ["1: the pack '/etc/p.toml' must lie inside the project"],
        id="pack elsewhere",
    ),
    pytest.param(
        'extend = ["a\\u0000.toml"]\n',
        ["1: the pack 'a\\x00.toml' must lie inside the project"],
        id="pack with a NUL",
    ),
    pytest.param("[[moved]\n", ["1: not valid TOML: "], id="header half closed"),
    pytest.param("id = \n", ["1: not valid TOML: "], id="no value"),
    pytest.param("a = 1\na = 2\n", ["2: not valid TOML: "], id="key given twice"),
    pytest.param('[[moved]]\nid = "a\n', ["2: not valid TOML: "], id="string not closed"),
    pytest.param(
        "\ufeff" + MINIMAL,
        ["1: starts with a byte order mark; save it as UTF-8 "],
        id="byte order mark",
    ),
    pytest.param(
        MINIMAL + "why = '\0'", ["4: holds a NUL byte; save it as plain UTF-8 text"], id="NUL byte"
    ),
]

START_ONLY = ("not valid TOML: ", "(did you mean", "known: netra;", "save it as UTF-8 ")


@pytest.mark.parametrize(("text", "expected"), MALFORMED)
def test_malformed_file(text: str, expected: list[str], tmp_path: Path) -> None:
    found = mistakes(tmp_path, {"ssot.toml": text})
    assert len(found) == len(expected)
    for line, wanted in zip(found, expected, strict=True):
        wanted = f"ssot.toml:{wanted}"
        assert line[: len(wanted)] == wanted if wanted.endswith(START_ONLY) else line == wanted


def test_table_of_malformed_files_is_large() -> None:
    assert len(MALFORMED) >= 40


def test_unknown_pack_says_how_to_name_an_own_one(tmp_path: Path) -> None:
    (line,) = mistakes(tmp_path, {"ssot.toml": "extend = ['nerta']\n"})
    assert line == (
        "ssot.toml:1: unknown pack 'nerta' in 'extend' (did you mean 'netra'?); "
        "a pack of your own is named by its .toml file"
    )


IN_A_TABLE = [
    row
    for row in MALFORMED
    if row.id not in {"byte order mark", "a pyproject table in ssot.toml"}
    and "not valid TOML" not in str(row.values[1])
]


@pytest.mark.parametrize(("text", "expected"), IN_A_TABLE)
def test_malformed_table_in_pyproject(text: str, expected: list[str], tmp_path: Path) -> None:
    """The same mistakes below [tool.ssot]: the same lines, one further down."""
    inside = re.sub(r"(?m)^(\[\[?)(?=[a-z])", r"\1tool.ssot.", text)
    (tmp_path / "pyproject.toml").write_text(f"[tool.ssot]\n{inside}", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        project.load(str(tmp_path / "pyproject.toml"), str(tmp_path))
    places = [(problem.path, problem.line) for problem in caught.value.problems]
    lines = [int(line.partition(":")[0]) for line in expected]
    assert places == [("pyproject.toml", line + 1) for line in lines]


# Between rules -------------------------------------------------------------------------------


def moved(identifier: str, old: str, new: str | None = None) -> str:
    target = f'new = "{new}"\n' if new else ""
    return f'[[moved]]\nid = "{identifier}"\nold = "{old}"\n{target}'


BETWEEN: list[Any] = [
    pytest.param([("a", "x", "y"), ("b", "z", "w")], [], id="strangers"),
    pytest.param([("a", "x", "y"), ("b", "y", "z")], [], id="chain"),
    pytest.param([("a", "x", "y"), ("b", "x.c", "z")], [], id="a rule below another"),
    pytest.param([("a", "x", "y"), ("b", "xy", "z")], [], id="shared prefix of a name"),
    pytest.param([("a", "x", "x.core")], [], id="below itself"),
    pytest.param([("a", "x.core", "x")], [], id="up to its package"),
    pytest.param([("a", "x.A", "x.B")], [], id="renamed in place"),
    pytest.param([("a", "x", "x.core"), ("b", "x.core.A", "x.core.B")], [], id="inside its home"),
    pytest.param(
        [("a", "x", "y"), ("b", "y", "z"), ("c", "z", "x")],
        [
            "1: the rules lead in a circle: 'a' -> 'b' -> 'c' -> 'a'",
            "5: the rules lead in a circle: 'b' -> 'c' -> 'a' -> 'b'",
            "9: the rules lead in a circle: 'c' -> 'a' -> 'b' -> 'c'",
        ],
        id="circle of three",
    ),
    pytest.param(
        [("a", "x", "y.X"), ("b", "y", "x")],
        [
            "1: the rules lead in a circle: 'a' -> 'b' -> 'a'",
            "5: the rules lead in a circle: 'b' -> 'a' -> 'b'",
        ],
        id="circle by way of a module",
    ),
    pytest.param(
        [("a", "x", "y"), ("b", "y", "z"), ("c", "z", "y.d")],
        None,
        id="a chain that ends in a circle",
    ),
    pytest.param(
        [("a", "x", "y"), ("b", "y", "z"), ("c", "z", None)],
        [
            "1: the new path 'z' is deprecated by rule 'c', without a successor",
            "5: the new path 'z' is deprecated by rule 'c', without a successor",
        ],
        id="chain to a dead end",
    ),
    pytest.param([("a", "x", None), ("b", "x.y", "z")], [], id="an exception to a dead end"),
]


@pytest.mark.parametrize(("table", "expected"), BETWEEN)
def test_rules_that_meet(
    table: list[tuple[str, str, str | None]], expected: list[str] | None, tmp_path: Path
) -> None:
    found = mistakes(tmp_path, {"ssot.toml": "".join(moved(*row) for row in table)})
    if expected is None:
        assert found
        assert all("circle" in line for line in found)
    else:
        assert found == [f"ssot.toml:{line}" for line in expected]


def test_order_of_rules_does_not_matter(tmp_path: Path) -> None:
    rows = [("a", "x", "y"), ("b", "y", "z"), ("c", "x.C", "w.C")]
    for order in (rows, rows[::-1]):
        loaded = make_project(tmp_path, "".join(moved(*row) for row in order))
        ends = {path: loaded.rule_index.lookup(path) for path in ("x.A", "y.A", "x.C.d")}
        assert {path: match and match.new for path, match in ends.items()} == {
            "x.A": "z.A",
            "y.A": "z.A",
            "x.C.d": "w.C.d",
        }


# Several files -------------------------------------------------------------------------------


def test_all_mistakes_of_all_files_are_told_at_once_in_order(tmp_path: Path) -> None:
    found = mistakes(
        tmp_path,
        {
            "ssot.toml": 'extend = ["b.toml", "a.toml", "c.toml", "d.toml", "nerta"]\n'
            "sorce = 1\n[[moved]]\nid = 'r'\nold = 'acme.x'\nnew = 'acme.y'\n"
            "[[moved]]\nid = 'bad id'\n",
            "a.toml": MINIMAL + "[[moved]]\nid = 's'\nold = 'acme.y'\nnew = 'acme.x'\n",
            "b.toml": "src = []\n[[moved]]\nid = 't'\nold = 'acme.x'\nurl = 3\nwhy = 4\n",
            "c.toml": "[[moved]\n",
        },
    )
    assert [line.partition(": ")[0] for line in found] == [
        "a.toml:1",
        "a.toml:4",
        "b.toml:1",
        "b.toml:2",
        "b.toml:5",
        "b.toml:6",
        "c.toml:1",
        "d.toml",
        "ssot.toml:1",
        "ssot.toml:2",
        "ssot.toml:3",
        "ssot.toml:7",
        "ssot.toml:8",
    ]
    assert [line.partition(": ")[2] for line in found if ":1:" not in line] == [
        "the rules lead in a circle: 's' -> 'r' -> 's'",
        "old 'acme.x' is already used by the rule at ssot.toml:3",
        "'url' must be a link that starts with https://",
        "'why' must be a text in quotes",
        "cannot be read: No such file or directory",
        "unknown key 'sorce' in the configuration (did you mean 'src'?)",
        "the rules lead in a circle: 'r' -> 's' -> 'r'",
        "a [[moved]] rule needs 'old'",
        ID,
    ]


def test_duplicates_across_packs_name_the_first_place(tmp_path: Path) -> None:
    found = mistakes(
        tmp_path,
        {
            "ssot.toml": 'extend = ["packs/a.toml", "packs/b.toml"]\n',
            "packs/a.toml": "# first\n" + MINIMAL,
            "packs/b.toml": MINIMAL,
        },
    )
    assert found == [
        "packs/b.toml:1: id 'r' is already used by the rule at packs/a.toml:2",
        "packs/b.toml:1: old 'acme.old' is already used by the rule at packs/a.toml:2",
    ]


def test_mistake_in_one_rule_does_not_hide_those_of_others(tmp_path: Path) -> None:
    text = "".join(f'[[moved]]\nid = "r{number}"\nold = {number}\n' for number in range(50))
    found = mistakes(tmp_path, {"ssot.toml": text})
    expected = "'old' must be a dotted path in quotes"
    assert found == [f"ssot.toml:{3 * number + 3}: {expected}" for number in range(50)]


def test_too_many_rules(tmp_path: Path) -> None:
    found = mistakes(tmp_path, {"ssot.toml": "[[moved]]\n" * (rule_reader.MAX_RULES + 1)})
    assert found == [f"ssot.toml:1: more than {rule_reader.MAX_RULES} rules"]


def test_parse_reads_one_file_without_raising(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_text(MINIMAL + "[[moved]]\nid = 's'\n")
    parsed = rule_reader.parse(toml_file.read(str(tmp_path / "pack.toml"), "pack.toml"))
    assert [found.id for found in parsed.rules] == ["r"]
    assert [str(problem) for problem in parsed.problems] == [
        "pack.toml:4: a [[moved]] rule needs 'old'"
    ]


# [[signature]] and [[bridge]] -----------------------------------------------------------------

CALL = '[[signature]]\nid = "s"\ncallable = "acme.f"\n'
SIGNED = CALL + 'modern = ["a", "b"]\nlegacy = [["c", "d?"], ["e"]]\n'  # five lines
BRIDGE = '[[bridge]]\nid = "b"\nold = "acme.g"\n'
SIGNATURE_KEYS = (
    "id, callable, modern, legacy, rename, rewrite, why, url, source, allow, remove-by, "
    "example, roles"
)


def forms(modern: str = '["a", "b"]', legacy: str = '[["c", "d?"], ["e"]]') -> str:
    return f"{CALL}modern = {modern}\nlegacy = {legacy}\n"


def test_signature_with_every_key(tmp_path: Path) -> None:
    text = (
        SIGNED
        + """\
rename = { c = "a" }
rewrite = "{callable}({c}, [{d}])"
why = "swapped"
url = "https://example.org/1"
source = "issue 1"
allow = ["tests/**"]
remove-by = 2026-10-01
[signature.roles.a]
types = ["acme.A", "str"]
names = ["a", "*_a"]
[signature.roles.other]
names = ["b*"]
[[signature.example]]
bad = "x"
good = "y"
"""
    )
    (found,) = make_project(tmp_path, text).rules
    assert isinstance(found, Signature)
    assert (found.id, found.callable, found.line, found.file) == ("s", "acme.f", 2, "ssot.toml")
    assert [form.text for form in found.modern] == ["(a, b)"]
    assert [form.text for form in found.legacy] == ["(c, d=...)", "(e)"]
    assert found.roles == (
        Role("a", ("acme.A", "str"), ("a", "*_a")),
        Role("other", (), ("b*",)),
    )
    assert found.rename == {"c": "a"}
    assert found.rewrite == parse_template("{callable}({c}, [{d}])")
    assert (found.why, found.url, found.source) == ("swapped", "https://example.org/1", "issue 1")
    assert (found.allow, found.remove_by) == (("tests/**",), datetime.date(2026, 10, 1))
    assert found.examples == (Example("x", "y", "example.py", 19),)


def test_bridge_with_every_key(tmp_path: Path) -> None:
    text = (
        BRIDGE
        + """\
new = "acme.h"
why = "old"
url = "https://example.org/1"
source = "issue 1"
allow = ["tests/**"]
remove-by = 2026-10-01
[[bridge.example]]
bad = "x"
"""
    )
    (found,) = make_project(tmp_path, text).rules
    assert found == Bridge(
        id="b",
        old="acme.g",
        new="acme.h",
        why="old",
        url="https://example.org/1",
        source="issue 1",
        allow=("tests/**",),
        remove_by=datetime.date(2026, 10, 1),
        examples=(Example("x", None, "example.py", 11),),
        file="ssot.toml",
        line=2,
    )


GOOD_SIGNATURES = [
    pytest.param(forms("[]"), id="modern: no parameters"),
    pytest.param(forms("[[]]"), id="modern: a form without parameters"),
    pytest.param(forms('[["a"], ["b"]]'), id="modern: several forms"),
    pytest.param(forms(legacy="[[]]"), id="legacy: a form without parameters"),
    pytest.param(forms('["a", "/", "b?", "*", "x", "**k"]'), id="modern: every spec"),
    pytest.param(forms('["c", "d"]'), id="differs in what is optional"),
    pytest.param(f"{SIGNED}rename = {{}}\n", id="rename: empty"),
    pytest.param(f"{SIGNED}roles = {{}}\n", id="roles: none"),
    pytest.param(f"{SIGNED}roles = {{ a = {{ types = ['A'] }} }}\n", id="roles: inline"),
    pytest.param(f"{SIGNED}[signature.roles.x]\nnames = ['*a']\n", id="roles: by a glob"),
    pytest.param(f"{SIGNED}rewrite = 'g()'\n", id="rewrite: no parameter"),
    pytest.param(f"{SIGNED}rewrite = '''\n{{callable}}(\n  {{c}},\n)'''\n", id="rewrite: lines"),
    pytest.param(SIGNED + SIGNED.replace('"s"', '"t"').replace("acme.f", "acme.f.g"), id="below"),
    pytest.param(SIGNED + BRIDGE, id="signature and bridge"),
    pytest.param(BRIDGE.replace("acme.g", "acme.f.new") + SIGNED, id="bridge of the callable"),
    pytest.param(
        moved("m", "acme.old.f", "acme.f") + SIGNED, id="a deprecated path leads to the callable"
    ),
]


@pytest.mark.parametrize("text", GOOD_SIGNATURES)
def test_good_signature(text: str, tmp_path: Path) -> None:
    assert mistakes(tmp_path, {"ssot.toml": text}) == []


FORMS = "must be a list of parameters, or a list of such lists"
SIZE = "may hold 16 forms of 64 parameters at most"
PARAMETER = "is no parameter, like 'name', 'name?', '*' or '/'"
RENAME = """'rename' must be a table of legacy = "modern" keywords"""
EXPRESSION = "'rewrite' must be a Python expression when its {parameters} are put in"
ROLES = "'roles' must hold tables: write [signature.roles.NAME]"
EMPTY_ROLE = "the role 'a' needs 'types', 'names' or both"
NAMES = "'names' must hold names like 'registry' or '*_registry', not"
UNUSED = "no parameter has the role 'zzz'; its name or a glob must match one"

BAD_SIGNATURES: list[Any] = [
    pytest.param(
        "[[signature]]\n",
        [f"1: a [[signature]] rule needs '{x}'" for x in ("callable", "id", "legacy", "modern")],
        id="no keys",
    ),
    pytest.param(
        CALL,
        ["1: a [[signature]] rule needs 'legacy'", "1: a [[signature]] rule needs 'modern'"],
        id="no forms",
    ),
    pytest.param(
        "signature = 1\n",
        [("1: 'signature' must be an array of tables: write [[signature]]")],
        id="number",
    ),
    pytest.param(
        "[signature]\nid = 's'\n",
        [("1: 'signature' must be an array of tables: write [[signature]]")],
        id="table",
    ),
    pytest.param(
        "signature = [1]\n", ["1: 'signature' must hold tables: write [[signature]]"], id="list"
    ),
    pytest.param(
        SIGNED + "calable = 'x'\n",
        ["6: unknown key 'calable' in [[signature]] (did you mean 'callable'?)"],
        id="misspelled callable",
    ),
    pytest.param(
        SIGNED + "role = {}\n",
        ["6: unknown key 'role' in [[signature]] (did you mean 'roles'?)"],
        id="misspelled roles",
    ),
    pytest.param(
        SIGNED + "\n[[signature.examples]]\nbad = ''\n",
        ["7: unknown key 'examples' in [[signature]] (did you mean 'example'?)"],
        id="misspelled example",
    ),
    pytest.param(
        SIGNED + "priority = 1\n",
        [f"6: unknown key 'priority' in [[signature]]; known: {SIGNATURE_KEYS}"],
        id="unknown key",
    ),
    pytest.param(
        SIGNED + "old = 'acme.g'\n",
        [f"6: unknown key 'old' in [[signature]]; known: {SIGNATURE_KEYS}"],
        id="key of another kind",
    ),
    pytest.param(SIGNED.replace('"s"', "1"), [f"2: {ID}"], id="id"),
    pytest.param(
        SIGNED.replace('"acme.f"', '"acme f"'), [f"3: 'callable' {DOTTED} 'acme f'"], id="callable"
    ),
    pytest.param(forms("1"), [f"4: 'modern' {FORMS}"], id="modern: number"),
    pytest.param(forms("'a'"), [f"4: 'modern' {FORMS}"], id="modern: string"),
    pytest.param(forms("[1]"), ["4: 'modern': must be a list of strings"], id="modern: numbers"),
    pytest.param(
        forms('["a", ["b"]]'), ["4: 'modern': must be a list of strings"], id="modern: mixed"
    ),
    pytest.param(
        forms('[["a"], "bc"]'),
        ["4: 'modern': must be a list of strings"],
        id="modern: mixed the other way",
    ),
    pytest.param(forms('[[["a"]]]'), ["4: 'modern': must be a list of strings"], id="modern: deep"),
    pytest.param(forms('["a b"]'), [f"4: 'modern': 'a b' {PARAMETER}"], id="modern: no parameter"),
    pytest.param(
        forms('["a", "a"]'), ["4: 'modern': 'a' stands there twice"], id="modern: repeated"
    ),
    pytest.param(
        forms('[["a"], ["b"], ["a"]]'),
        ["4: 'modern' holds the form (a) twice"],
        id="modern: form repeated",
    ),
    pytest.param(forms("[" + '"a",' * 65 + "]"), [f"4: 'modern' {SIZE}"], id="modern: long"),
    pytest.param(forms("[" + '["a"],' * 17 + "]"), [f"4: 'modern' {SIZE}"], id="modern: many"),
    pytest.param(
        forms(legacy='["a"]'),
        ["5: 'legacy' must be a list of forms: write [[...]]"],
        id="legacy: one form",
    ),
    pytest.param(forms(legacy="[]"), [f"5: 'legacy' {FORMS}"], id="legacy: empty"),
    pytest.param(forms(legacy="0"), [f"5: 'legacy' {FORMS}"], id="legacy: zero"),
    pytest.param(
        forms(legacy='[["a?", "b"]]'),
        ["5: 'legacy': 'b' is required but follows the optional 'a'"],
        id="legacy: order",
    ),
    pytest.param(
        forms(legacy='[["a", "b"]]'),
        ["5: the form (a, b) is declared as modern, too"],
        id="same form",
    ),
    pytest.param(
        forms('[["a"], []]', '[["c"], ["a"], []]'),
        ["5: the form () is declared as modern, too", "5: the form (a) is declared as modern, too"],
        id="same forms",
    ),
    pytest.param(SIGNED + "rename = 1\n", [f"6: {RENAME}"], id="rename: number"),
    pytest.param(SIGNED + "rename = ['c']\n", [f"6: {RENAME}"], id="rename: list"),
    pytest.param(SIGNED + "rename = {c = 1}\n", [f"6: {RENAME}"], id="rename: to a number"),
    pytest.param(
        SIGNED + "[[signature.rename]]\nc = 'a'\n", [f"6: {RENAME}"], id="rename: [[...]]"
    ),
    pytest.param(
        SIGNED + "rename = {cc = 'a'}\n",
        ["6: unknown key 'cc' in 'rename' (did you mean 'c'?)"],
        id="rename: unknown legacy",
    ),
    pytest.param(
        SIGNED + "rename = {c = 'x'}\n",
        ["6: unknown key 'x' in 'rename'; known: a, b"],
        id="rename: unknown modern",
    ),
    pytest.param(
        SIGNED + "rename = {a = 'c'}\n",
        [
            "6: unknown key 'a' in 'rename'; known: c, d, e",
            "6: unknown key 'c' in 'rename'; known: a, b",
        ],
        id="rename: the wrong way round",
    ),
    pytest.param(
        SIGNED + "rename = {c = 'a', d = 'a'}\n",
        ["6: 'rename' leads two keywords to one"],
        id="rename: two to one",
    ),
    pytest.param(
        SIGNED + "rewrite = 1\n", ["6: 'rewrite' must be a text in quotes"], id="rewrite: number"
    ),
    pytest.param(SIGNED + "rewrite = ''\n", [f"6: {EXPRESSION}"], id="rewrite: empty"),
    pytest.param(SIGNED + "rewrite = 'f({c}'\n", [f"6: {EXPRESSION}"], id="rewrite: unclosed"),
    pytest.param(SIGNED + f"rewrite = '{'(' * 400}'\n", [f"6: {EXPRESSION}"], id="rewrite: deep"),
    pytest.param(
        SIGNED + "rewrite = '{'\n",
        [
            (
                "6: 'rewrite' is no template: Single '{' encountered in format string; "
                "write {{ for a brace"
            )
        ],
        id="rewrite: brace",
    ),
    pytest.param(
        SIGNED + "rewrite = 'f({})'\n",
        ["6: 'rewrite' is no template: {} is no parameter; write {{ for a brace"],
        id="rewrite: no name",
    ),
    pytest.param(
        SIGNED + "rewrite = '{a}({cc}, {zzz})'\n",
        [
            "6: unknown key 'a' in 'rewrite'; known: c, d, e, callable",
            "6: unknown key 'cc' in 'rewrite' (did you mean 'c'?)",
            "6: unknown key 'zzz' in 'rewrite'; known: c, d, e, callable",
        ],
        id="rewrite: unknown parameters",
    ),
    pytest.param(
        SIGNED + f"rewrite = '{'x' * 501}'\n",
        ["6: 'rewrite' must have at most 500 characters"],
        id="rewrite: long",
    ),
    pytest.param(
        SIGNED + "rewrite = \"f('\\u001b')\"\n",
        ["6: 'rewrite' must not hold control characters"],
        id="rewrite: control character",
    ),
    pytest.param(SIGNED + "roles = 1\n", [f"6: {ROLES}"], id="roles: number"),
    pytest.param(SIGNED + "roles = ['a']\n", [f"6: {ROLES}"], id="roles: list"),
    pytest.param(
        SIGNED + "[[signature.roles]]\nnames = ['a']\n", [f"6: {ROLES}"], id="roles: [[...]]"
    ),
    pytest.param(SIGNED + "roles = {a = 1}\n", ["6: write [signature.roles.a]"], id="role: number"),
    pytest.param(SIGNED + "[signature.roles.a]\n", [f"6: {EMPTY_ROLE}"], id="role: empty"),
    pytest.param(
        SIGNED + "[signature.roles.a]\ntypes = []\nnames = []\n",
        [f"6: {EMPTY_ROLE}"],
        id="role: empty lists",
    ),
    pytest.param(
        SIGNED + "[signature.roles.a]\ntypes = ['A']\n\n[signature.roles.b]\n",
        ["9: the role 'b' needs 'types', 'names' or both"],
        id="role: second one empty",
    ),
    pytest.param(
        SIGNED + "[signature.roles.a]\nnmaes = ['a']\ntypes = ['A']\n",
        ["7: unknown key 'nmaes' in [[signature.roles.a]] (did you mean 'names'?)"],
        id="role: misspelled",
    ),
    pytest.param(
        SIGNED + "[signature.roles.a]\ntypes = ['A']\nweight = 1\n",
        ["8: unknown key 'weight' in [[signature.roles.a]]; known: types, names"],
        id="role: unknown key",
    ),
    pytest.param(
        SIGNED + "[signature.roles.a]\ntypes = 'A'\n",
        ["7: 'types' must be a list of strings"],
        id="role: types as a string",
    ),
    pytest.param(
        SIGNED + "[signature.roles.a]\ntypes = ['A', 'a b']\n",
        [f"7: 'types' {DOTTED} 'a b'"],
        id="role: no path",
    ),
    pytest.param(
        SIGNED + "[signature.roles.a]\nnames = ['[a]']\n",
        [f"7: {NAMES} '[a]'"],
        id="role: set in a glob",
    ),
    pytest.param(
        SIGNED + "[signature.roles.a]\nnames = ['*']\n", [f"7: {NAMES} '*'"], id="role: every name"
    ),
    pytest.param(
        SIGNED + "[signature.roles.a]\nnames = ['']\n", [f"7: {NAMES} ''"], id="role: no name"
    ),
    pytest.param(
        SIGNED + "[signature.roles.a]\nnames = 1\n",
        ["7: 'names' must be a list of strings"],
        id="role: names as a number",
    ),
    pytest.param(
        SIGNED + "[signature.roles.zzz]\nnames = ['z*']\n",
        [f"6: {UNUSED}"],
        id="role: of no parameter",
    ),
    pytest.param(
        SIGNED + "[[signature.example]]\nbda = ''\nbad = ''\n",
        ["7: unknown key 'bda' in [[signature.example]] (did you mean 'bad'?)"],
        id="example: misspelled",
    ),
    pytest.param(
        SIGNED + "[[signature.example]]\n",
        ["6: an example needs 'bad', 'good' or both"],
        id="example: empty",
    ),
    pytest.param(
        "[[bridge]]\n",
        ["1: a [[bridge]] rule needs 'id'", "1: a [[bridge]] rule needs 'old'"],
        id="bridge: no keys",
    ),
    pytest.param(
        BRIDGE + "nwe = 'a'\n",
        ["4: unknown key 'nwe' in [[bridge]] (did you mean 'new'?)"],
        id="bridge: misspelled",
    ),
    pytest.param(
        BRIDGE + "callable = 'a'\n",
        [f"4: unknown key 'callable' in [[bridge]]; known: {BRIDGE_KEYS}"],
        id="bridge: unknown key",
    ),
    pytest.param(
        BRIDGE + "new = 'acme.g'\n", ["4: 'new' is the same path as 'old'"], id="bridge: to itself"
    ),
    pytest.param(BRIDGE + "remove-by = '2026'\n", [f"4: {DATE}"], id="bridge: date in quotes"),
    pytest.param(
        BRIDGE.replace('"acme.g"', "['acme.g']"),
        ["3: 'old' must be a dotted path in quotes"],
        id="bridge: old as a list",
    ),
    pytest.param(
        "bridge = 'a'\n",
        ["1: 'bridge' must be an array of tables: write [[bridge]]"],
        id="bridge: string",
    ),
    pytest.param(
        BRIDGE + "[[bridge.example]]\ngod = ''\ngood = ''\n",
        ["5: unknown key 'god' in [[bridge.example]] (did you mean 'good'?)"],
        id="bridge: misspelled example",
    ),
    pytest.param(
        "[[signatures]]\n",
        [("1: unknown key 'signatures' in the configuration (did you mean 'signature'?)")],
        id="misspelled signature",
    ),
    pytest.param(
        "[[bridges]]\n",
        [("1: unknown key 'bridges' in the configuration (did you mean 'bridge'?)")],
        id="misspelled bridge",
    ),
    pytest.param(
        SIGNED + SIGNED.replace('"s"', '"t"'),
        ["6: callable 'acme.f' is already governed by the rule at ssot.toml:1"],
        id="callable repeated",
    ),
    pytest.param(
        BRIDGE + BRIDGE.replace('"b"', '"c"'),
        ["4: old 'acme.g' is already governed by the rule at ssot.toml:1"],
        id="bridge repeated",
    ),
    pytest.param(
        SIGNED + BRIDGE.replace("acme.g", "acme.f"),
        ["6: old 'acme.f' is already governed by the rule at ssot.toml:1"],
        id="callable and bridge",
    ),
    pytest.param(
        MINIMAL + SIGNED.replace('"s"', '"r"'),
        ["4: id 'r' is already used by the rule at ssot.toml:1"],
        id="id of a moved rule",
    ),
    pytest.param(
        BRIDGE + MINIMAL.replace('"r"', '"b"'),
        ["1: id 'b' is already used by the rule at ssot.toml:4"],
        id="id of a bridge",
    ),
    pytest.param(
        SIGNED + BRIDGE.replace('"b"', '"s"'),
        ["6: id 's' is already used by the rule at ssot.toml:1"],
        id="id of a signature",
    ),
    pytest.param(
        moved("m", "acme.f", "acme.new.f") + SIGNED,
        ["5: callable 'acme.f' is itself deprecated by rule 'm'; name 'acme.new.f'"],
        id="callable is deprecated",
    ),
    pytest.param(
        moved("m", "acme", "new") + moved("n", "new", "newer") + SIGNED + BRIDGE,
        [
            "9: callable 'acme.f' is itself deprecated by rule 'm'; name 'newer.f'",
            "14: old 'acme.g' is itself deprecated by rule 'm'; name 'newer.g'",
        ],
        id="module of the callable is deprecated",
    ),
    pytest.param(
        moved("m", "acme.f") + SIGNED,
        ["4: callable 'acme.f' is itself deprecated by rule 'm'"],
        id="callable is deprecated without a successor",
    ),
]


@pytest.mark.parametrize(("text", "expected"), BAD_SIGNATURES)
def test_bad_signature_or_bridge(text: str, expected: list[str], tmp_path: Path) -> None:
    found = mistakes(tmp_path, {"ssot.toml": text})
    assert found == [f"ssot.toml:{line}" for line in expected]


WRONG_LINES = [
    pytest.param(
        SIGNED + "[signature.roles.a]\nnames = ['a']\n[signature.roles.zzz]\nnames = ['z*']\n",
        [f"8: {UNUSED}"],
        id="second role has no parameter",
    ),
    pytest.param(
        SIGNED + "[signature.rename]\nc = 'a'\n\nxx = 'b'\n",
        ["9: unknown key 'xx' in 'rename'; known: c, d, e"],
        id="rename: unknown in a table of several lines",
    ),
]


@pytest.mark.parametrize(("text", "expected"), WRONG_LINES)
def test_line_of_a_mistake(text: str, expected: list[str], tmp_path: Path) -> None:
    found = mistakes(tmp_path, {"ssot.toml": text})
    assert found == [f"ssot.toml:{line}" for line in expected]


@pytest.mark.parametrize("value", ["0", "0.0", "false", "''", "{}"])
def test_modern_must_be_a_list(value: str, tmp_path: Path) -> None:
    assert mistakes(tmp_path, {"ssot.toml": forms(value)}) == [f"ssot.toml:4: 'modern' {FORMS}"]


@pytest.mark.parametrize("value", ["1", "1.5", "true", "2026-01-01"])
@pytest.mark.parametrize("key", ["modern", "legacy"])
def test_form_that_is_no_list(key: str, value: str, tmp_path: Path) -> None:
    found = mistakes(tmp_path, {"ssot.toml": forms(**{key: f'[["x"], {value}]'})})
    assert len(found) == 1


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("a\\nssot.toml:1: forged", id="newline"),
        pytest.param("\\u001b[31m", id="escape sequence"),
        pytest.param("", id="empty"),
    ],
)
def test_name_of_a_role(name: str, tmp_path: Path) -> None:
    text = f'{SIGNED}[signature.roles."{name}"]\nnames = ["a"]\nweight = 1\n'
    found = mistakes(tmp_path, {"ssot.toml": text})
    assert all(line.isprintable() for line in found)
    assert found[0].startswith("ssot.toml:6: ")


WRONG_TYPES = [
    "1",
    "-1",
    "1.5",
    "inf",
    "nan",
    "true",
    f"{10**200}",
    "[1]",
    "[[1]]",
    "[[[]]]",
    "[{}]",
    "{x = 1}",
    "{x = {}}",
    "{x = [1]}",
    "2026-01-01T00:00:00Z",
    "00:00:00",
    "[true]",
    "[['a'], [1]]",
    f"[{'[' * 30}{']' * 30}]",
]
TYPED_KEYS = [
    *((SIGNED, key) for key in ("rename", "rewrite", "why", "url", "source", "allow", "remove-by")),
    *((SIGNED, key) for key in ("roles", "example", "other")),
    *((SIGNED + "[signature.roles.a]\n", key) for key in ("types", "names", "other")),
    *((SIGNED + "[[signature.example]]\n", key) for key in ("bad", "good", "path", "other")),
    *((BRIDGE, key) for key in ("new", "why", "url", "source", "allow", "remove-by", "example")),
    *((BRIDGE, key) for key in ("other", "roles", "callable")),
    ('[[signature]]\nlegacy = [["a"]]\nmodern = ["b"]\ncallable = "f"\n', "id"),
    ('[[signature]]\nlegacy = [["a"]]\nmodern = ["b"]\nid = "f"\n', "callable"),
    ('[[signature]]\nlegacy = [["a"]]\nid = "s"\ncallable = "f"\n', "modern"),
    ('[[signature]]\nmodern = ["a"]\nid = "s"\ncallable = "f"\n', "legacy"),
    ("[[bridge]]\nid = 'b'\n", "old"),
    ("[[bridge]]\nold = 'b'\n", "id"),
]


@pytest.mark.parametrize(("text", "key"), TYPED_KEYS)
def test_value_of_a_wrong_type(text: str, key: str, tmp_path: Path) -> None:
    """Whatever it is, it is told on the key's line, and nothing is told of other keys."""
    line = text.count("\n") + 1
    for value in WRONG_TYPES:
        found = mistakes(tmp_path, {"ssot.toml": f"{text}{key} = {value}\n"})
        assert found, value
        places = {row.split(": ")[0] for row in found if "needs 'types'" not in row}
        assert places - {f"ssot.toml:{line - 1}"} == {f"ssot.toml:{line}"}, (value, found)
        assert all(len(row) < 400 for row in found)


def wide(letter: str) -> str:
    """As many forms of as many parameters as may be."""
    rows = (
        ", ".join(f'"{letter}{row}_{column}"' for column in range(rule_reader.MAX_PARAMETERS))
        for row in range(rule_reader.MAX_FORMS)
    )
    return f"[{', '.join(f'[{row}]' for row in rows)}]"


def listed(count: int, text: str) -> str:
    return "[" + ", ".join(text.replace("#", str(number)) for number in range(count)) + "]"


LARGE = forms(wide("m"), wide("l"))
HUGE = [
    pytest.param(forms(listed(19_000, '"a#"')), id="parameters"),
    pytest.param(forms(listed(6_000, '["a#"]')), id="forms"),
    pytest.param(forms(legacy=listed(6_000, '["a"]')), id="legacy forms"),
    pytest.param(forms('["' + "a" * 900_000 + ' "]'), id="a long name"),
    pytest.param(forms("[" * 30_000), id="deep array that never ends"),
    pytest.param(forms("[" * 30_000 + "]" * 30_000), id="deep array"),
    pytest.param(LARGE + f"rewrite = '{'(' * 900_000}'\n", id="deep template"),
    pytest.param(LARGE + f"rewrite = '{'{l0_0}' * 120}'\n", id="many placeholders"),
    pytest.param(LARGE + f"why = '{'x' * 900_000}'\n", id="long reason"),
    pytest.param(LARGE + f"[signature.roles.z]\nnames = ['{'*a' * 249}*b']\n", id="hard glob"),
    pytest.param(
        LARGE + f"[signature.roles.z]\ntypes = {listed(19_000, repr('a b#'))}\n", id="bad types"
    ),
    pytest.param("[[signature]]\n" * 20_001, id="signatures"),
    pytest.param("[[bridge]]\n" * 20_001, id="bridges"),
    pytest.param(
        "".join(f"[[bridge]]\nid = 'b'\nold = 'a.f{n % 2}'\n" for n in range(9_000)),
        id="bridges of the same names",
    ),
]


@pytest.mark.parametrize("text", HUGE)
def test_huge_signature(text: str, tmp_path: Path) -> None:
    started = time.process_time()
    assert mistakes(tmp_path, {"ssot.toml": text})
    assert time.process_time() - started < ENOUGH_SECONDS


def test_large_signature_is_taken(tmp_path: Path) -> None:
    assert mistakes(tmp_path, {"ssot.toml": LARGE}) == []


SLOW = [
    pytest.param(
        LARGE + "".join(f"[signature.roles.r{n}]\n" for n in range(2_000)), id="empty roles"
    ),
    pytest.param(
        LARGE + f"[signature.roles.r]\nnames = {listed(2_500, repr('z#*'))}\n", id="globs of a role"
    ),
    pytest.param(
        LARGE + f"rename = {{{listed(200, 'l#x = ' + repr('m#x'))[1:-1]}}}\n", id="unknown renames"
    ),
]


@pytest.mark.parametrize("text", SLOW)
def test_huge_signature_that_takes_long(text: str, tmp_path: Path) -> None:
    """The file may be twelve times as large as these, and more."""
    started = time.process_time()
    assert mistakes(tmp_path, {"ssot.toml": text})
    assert time.process_time() - started < ENOUGH_SECONDS / 20
