"""Stubs, notebooks, configuration, documents, doctests: `ssot check` and `ssot fix` of them."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from support import write_files

from flake8_ssot import cli
from flake8_ssot.host_spans import difference
from flake8_ssot.model import Edit

RULES = '[[moved]]\nid = "legacy"\nold = "acme.legacy"\nnew = "acme.core"\n'
IMPORT = "from acme.legacy import Engine\n"
NEW = "from acme.core import Engine\n"
TREE: dict[str, str | bytes] = {
    "ssot.toml": RULES,
    "acme/__init__.py": "",
    "acme/core.py": "class Engine: ...\n",
}


def notebook(*cells: list[str] | str, **more: Any) -> str:
    made: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": cell,
        }
        for cell in cells
    ]
    content = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}
    return json.dumps(content, indent=1) + "\n"


CELLS = notebook(["%matplotlib inline\n", "import os"], ["x = 'é'\n", IMPORT, "Engine()"])


class Result(NamedTuple):
    code: int
    out: list[str]
    err: list[str]


class Bench:
    """A project, and `ssot` called in it."""

    def __init__(self, root: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self.capture = capture

    def put(self, files: dict[str, str | bytes]) -> None:
        write_files(self.root, files)

    def __call__(self, *arguments: str) -> Result:
        code = cli.main(list(arguments))
        printed = self.capture.readouterr()
        return Result(code, printed.out.splitlines(), printed.err.splitlines())

    def read(self, name: str) -> str:
        return (self.root / name).read_bytes().decode()


@pytest.fixture
def ssot(
    project_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Bench:
    monkeypatch.setenv("SSOT_DEBUG", "1")
    bench = Bench(project_dir, capsys)
    bench.put(TREE)
    return bench


FOUND = [  # file, content, findings
    pytest.param("a.pyi", IMPORT, ["a.pyi:1:25 SOT101"], id="stub"),
    pytest.param("n.ipynb", CELLS, ["n.ipynb:cell 2:2:25 SOT101"], id="notebook"),
    pytest.param(
        "n.ipynb",
        notebook([IMPORT], ["Engine()\n", "x = Engine.acme"]),
        ["n.ipynb:cell 1:1:25 SOT101"],
        id="cells-are-one-module",
    ),
    pytest.param("n.ipynb", notebook([IMPORT.strip() + "  # noqa"]), [], id="noqa-in-a-notebook"),
    pytest.param("d.md", f"# T\n\n```python\n{IMPORT}```\n", ["d.md:4:25 SOT101"], id="markdown"),
    pytest.param("d.md", "use acme.legacy\n\n```\nacme.legacy\n```\n", [], id="prose"),
    pytest.param(
        "d.rst", f".. code-block:: python\n\n   {IMPORT}", ["d.rst:3:28 SOT101"], id="rst"
    ),
    pytest.param("d.rst", f">>> {IMPORT}", ["d.rst:1:29 SOT101"], id="rst-doctest"),
    pytest.param("c.toml", 'a = "acme.legacy:main"\n', ["c.toml:1:6 SOT105"], id="toml"),
    pytest.param("c.ini", "[a]\nb = acme.legacy\n", ["c.ini:2:5 SOT105"], id="ini"),
    pytest.param("setup.cfg", "[a]\nb =\n  acme.legacy.X\n", ["setup.cfg:3:3 SOT105"], id="cfg"),
    pytest.param("c.yaml", "a: acme.legacy.X\n", ["c.yaml:1:4 SOT105"], id="yaml"),
    pytest.param("c.yml", "- acme.legacy.X  # noqa\n", [], id="noqa-in-yaml"),
    pytest.param("m.py", f'"""D.\n\n>>> {IMPORT}"""\n', ["m.py:3:29 SOT101"], id="doctest"),
    pytest.param("m.py", f'"""D.\n\n>>> {IMPORT}"""  # noqa\n', [], id="noqa-of-a-docstring"),
    pytest.param("node_modules/x/c.toml", 'a = "acme.legacy:x"\n', [], id="packages-of-others"),
    pytest.param("ssot-team.toml", RULES, [], id="rules-are-ours"),
    pytest.param("e.md", "", [], id="empty"),
]


@pytest.mark.parametrize(("name", "content", "expected"), FOUND)
def test_found(name: str, content: str, expected: list[str], ssot: Bench) -> None:
    ssot.put({name: content})
    wanted = [f"./{place}" for place in expected]
    result = ssot("check", ".")
    found = [
        f"{line.rpartition(': SOT')[0]} SOT{line.rpartition(': SOT')[2][:3]}" for line in result.out
    ]
    assert (result.code, found, result.err) == (bool(wanted), wanted, [])
    if not name.startswith(("node_modules", "ssot")):
        named = ssot("check", name)
        assert [line.removeprefix("./") for line in result.out] == named.out


SKIPS = [
    pytest.param("stubs", "a.pyi", IMPORT, id="stubs"),
    pytest.param("notebooks", "n.ipynb", CELLS, id="notebooks"),
    pytest.param("configuration", "c.yaml", "a: acme.legacy.X\n", id="configuration"),
    pytest.param("documents", "d.md", f"```python\n{IMPORT}```\n", id="documents"),
    pytest.param("doctests", "m.py", f'"""D.\n\n>>> {IMPORT}"""\n', id="doctests"),
]


@pytest.mark.parametrize(("kind", "name", "content"), SKIPS)
def test_skipped(kind: str, name: str, content: str, ssot: Bench) -> None:
    ssot.put({name: content})
    assert ssot("check", name).code == 1
    ssot.put({"ssot.toml": f"skip = [{kind!r}]\n{RULES}"})
    for paths in ([name], ["."], []):
        assert ssot("check", *paths) == Result(0, [], [])
    assert ssot("fix", "--unsafe", name).code == 0
    assert ssot.read(name) == content


FIXED = [  # file, before, after
    pytest.param("a.pyi", IMPORT, NEW, id="stub"),
    pytest.param("n.ipynb", CELLS, CELLS.replace("acme.legacy", "acme.core"), id="notebook"),
    pytest.param(
        "n.ipynb",
        notebook(IMPORT + "Engine()\n"),
        notebook(NEW + "Engine()\n"),
        id="notebook-of-texts",
    ),
    pytest.param("n.ipynb", IMPORT, NEW, id="the-code-of-a-cell"),
]
FIXED_UNSAFE = [
    pytest.param("d.md", f"é\n\n```py\n{IMPORT}```\n", f"é\n\n```py\n{NEW}```\n", id="markdown"),
    pytest.param(
        "d.rst", f".. code:: python\n\n   {IMPORT}", f".. code:: python\n\n   {NEW}", id="rst"
    ),
    pytest.param("c.toml", 'a = "acme.legacy:Engine"\n', 'a = "acme.core:Engine"\n', id="toml"),
    pytest.param("c.ini", "[a]\r\nb = acme.legacy\r\n", "[a]\r\nb = acme.core\r\n", id="ini"),
    pytest.param("c.yaml", "a: acme.legacy # é", "a: acme.core # é", id="yaml"),
    pytest.param(
        "m.py",
        f'"""é.\n\n>>> {IMPORT}"""\nx = 1\n',
        f'"""é.\n\n>>> {NEW}"""\nx = 1\n',
        id="doctest",
    ),
    pytest.param(
        "m.py",
        f'def f():\n    """é.\n\n    >>> {IMPORT}    >>> Engine()\n    """\n{IMPORT}',
        f'def f():\n    """é.\n\n    >>> {NEW}    >>> Engine()\n    """\n{NEW}',
        id="doctest-beside-an-import",
    ),
]


@pytest.mark.parametrize(("name", "before", "after"), FIXED)
def test_fixed(name: str, before: str, after: str, ssot: Bench) -> None:
    ssot.put({name: before})
    assert ssot("fix", name).code == 1
    assert ssot.read(name) == after
    assert ssot("fix", name).code == 0
    assert ssot("undo").code == 0
    assert ssot.read(name) == before


@pytest.mark.parametrize(("name", "before", "after"), FIXED_UNSAFE)
def test_fixed_only_when_asked(name: str, before: str, after: str, ssot: Bench) -> None:
    ssot.put({name: before})
    result = ssot("fix", name)
    if "beside" not in after and name != "m.py":
        assert (result.code, ssot.read(name)) == (0, before)
    assert any("unsafe: " in line for line in (*result.out, *result.err))
    assert ssot("fix", "--unsafe", name).code == 1
    assert ssot.read(name) == after
    assert ssot("check", name) == Result(0, [], [])
    assert ssot("fix", "--unsafe", name).code == 0


@pytest.mark.parametrize(("name", "before", "after"), [*FIXED, *FIXED_UNSAFE])
def test_edits_do_what_fix_does(name: str, before: str, after: str, ssot: Bench) -> None:
    """Those of `--format json` are of the file's own bytes, whatever it is."""
    ssot.put({name: before})
    data = before.encode()
    found = json.loads("\n".join(ssot("check", "--format", "json", name).out))["findings"]
    edits = {tuple(edit.values()) for item in found for edit in item["fix"]["edits"]}
    for start, end, content in sorted(edits, reverse=True):
        data = data[:start] + content.encode() + data[end:]
    assert data.decode() == after


