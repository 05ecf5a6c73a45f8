"""`ssot rules list|test|verify` and `ssot explain`: what they print and how they end."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from support import write_files

from flake8_ssot import cli, codes

RULES = """\
[[moved]]
id = "engine"
old = "acme.legacy.Engine"
new = "acme.core.Engine"
why = "shares state"
url = "https://example.org/1"
source = "issue 1"
allow = ["compat/**"]
remove-by = 2025-10-01
[[moved.example]]
bad = "from acme.legacy import Engine"
good = "from acme.core import Engine"

[[moved]]
id = "gone"
old = "acme.gone"
"""


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], list[str]]:
    """The exit code and the lines of both outputs of `ssot` with these arguments."""
    capsys.readouterr()
    code = cli.main(arguments)
    captured = capsys.readouterr()
    return code, captured.out.splitlines(), captured.err.splitlines()


# rules list ----------------------------------------------------------------------------------


def test_list(project_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_files(project_dir, {"ssot.toml": RULES})
    expected = [
        "engine: acme.legacy.Engine -> acme.core.Engine",
        "    shares state",
        "    remove by 2025-10-01",
        "gone: acme.gone -> (no successor)",
    ]
    assert run(capsys, "rules", "list") == (0, expected, [])


def test_list_as_json(project_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_files(project_dir, {"ssot.toml": RULES})
    code, out, err = run(capsys, "rules", "list", "--format", "json")
    expected: list[dict[str, Any]] = [
        {
            "id": "engine",
            "kind": "moved",
            "old": "acme.legacy.Engine",
            "new": "acme.core.Engine",
            "why": "shares state",
            "url": "https://example.org/1",
            "source": "issue 1",
            "allow": ["compat/**"],
            "remove-by": "2025-10-01",
            "file": "ssot.toml",
            "line": 1,
        },
        {
            "id": "gone",
            "kind": "moved",
            "old": "acme.gone",
            "new": None,
            "why": "",
            "url": "",
            "source": "",
            "allow": [],
            "remove-by": None,
            "file": "ssot.toml",
            "line": 14,
        },
    ]
    assert (code, err) == (0, [])
    assert json.loads("\n".join(out)) == expected


@pytest.mark.parametrize(("form", "expected"), [("text", []), ("json", ["[]"])])
def test_list_of_no_rules(
    form: str, expected: list[str], project_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(project_dir, {"ssot.toml": ""})
    assert run(capsys, "rules", "list", "--format", form) == (0, expected, [])


def test_list_of_the_shipped_pack(project_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "rules", "list", "--format", "json")
    rules = json.loads("\n".join(out))
    assert (code, err) == (0, [])
    assert len(rules) > 100
    assert {os.path.basename(rule["file"]) for rule in rules} == {"netra.toml"}


@pytest.mark.parametrize("action", ["list", "test", "verify"])
def test_bad_rules_are_told_in_full(
    action: str, project_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(project_dir, {"ssot.toml": "extend = ['a.toml']\nscr = 1\n", "a.toml": "x = 1\n"})
    assert run(capsys, "rules", action) == (
        2,
        [],
        [
            "a.toml:1: unknown key 'x' in a rule pack; known: moved, signature, bridge",
            "ssot.toml:2: unknown key 'scr' in the configuration (did you mean 'src'?)",
        ],
    )


# rules test ----------------------------------------------------------------------------------

GOOD_PACK = RULES.replace("acme", "shop").replace('"engine"', '"e"').replace('"gone"', '"g"')
BAD_EXAMPLE = '[[moved]]\nid = "x"\nold = "acme.x"\n[[moved.example]]\nbad = "import acme.y"\n'
BROKEN = "[[moved]]\nid = 1\n"
FAILED = "example of rule 'x': 'bad' is not reported"
BROKEN_LINES = [
    "1: a [[moved]] rule needs 'old'",
    "2: 'id' must be a short name of letters, digits, '-', '_' and '.'",
]

TESTED = [
    pytest.param([], 0, ["2 rules, 1 examples, 0 failed"], [], id="the configuration"),
    pytest.param(["ssot.toml"], 0, ["2 rules, 1 examples, 0 failed"], [], id="named"),
    pytest.param(["--config", "p.toml"], 0, ["2 rules, 1 examples, 0 failed"], [], id="--config"),
    pytest.param(["p.toml"], 0, ["2 rules, 1 examples, 0 failed"], [], id="a pack"),
    pytest.param(["./p.toml"], 0, ["2 rules, 1 examples, 0 failed"], [], id="a pack with a dot"),
    pytest.param(
        ["ssot.toml", "p.toml"], 0, ["4 rules, 2 examples, 0 failed"], [], id="several files"
    ),
    pytest.param(
        ["bad.toml"], 1, ["1 rules, 1 examples, 1 failed"], [f"bad.toml:4: {FAILED}"], id="failing"
    ),
    pytest.param(
        ["p.toml", "bad.toml", "ssot.toml"],
        1,
        ["5 rules, 3 examples, 1 failed"],
        [f"bad.toml:4: {FAILED}"],
        id="one of several fails",
    ),
    pytest.param(
        ["broken.toml"], 2, [], [f"broken.toml:{line}" for line in BROKEN_LINES], id="malformed"
    ),
    pytest.param(
        ["broken.toml", "bad.toml", "nothing.toml", "p.toml"],
        2,
        [],
        [
            *(f"broken.toml:{line}" for line in BROKEN_LINES),
            "nothing.toml: cannot be read: No such file or directory",
            f"bad.toml:4: {FAILED}",
        ],
        id="everything at once",
    ),
    pytest.param(
        ["extends.toml"],
        0,
        ["1 rules, 0 examples, 0 failed"],
        [],
        id="what a pack brings is tested with the pack",
    ),
    pytest.param(
        ["--config", "extends.toml"],
        1,
        ["2 rules, 1 examples, 1 failed"],
        [f"bad.toml:4: {FAILED}"],
        id="all that is in force",
    ),
    pytest.param(
        ["foreign/pyproject.toml"], 0, ["0 rules, 0 examples, 0 failed"], [], id="foreign pyproject"
    ),
    pytest.param(
        ["ours/pyproject.toml"], 0, ["1 rules, 0 examples, 0 failed"], [], id="our pyproject"
    ),
    pytest.param(["empty.toml"], 0, ["0 rules, 0 examples, 0 failed"], [], id="empty"),
]


@pytest.mark.parametrize(("arguments", "code", "out", "err"), TESTED)
def test_rules_test(
    arguments: list[str],
    code: int,
    out: list[str],
    err: list[str],
    project_dir: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_files(
        project_dir,
        {
            "ssot.toml": RULES,
            "p.toml": GOOD_PACK,
            "bad.toml": BAD_EXAMPLE,
            "broken.toml": BROKEN,
            "empty.toml": "",
            "extends.toml": "extend = ['bad.toml']\n[[moved]]\nid = 'o'\nold = 'acme.o'\n",
            "foreign/pyproject.toml": "[tool.black]\nline-length = 88\n",
            "ours/pyproject.toml": "[[tool.ssot.moved]]\nid = 'o'\nold = 'acme.o'\n",
        },
    )
    assert run(capsys, "rules", "test", *arguments) == (code, out, err)


def test_rules_test_of_a_folder(project_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_files(project_dir, {"folder.toml/x": ""})
    code, out, err = run(capsys, "rules", "test", "folder.toml")
    assert (code, out, len(err)) == (2, [], 1)
    assert err[0].startswith("folder.toml: ")


def test_rules_test_of_the_shipped_pack(
    project_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "rules", "test")
    assert (code, err) == (0, [])
    assert re.fullmatch(r"[1-9]\d* rules, [1-9]\d* examples, 0 failed", out[0])


def test_same_mistake_is_told_once(project_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_files(project_dir, {"broken.toml": BROKEN})
    code, out, err = run(capsys, "rules", "test", "broken.toml", "broken.toml")
    assert (code, out) == (2, [])
    assert err == [f"broken.toml:{line}" for line in BROKEN_LINES]


# rules verify --------------------------------------------------------------------------------

TREE: dict[str, str | bytes] = {
    "acme/__init__.py": "",
    "acme/core.py": "class Engine: ...\n",
    "acme/legacy.py": "Engine = 1\n",
    "acme/star.py": "from .core import *\n",
    "acme/lazy.py": "def __getattr__(name): ...\n",
    "acme/out.py": "from stranger import *\n",
    "acme/space/leaf.py": "Leaf = 1\n",
    "acme/broken.py": "def (\n",
}


def pair(identifier: str, old: str, new: str | None = None) -> str:
    target = f'new = "{new}"\n' if new else ""
    return f'[[moved]]\nid = "{identifier}"\nold = "{old}"\n{target}'


def counts(*numbers: int) -> str:
    """The last line, from: rules, targets that exist, do not, unknown, elsewhere, old gone."""
    rules, exist, missing, unknown, elsewhere, gone = numbers
    return (
        f"{rules} rules: {exist} targets exist, {missing} do not, {unknown} cannot be told, "
        f"{elsewhere} are not part of this tree; {gone} old paths are gone"
    )


LEGACY = "acme.legacy.Engine"

VERIFIED: list[Any] = [
    pytest.param([], 0, [counts(0, 0, 0, 0, 0, 0)], id="no rules"),
    pytest.param([(LEGACY, None)], 0, [counts(1, 0, 0, 0, 0, 0)], id="no successor"),
    pytest.param([(LEGACY, "acme.core.Engine")], 0, [counts(1, 1, 0, 0, 0, 0)], id="name"),
    pytest.param([(LEGACY, "acme.core")], 0, [counts(1, 1, 0, 0, 0, 0)], id="module"),
    pytest.param([(LEGACY, "acme.star.Engine")], 0, [counts(1, 1, 0, 0, 0, 0)], id="star"),
    pytest.param([(LEGACY, "acme.space.leaf.Leaf")], 0, [counts(1, 1, 0, 0, 0, 0)], id="namespace"),
    pytest.param(
        [(LEGACY, "acme.nothing.Engine")],
        1,
        [
            (
                "r0: target 'acme.nothing.Engine' does not exist: "
                "the module 'acme' has no name 'nothing'"
            ),
            counts(1, 0, 1, 0, 0, 0),
        ],
        id="missing module",
    ),
    pytest.param(
        [(LEGACY, "acme.core.Motor")],
        1,
        [
            (
                "r0: target 'acme.core.Motor' does not exist: "
                "the module 'acme.core' has no name 'Motor'"
            ),
            counts(1, 0, 1, 0, 0, 0),
        ],
        id="missing name",
    ),
    pytest.param(
        [(LEGACY, "acme.star.Motor")],
        1,
        [
            (
                "r0: target 'acme.star.Motor' does not exist: "
                "the module 'acme.star' has no name 'Motor'"
            ),
            counts(1, 0, 1, 0, 0, 0),
        ],
        id="missing behind a star",
    ),
    pytest.param(
        [(LEGACY, "acme.space.other")],
        1,
        [
            (
                "r0: target 'acme.space.other' does not exist: "
                "the package 'acme.space' has no module 'other'"
            ),
            counts(1, 0, 1, 0, 0, 0),
        ],
        id="missing in a namespace package",
    ),
    pytest.param(
        [(LEGACY, "acme.lazy.Any")],
        0,
        [
            "r0: target 'acme.lazy.Any' cannot be told: 'acme.lazy' has a __getattr__",
            counts(1, 0, 0, 1, 0, 0),
        ],
        id="__getattr__",
    ),
    pytest.param(
        [(LEGACY, "acme.out.Any")],
        0,
        [
            (
                "r0: target 'acme.out.Any' cannot be told: "
                "a star import from 'stranger', which is not in this tree"
            ),
            counts(1, 0, 0, 1, 0, 0),
        ],
        id="foreign star",
    ),
    pytest.param(
        [(LEGACY, "acme.broken.Any")],
        0,
        [
            "r0: target 'acme.broken.Any' cannot be told: 'acme.broken' cannot be parsed",
            counts(1, 0, 0, 1, 0, 0),
        ],
        id="module that does not parse",
    ),
    pytest.param(
        [(LEGACY, "stranger.Engine")], 0, [counts(1, 0, 0, 0, 1, 0)], id="another distribution"
    ),
    pytest.param(
        [("acme.old", "acme.core"), ("acme.core.Old", None), ("stranger.x", None)],
        0,
        [
            "r0: old path 'acme.old' is gone: the module 'acme' has no name 'old'",
            "r1: old path 'acme.core.Old' is gone: the module 'acme.core' has no name 'Old'",
            counts(3, 1, 0, 0, 0, 2),
        ],
        id="old paths",
    ),
    pytest.param(
        [("acme.old", "acme.newer"), (LEGACY, "acme.core.Engine")],
        1,
        [
            "r0: old path 'acme.old' is gone: the module 'acme' has no name 'old'",
            "r0: target 'acme.newer' does not exist: the module 'acme' has no name 'newer'",
            counts(2, 1, 1, 0, 0, 1),
        ],
        id="both gone",
    ),
]


@pytest.mark.parametrize(("pairs", "code", "out"), VERIFIED)
def test_verify(
    pairs: list[tuple[str, str | None]],
    code: int,
    out: list[str],
    project_dir: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    rules = "".join(pair(f"r{number}", *names) for number, names in enumerate(pairs))
    write_files(project_dir, {**TREE, "ssot.toml": rules})
    assert run(capsys, "rules", "verify") == (code, out, [])
    assert run(capsys, "rules", "verify", ".") == (code, out, [])


def test_verify_another_tree(project_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {f"other/lib/{name}": text for name, text in TREE.items()}
    rules = "src = ['lib']\n" + pair("r0", "acme.legacy.Engine", "acme.core.Engine")
    write_files(project_dir, {**files, "ssot.toml": rules})
    found, elsewhere = counts(1, 1, 0, 0, 0, 0), counts(1, 0, 0, 0, 1, 0)
    assert run(capsys, "rules", "verify", "other") == (0, [found], [])
    assert run(capsys, "rules", "verify", str(project_dir / "other")) == (0, [found], [])
    assert run(capsys, "rules", "verify") == (0, [elsewhere], [])
    assert run(capsys, "rules", "verify", "other/lib") == (0, [elsewhere], [])


@pytest.mark.parametrize("tree", ["nothing", "ssot.toml"])
def test_verify_needs_a_folder(
    tree: str, project_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(project_dir, {"ssot.toml": ""})
    expected = [f"rules verify: {tree!r} is not a folder"]
    assert run(capsys, "rules", "verify", tree) == (2, [], expected)


# explain -------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [entry.code for entry in codes.CODES])
def test_explain(code: str, project_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "explain", code)
    assert (status, err) == (0, [])
    assert out[0].startswith(f"# {code}: ")
    assert len(out) > 5
    assert "\n".join([*out, ""]) == codes.page(code)
    assert run(capsys, "explain", code.lower()) == (0, out, [])


@pytest.mark.parametrize("code", ["SOT999", "E501", "SOT", "", "../SOT101", "SOT101.md"])
def test_explain_of_an_unknown_code(
    code: str, project_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = ", ".join(entry.code for entry in codes.CODES)
    expected = [f"explain: no code {code!r}; known: {known}"]
    assert run(capsys, "explain", code) == (2, [], expected)


def test_pages_and_codes_are_the_same() -> None:
    pages = sorted(name.removesuffix(".md") for name in os.listdir(codes.PAGES))
    assert pages == sorted(entry.code for entry in codes.CODES)
    assert len(set(pages)) == len(codes.CODES)


@pytest.mark.parametrize("entry", codes.CODES)
def test_code_is_one_flake8_takes(entry: codes.Code) -> None:
    assert re.fullmatch(r"SOT[1-9]\d\d", entry.code)
    assert entry.summary
    assert entry.summary.isprintable()


# Usage ---------------------------------------------------------------------------------------

USAGE = [
    pytest.param(["rules"], id="no action"),
    pytest.param(["rules", "lst"], id="unknown action"),
    pytest.param(["rules", "list", "--format", "xml"], id="unknown format"),
    pytest.param(["rules", "verify", "a", "b"], id="two trees"),
    pytest.param(["explain"], id="no code"),
    pytest.param(["config", "x"], id="config takes nothing"),
]


@pytest.mark.parametrize("arguments", USAGE)
def test_wrong_usage(
    arguments: list[str], project_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    captured = capsys.readouterr()
    assert caught.value.code == 2
    assert captured.out == ""
    assert captured.err.startswith("usage: ssot")
