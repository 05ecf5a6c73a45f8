"""`ssot check --shard` and `ssot merge`: nobody can tell the merged output from that of one run."""

from __future__ import annotations

import copy
import json
import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from support import write_files

from flake8_ssot import cli, shards
from flake8_ssot.shards import Shard

RULES = """\
exclude = ["left/**"]

[[moved]]
id = "engine"
old = "acme.legacy.Engine"
new = "acme.core.UserEngine"
why = "shares state"

[[moved]]
id = "late"
old = "acme.late"
remove-by = 2026-03-01
"""
BAD = "from acme.legacy import Engine\n"
FILES: dict[str, str | bytes] = {
    "ssot.toml": RULES,
    "setup.cfg": "[flake8]\nper-file-ignores =\n    quiet/*.py: SOT101\n",
    "acme/__init__.py": "",
    "acme/core.py": "class UserEngine: ...\n",
    "acme/api.py": BAD,
    "a.py": BAD + "import acme.late\n",
    "b.py": "import os\n",
    "c.py": "from acme.api import Engine\n",
    "d.py": "import acme.late\n",
    "doc.py": f'"""See acme.legacy.Engine."""\n{BAD}# acme.late is gone\n',
    "quiet/e.py": BAD,
    "left/f.py": BAD,
    "broken.py": "def (:\n",
    "also_broken.py": BAD + "def (:\n",
    "unreadable.py": b"# coding: nonsense\n",
    "patched.py": "from unittest.mock import patch\npatch('acme.legacy.Engine.run')\n",
    "n.ipynb": json.dumps(
        {
            "cells": [
                {"cell_type": "code", "source": ["import os\n"]},
                {"cell_type": "code", "source": [BAD]},
            ]
        }
    ),
    "latin.py": b"# coding: latin-1\nx = '\xe9'; " + BAD.encode(),
    "wide.py": f"x = '\N{HANGUL SYLLABLE GA}'; {BAD}",
    "guide.md": f"# Guide\n\n```python\n{BAD}```\n",
    "settings.toml": 'engine = "acme.legacy.Engine"\n',
    "with space.py": BAD,
    "new\nline.py": BAD,
    "f\udcff.py": BAD,
}
OPTIONS = [
    pytest.param((), (), id="text"),
    pytest.param(("--statistics",), ("--statistics",), id="statistics"),
    pytest.param(("--color", "always"), ("--color", "always"), id="terminal"),
    pytest.param(("--color", "always", "--quiet"), ("--color", "always", "--quiet"), id="quiet"),
    pytest.param(("--exit-zero",), ("--exit-zero",), id="exit-zero"),
    pytest.param(("--format", "json"), ("--format", "json"), id="json"),
    pytest.param(("--mentions",), (), id="mentions"),
    pytest.param(("--mentions", "--format", "json"), ("--format", "json"), id="mentions-json"),
    pytest.param(("--rule", "late", "--color", "always"), ("--color", "always"), id="rule"),
    pytest.param(("--select", "SOT9"), (), id="nothing"),
    pytest.param(("--disable-noqa", "--no-syntax-check"), (), id="switches"),
    pytest.param(("--today", "2027-01-01"), (), id="overdue"),
]
PATHS = [
    pytest.param((), id="none"),
    pytest.param((".",), id="dot"),
    pytest.param(("acme", "a.py", "./b.py", "missing.py"), id="several"),
    pytest.param((".", "./a.py", "a.py"), id="twice"),
    pytest.param(("{root}",), id="absolute"),
]


class Run(NamedTuple):
    """How a run ended."""

    code: int
    out: str
    err: str


Ssot = Callable[..., Run]