def test_the_cell_in_json(ssot: Bench) -> None:
    ssot.put({"n.ipynb": CELLS, "a.pyi": IMPORT})
    found = json.loads("\n".join(ssot("check", "--format", "json", ".").out))["findings"]
    assert [(item["path"], item.get("cell"), item["line"]) for item in found] == [
        ("a.pyi", None, 1),
        ("n.ipynb", 2, 2),
    ]


BROKEN = [
    pytest.param("n.ipynb", '{"cells": [', "n.ipynb", id="no-json"),
    pytest.param("n.ipynb", "", "n.ipynb", id="empty"),
    pytest.param(
        "n.ipynb", notebook(["x = ("], [IMPORT]), "n.ipynb: cell 1, line 1: ", id="a-broken-cell"
    ),
]


@pytest.mark.parametrize(("name", "content", "message"), BROKEN)
def test_what_cannot_be_judged(name: str, content: str, message: str, ssot: Bench) -> None:
    ssot.put({name: content})
    for command in ("check", "fix"):
        result = ssot(command, name)
        assert result.code == 2
        assert any(line.startswith(message) for line in result.err)
        ssot.put({name: content})


def test_a_notebook_without_rules_words_is_parsed_only_if_asked(ssot: Bench) -> None:
    ssot.put({"n.ipynb": notebook(["x = ("])})
    assert ssot("check", "n.ipynb").code == 2
    assert ssot("check", "--no-syntax-check", "n.ipynb").code == 0


def test_standard_input(ssot: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    for content, after in ((CELLS, CELLS.replace("acme.legacy", "acme.core")), (IMPORT, NEW)):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
        assert ssot("check", "-", "--stdin-filename", "n.ipynb").code == 1
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
        result = ssot("fix", "-", "--stdin-filename", "n.ipynb")
        assert "\n".join([*result.out, ""]) == after


MENTIONS = {
    "a.py": '"""See acme.legacy.Engine.\n\nNot acme.legacy_v2."""\n# acme.legacy\n'
    'print("use acme.legacy now", "acme.legacy")\n' + IMPORT,
    "d.md": f"acme.legacy\n\n```python\n{IMPORT}```\n",
    "c.yaml": "# acme.legacy\na: acme.legacy\n",
    "broken.md": "acme.legacy.\n",
    "none.py": "legacy = 1\n",
}


def test_mentions(ssot: Bench) -> None:
    ssot.put(dict(MENTIONS))
    plain = ssot("check", ".")
    assert not any("mention" in line for line in plain.out)
    told = ssot("check", "--mentions", ".")
    assert told.code == plain.code == 1
    assert [line for line in told.out if "mention" not in line] == plain.out
    places = [line.partition(": mention of deprecated path ")[0] for line in told.out]
    assert [place for place in places if "SOT" not in place] == [
        "./a.py:1:8",
        "./a.py:4:3",
        "./a.py:5:12",
        "./a.py:5:31",
        "./broken.md:1:1",
        "./c.yaml:1:3",
        "./d.md:1:1",
    ]
    assert ssot("check", "--mentions", "broken.md").code == 0
    assert ssot("check", "--mentions", "--rule", "legacy", "broken.md").out


def test_mentions_of_other_rules_and_in_json(ssot: Bench) -> None:
    ssot.put(dict(MENTIONS))
    other = '\n[[moved]]\nid = "other"\nold = "acme.other"\nallow = ["*"]\n'
    ssot.put({"ssot.toml": RULES + other, "o.md": "acme.other\n"})
    assert ssot("check", "--mentions", "--rule", "other", "a.py").out == []
    assert ssot("check", "--mentions", "o.md").out == []
    printed = json.loads("\n".join(ssot("check", "--mentions", "--format", "json", "d.md").out))
    assert [(item["kind"], item["code"], item["line"]) for item in printed["mentions"]] == [
        ("mention", "", 1)
    ]
    assert "mentions" not in json.loads("\n".join(ssot("check", "--format", "json", "d.md").out))


def test_a_file_that_gives_no_tokens_is_searched_whole(ssot: Bench) -> None:
    ssot.put({"a.md": "x\n", "b.cfg": "[acme.legacy\nacme.legacy\n"})
    assert len(ssot("check", "--mentions", "b.cfg").out) == 2


DIFFERENCES = [
    pytest.param(b"", b"", Edit(0, 0, ""), id="nothing"),
    pytest.param(b"abc", b"abc", Edit(3, 3, ""), id="the-same"),
    pytest.param(b"abc", b"axc", Edit(1, 2, "x"), id="one"),
    pytest.param(b"aaa", b"aa", Edit(2, 3, ""), id="shorter"),
    pytest.param("é".encode(), "è".encode(), Edit(0, 2, "è"), id="inside-of-a-character"),
    pytest.param("aéb".encode(), "aũb".encode(), Edit(1, 3, "ũ"), id="between"),
    pytest.param(
        "x\u0169".encode(), "x\u01a9".encode(), Edit(1, 3, "\u01a9"), id="last-byte-alike"
    ),
]


@pytest.mark.parametrize(("before", "after", "expected"), DIFFERENCES)
def test_difference(before: bytes, after: bytes, expected: Edit) -> None:
    assert difference(before, after) == expected


OUTSIDE = [
    pytest.param(["%time acme.legacy.Engine()"], id="magic"),
    pytest.param(["!echo {acme.legacy.X}"], id="shell"),
    pytest.param(["%%unknown\n", "acme.legacy.Engine()"], id="cell-magic"),
    pytest.param(["x = (\n", "acme.legacy.Engine()"], id="a-cell-that-does-not-parse"),
]


@pytest.mark.parametrize("cell", OUTSIDE)
def test_a_notebook_that_spells_the_path_elsewhere(cell: list[str], ssot: Bench) -> None:
    content = notebook(["import acme.legacy"], cell)
    ssot.put({"n.ipynb": content})
    result = ssot("fix", "n.ipynb")
    assert ssot.read("n.ipynb") == content
    assert any("no Python spells 'acme.legacy'" in line for line in (*result.out, *result.err))
    ssot("fix", "--unsafe", "n.ipynb")
    assert '"import acme.core"' in ssot.read("n.ipynb")


NAMES = [
    pytest.param("uv.lock", 'a = "acme.legacy:main"\n', [], id="lock-file"),
    pytest.param(".yamllint", "a: acme.legacy\n", ["SOT105"], id="yaml-without-an-extension"),
    pytest.param(".flake8", "[flake8]\nx = acme.legacy\n", ["SOT105"], id="ini-by-name"),
    pytest.param(".unknown", "acme.legacy (\n", [], id="another-dot-file"),
    pytest.param("README.markdown", f"```python\n{IMPORT}```\n", ["SOT101"], id="markdown"),
    pytest.param("script", IMPORT, ["SOT101"], id="python-without-an-extension"),
]


@pytest.mark.parametrize(("name", "content", "codes"), NAMES)
def test_kinds_by_name(name: str, content: str, codes: list[str], ssot: Bench) -> None:
    ssot.put({name: content})
    result = ssot("check", name)
    assert [line.split()[1] for line in result.out] == codes
    assert result.err == []
    assert ssot("fix", "--unsafe", name).code == bool(codes)


def test_a_notebook_with_a_byte_order_mark(ssot: Bench) -> None:
    ssot.put({"n.ipynb": b"\xef\xbb\xbf" + CELLS.encode()})
    assert [line.split(": ")[0] for line in ssot("check", "n.ipynb").out] == ["n.ipynb:cell 2:2:25"]


def test_findings_of_a_notebook_come_cell_by_cell(ssot: Bench) -> None:
    ssot.put({"n.ipynb": notebook(["x = 1\n", IMPORT], [IMPORT])})
    places = [line.split(": ")[0] for line in ssot("check", "n.ipynb").out]
    assert places == ["n.ipynb:cell 1:2:25", "n.ipynb:cell 2:1:25"]