@pytest.fixture
def ssot(project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> Ssot:
    write_files(
        project_dir,
        {os.fsencode(k).decode("utf-8", "surrogateescape"): v for k, v in FILES.items()},
    )

    def run(*arguments: str) -> Run:
        capsysbinary.readouterr()
        try:
            code = cli.main([item.replace("{root}", str(project_dir)) for item in arguments])
        except SystemExit as error:
            code = int(error.code or 0)
        out, err = capsysbinary.readouterr()
        return Run(code, out.decode(), err.decode())

    return run


def shard_files(ssot: Ssot, folder: Path, of: int, *arguments: str) -> list[str]:
    """What every shard prints, in files, in no order."""
    names = []
    for number in range(1, of + 1):
        made = ssot("check", *arguments, "--format", "json", "--shard", f"{number}/{of}")
        assert made.code in (0, 1, 2)
        name = folder / f"{number}.json"
        name.write_text(made.out)
        names.append(str(name))
    random.Random(of).shuffle(names)
    return names


@pytest.mark.parametrize(("options", "merging"), OPTIONS)
def test_as_one_run(
    ssot: Ssot, tmp_path: Path, options: tuple[str, ...], merging: tuple[str, ...]
) -> None:
    expected = ssot("check", *options)
    kept = tuple(item for item in options if item not in ("--format", "json"))
    for of in (1, 3, 40):
        names = shard_files(ssot, tmp_path, of, *kept)
        assert ssot("merge", *names, *merging) == expected


@pytest.mark.parametrize("paths", PATHS)
def test_paths(ssot: Ssot, tmp_path: Path, paths: tuple[str, ...]) -> None:
    names = shard_files(ssot, tmp_path, 2, *paths)
    for form in ("text", "json"):
        assert ssot("merge", *names, "--format", form) == ssot("check", *paths, "--format", form)


def test_a_baseline_is_heeded(ssot: Ssot, tmp_path: Path) -> None:
    for name in ("broken.py", "also_broken.py", "unreadable.py"):
        os.unlink(name)
    assert ssot("baseline", "create").code == 0
    Path("a.py").write_text(BAD + "import acme.late\nimport acme.late as again\n")
    for more in ((), ("--no-baseline",)):
        names = shard_files(ssot, tmp_path, 3, *more)
        for form in (("--format", "json"), ("--color", "always")):
            expected = ssot("check", *more, *form)
            assert ssot("merge", *names, *form) == expected
            assert "known" in expected.out or more or "baseline" in expected.err


def test_many_files_and_the_cache(ssot: Ssot, tmp_path: Path) -> None:
    write_files(Path("."), {f"many/m{number}.py": BAD for number in range(150)})
    expected = ssot("check", "--format", "json", "--no-cache")
    for _ in range(2):
        names = shard_files(ssot, tmp_path, 2)
        assert ssot("merge", *names, "--format", "json") == expected


def test_reexports_are_found_from_any_shard(ssot: Ssot) -> None:
    found = []
    for number in range(1, 41):
        made = ssot("check", "--no-cache", "--select", "SOT107", "--shard", f"{number}/40")
        found += made.out.splitlines()
    assert [line for line in found if line.startswith("./c.py:1:22: SOT107")]
    assert len(found) == 1


def test_text_of_a_shard_is_its_part(ssot: Ssot) -> None:
    whole = ssot("check").out
    parts = [ssot("check", "--shard", f"{number}/2").out for number in (1, 2)]
    assert sorted("".join(parts).splitlines()) == sorted(whole.splitlines())


def test_checkouts_may_lie_elsewhere(
    ssot: Ssot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "another" / "place"
    shutil.copytree(".", other)
    expected = ssot("check", ".", "--color", "always")
    (tmp_path / "1.json").write_text(ssot("check", ".", "--format", "json", "--shard", "1/2").out)
    monkeypatch.chdir(other)
    (tmp_path / "2.json").write_text(ssot("check", ".", "--format", "json", "--shard", "2/2").out)
    monkeypatch.chdir(tmp_path)
    assert ssot("merge", "2.json", "1.json", "--color", "always") == expected


# --- what does not fit ---


@pytest.mark.parametrize(
    ("before", "options", "differs"),
    [
        pytest.param({"ssot.toml": RULES + "# more\n"}, (), "rules", id="rules"),
        pytest.param({"a.py": "import os\n"}, (), "files", id="content"),
        pytest.param({"z.py": ""}, (), "files", id="a-file-more"),
        pytest.param({}, ("--select", "SOT101"), "options", id="codes"),
        pytest.param({}, ("--rule", "late"), "options", id="rule"),
        pytest.param({}, ("--mentions",), "options", id="mentions"),
        pytest.param({}, ("--today", "2020-01-01"), "rules", id="day"),
        pytest.param({"setup.cfg": ""}, (), "options, files", id="per-file-ignores"),
        pytest.param(
            {"ssot-baseline.txt": "# ssot baseline 1\n"}, ("--no-baseline",), "", id="no-baseline"
        ),
        pytest.param(
            {"acme/api.py": ""},
            (),
            "files, re-exports",
            id="re-exports",
        ),
    ],
)
def test_shards_of_another_run(
    ssot: Ssot, tmp_path: Path, before: dict[str, str], options: tuple[str, ...], differs: str
) -> None:
    (tmp_path / "1").write_text(ssot("check", "--format", "json", "--shard", "1/2").out)
    write_files(Path("."), before)
    made = ssot("check", "--format", "json", "--shard", "2/2", *options)
    (tmp_path / "2").write_text(made.out)
    os.chdir(tmp_path)
    merged = ssot("merge", "1", "2")
    if not differs:
        assert merged.code == 2
        assert "is of another run" not in merged.err
        return
    expected = f"merge: 2 is of another run than 1: they differ in {differs}\n"
    assert merged == Run(2, "", expected)


def document(ssot: Ssot, number: int = 1, of: int = 1, *options: str) -> Any:
    made = ssot("check", "--format", "json", "--shard", f"{number}/{of}", *options)
    return json.loads(made.out)


def without(document: Any, key: str) -> Any:
    del document[key]
    return document


NOT_OURS = "merge: x is no whole output of `ssot check --shard K/N --format json`\n"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: "", id="empty"),
        pytest.param(lambda text: text[: len(text) // 2], id="half"),
        pytest.param(lambda text: text[:-3], id="nearly-whole"),
        pytest.param(lambda text: "a.py:1:1: SOT101 x\n", id="text"),
        pytest.param(lambda text: "[]", id="list"),
        pytest.param(lambda text: "null", id="null"),
        pytest.param(lambda text: "[" * 100_000, id="deep"),
        pytest.param(lambda text: "9" * 10_000, id="number"),
        pytest.param(lambda text: json.dumps(without(json.loads(text), "shard")), id="unsharded"),
        pytest.param(lambda text: json.dumps(without(json.loads(text), "errors")), id="no-errors"),
        pytest.param(lambda text: text.replace('"version": 1', '"version": 2', 1), id="newer"),
        pytest.param(lambda text: text.replace('"place": ', '"place": 9', 1), id="place"),
        pytest.param(lambda text: text.replace('"findings": 1', '"findings": 0', 1), id="fewer"),
        pytest.param(lambda text: text.replace('"findings": 1', '"findings": 99', 1), id="more"),
        pytest.param(lambda text: text.replace('"line": 1,', '"line": true,', 1), id="bool"),
        pytest.param(lambda text: text.replace('"errors": 1', '"errors": -1', 1), id="negative"),
        pytest.param(lambda text: text.replace('"number": 1', '"number": 0', 1), id="no-such"),
    ],
)
def test_what_is_no_output(ssot: Ssot, change: Callable[[str], str]) -> None:
    made = ssot("check", "--format", "json", "--shard", "1/1")
    Path("x").write_text(change(made.out))
    assert ssot("merge", "x") == Run(2, "", NOT_OURS)


def test_missing_and_double_shards(ssot: Ssot) -> None:
    for number in (1, 2, 3):
        made = ssot("check", "--format", "json", "--shard", f"{number}/3")
        Path(f"s{number}").write_text(made.out)
    Path("other").write_text(ssot("check", "--format", "json", "--shard", "1/2").out)
    table = [
        (("s1", "s2"), "merge: of 3 shards these are missing: 3"),
        (("s2",), "merge: of 3 shards these are missing: 1, 3"),
        (("s1", "s2", "s3", "s2"), "merge: s2 and s2 are both shard 2/3"),
        (("s1", "other"), "merge: other is of another run than s1: it is one of 2, not of 3"),
        (("s1", "none"), "merge: none: cannot be read: No such file or directory"),
        (("s1", "."), "merge: .: is not a regular file"),
        (("a\0b",), "merge: 'a\\x00b' is the name of nothing"),
    ]
    for names, expected in table:
        assert ssot("merge", *names) == Run(2, "", expected + "\n")


def test_many_missing_shards(ssot: Ssot) -> None:
    Path("s").write_text(ssot("check", "--format", "json", "--shard", "1/40").out)
    merged = ssot("merge", "s")
    assert merged.err.endswith("20, 21, ...\n")


def test_one_run_may_have_more_facts(ssot: Ssot) -> None:
    first, second = document(ssot, 1, 2), document(ssot, 2, 2)
    second["shard"]["run"]["moon"] = "full"
    Path("a").write_text(json.dumps(first))
    Path("b").write_text(json.dumps(second))
    assert ssot("merge", "a", "b").err == (
        "merge: b is of another run than a: they differ in version\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "0/2",
        "3/2",
        "1/0",
        "-1/2",
        "a/b",
        "1/2/3",
        "1/999999",
        "\N{SUPERSCRIPT TWO}/3",
        "1 / 2",
    ],
)
def test_no_shard(ssot: Ssot, text: str) -> None:
    made = ssot("check", "--shard=" + text)
    assert made.code == 2
    assert "must read like 3/16, the third of sixteen" in made.err


def test_standard_input_has_no_shards(ssot: Ssot) -> None:
    made = ssot("check", "-", "--shard", "1/2")
    assert made == Run(2, "", "--shard: standard input cannot be shared out\n")


def test_parts_are_all_files_once() -> None:
    paths = [str(number) for number in range(100)]
    for of in (1, 2, 7, 100, 300):
        parts = [Shard(number, of).part(paths) for number in range(1, of + 1)]
        assert sorted(path for part in parts for path in part) == sorted(paths)
        assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_patterns_of_another_drive(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(path: str) -> str:
        raise ValueError(path)

    monkeypatch.setattr(os.path, "relpath", fails)
    assert shards._portable("/a/b") == "/a/b"


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container in a document, with each of its keys."""
    keys = value if isinstance(value, dict) else range(len(value) if isinstance(value, list) else 0)
    for key in keys:
        yield value, key
        yield from places(value[key])


def test_changed_documents_never_raise(ssot: Ssot, long: bool) -> None:
    original = document(ssot, 1, 1, "--mentions")
    chance = random.Random(7)
    codes = set()
    for _ in range(3000 if long else 150):
        changed = copy.deepcopy(original)
        container, key = chance.choice(list(places(changed)))
        container[key] = chance.choice(
            [None, True, -1, 10**30, 1.5, "x", "", [], {}, [[]], "\udcff"]
        )
        Path("x").write_text(json.dumps(changed))
        form = chance.choice([("--format", "json"), ("--color", "always"), ("--statistics",)])
        codes.add(ssot("merge", "x", *form).code)
    assert codes <= {0, 1, 2}
