"""Moved paths in configuration files: what is found, and what the edit makes of the file."""

from __future__ import annotations

import configparser
import json
import random
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from support import RULES, make_project, write_files

from flake8_ssot.match_config import FEW, match_config, mentions
from flake8_ssot.model import Applicability, Finding, Kind, Span
from flake8_ssot.project import Project

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ENGINE = "acme.legacy.engine.Engine"
TOOLS = "acme.tools"

Expected = list[tuple[int, int, str]]


@pytest.fixture
def loaded(tmp_path: Path) -> Project:
    return make_project(tmp_path)


def judge(
    text: str | bytes, kind: str, loaded: Project, path: str = "", *, honour_noqa: bool = True
) -> list[Finding]:
    """The findings; where there are any, the quick look at the bytes must have let the file in."""
    data = text if isinstance(text, bytes) else text.encode()
    absolute = f"{loaded.settings.root}/{path or 'some.' + kind}"
    place = loaded.place(absolute)
    found = match_config(absolute, data, kind, loaded, place, honour_noqa=honour_noqa)
    assert not found or mentions(data, loaded)
    assert found == sorted(found, key=lambda finding: finding.span)
    return found


def brief(found: list[Finding]) -> Expected:
    assert all(item.code == "SOT105" and item.kind is Kind.CONFIG for item in found)
    return [(item.span.line, item.span.column, item.old) for item in found]


def fixed(data: bytes, found: list[Finding]) -> bytes:
    edits = [edit for finding in found if finding.fix for edit in finding.fix.edits]
    assert len(set(edits)) == len(edits)
    for edit in sorted(edits, reverse=True):
        data = data[: edit.start] + edit.content.encode() + data[edit.end :]
    return data


def parsed(text: str, kind: str) -> Any:
    if kind == "toml":
        return tomllib.loads(text)
    if kind == "yaml":
        return list(yaml.safe_load_all(text))
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    return {section: dict(parser.items(section)) for section in parser.sections()}


FIXES = [
    pytest.param("toml", 'k = "acme.tools"\n', 'k = "acme.kit"\n', id="module"),
    pytest.param("toml", "k = 'acme.tools.saw'\n", "k = 'acme.kit.saw'\n", id="below"),
    pytest.param("toml", 'k = "acme.tools:main"\n', 'k = "acme.kit:main"\n', id="entry-point"),
    pytest.param(
        "toml",
        f'a = "{ENGINE}"\nb = "{ENGINE}.run"\n',
        'a = "acme.core.engine.UserEngine"\nb = "acme.core.engine.UserEngine.run"\n',
        id="symbol",
    ),
    pytest.param(
        "toml",
        'a = "acme.legacy.engine:Engine"\nb = "acme.legacy.engine:Engine.run"\n',
        'a = "acme.core.engine:UserEngine"\nb = "acme.core.engine:UserEngine.run"\n',
        id="symbol-behind-a-colon",
    ),
    pytest.param(
        "toml",
        '[[tool.mypy.overrides]]\nmodule = ["acme.tools.*", "acme.tools"]\n',
        '[[tool.mypy.overrides]]\nmodule = ["acme.kit.*", "acme.kit"]\n',
        id="all-below",
    ),
    pytest.param(
        "toml",
        '[project.scripts]\nx = "acme.tools:main" # acme.tools:main\n[a."acme.tools"]\n',
        '[project.scripts]\nx = "acme.kit:main" # acme.tools:main\n[a."acme.tools"]\n',
        id="comment-and-key",
    ),
    pytest.param(
        "toml",
        'k = """é\nacme.tools\n"""\n',
        'k = """é\nacme.kit\n"""\n',
        id="bytes-not-characters",
    ),
    pytest.param("ini", "[s]\nk = acme.tools, x\n", "[s]\nk = acme.kit, x\n", id="ini-list"),
    pytest.param(
        "ini",
        "[options.entry_points]\nconsole_scripts =\n  a = acme.tools:f [x]\n  b=acme.tools:g\n",
        "[options.entry_points]\nconsole_scripts =\n  a = acme.kit:f [x]\n  b=acme.kit:g\n",
        id="console-scripts",
    ),
    pytest.param(
        "ini",
        "[mypy-acme.tools.*,mypy-acme.tools]\nx = 1\n",
        "[mypy-acme.kit.*,mypy-acme.kit]\nx = 1\n",
        id="section",
    ),
    pytest.param(
        "ini",
        "[testenv]\r\nsetenv =\r\n  D=acme.tools.x\r\ncommands =\r\n  python -m acme.tools\r\n",
        "[testenv]\r\nsetenv =\r\n  D=acme.kit.x\r\ncommands =\r\n  python -m acme.kit\r\n",
        id="crlf",
    ),
    pytest.param("yaml", "k: acme.tools\n", "k: acme.kit\n", id="yaml-plain"),
    pytest.param(
        "yaml",
        "\ufeffk: ['acme.tools', \"acme.tools\", acme.tools.x] # acme.tools\n",
        "\ufeffk: ['acme.kit', \"acme.kit\", acme.kit.x] # acme.tools\n",
        id="yaml-flow-after-a-byte-order-mark",
    ),
    pytest.param(
        "yaml",
        "run: |\n  cd x && python -m acme.tools --y\n  celery -A acme.tools worker\n",
        "run: |\n  cd x && python -m acme.kit --y\n  celery -A acme.kit worker\n",
        id="yaml-commands",
    ),
    pytest.param(
        "yaml",
        "- name: D\n  value: acme.tools.settings\n- D=acme.tools\n- acme.tools: acme.tools\n",
        "- name: D\n  value: acme.kit.settings\n- D=acme.kit\n- acme.tools: acme.kit\n",
        id="yaml-environment",
    ),
]
NO_FINDINGS = [
    pytest.param("toml", 'k = "acme.tools_v2"\n', id="other-module"),
    pytest.param("toml", 'k = "my.acme.tools"\n', id="not-at-the-start"),
    pytest.param("toml", 'k = "acme.legacy.engine"\n', id="module-of-a-moved-symbol"),
    pytest.param("toml", 'k = "acme.legacy.engine:Engines"\n', id="other-symbol"),
    pytest.param("toml", 'k = "acme.kit"\n', id="new-path"),
    pytest.param("toml", 'k = "use acme.tools no more"\n', id="sentence"),
    pytest.param("toml", 'k = "acme/tools.py"\n', id="file"),
    pytest.param("toml", '[tool.ssot]\nk = "acme.tools"\n', id="our-settings"),
    pytest.param("toml", '[[tool.ssot.moved]]\nold = "acme.tools"\n', id="our-rules"),
    pytest.param("toml", '[[moved]]\nold = "acme.tools"\n', id="rules"),
    pytest.param("toml", '[[moved]]\n[[moved.example]]\nbad = "import acme.tools"\n', id="example"),
    pytest.param("toml", '[[signature]]\ncallable = "acme.tools.X"\n', id="signature"),
    pytest.param("toml", '[[bridge]]\nold = "acme.tools.X"\n', id="bridge"),
    pytest.param("toml", '[x.banned-api]\n"acme.tools" = {msg = "acme.tools"}\n', id="banned"),
    pytest.param("ini", "[acme.tools]\nacme.tools = 1\n", id="section-and-key"),
    pytest.param("yaml", "acme.tools: 1\n", id="key"),
    pytest.param("yaml", "host: acme.tools2.example.com\n", id="host"),
    pytest.param("yaml", "k: acme.tools\n".encode("utf-16"), id="utf-16"),
    pytest.param("yaml", "", id="empty"),
]


@pytest.mark.parametrize(("kind", "before", "after"), FIXES)
def test_fix(kind: str, before: str, after: str, loaded: Project) -> None:
    found = judge(before, kind, loaded)
    assert found
    assert all(item.fix and item.fix.applicability is Applicability.UNSAFE for item in found)
    assert not any(item.withheld for item in found)
    assert fixed(before.encode(), found).decode() == after
    assert judge(after, kind, loaded) == []
    text = after.removeprefix("\ufeff")
    assert parsed(text, kind) == renamed(parsed(before.removeprefix("\ufeff"), kind), kind)
    for item in found:
        lines = before.removeprefix("\ufeff").splitlines()
        spelled = lines[item.span.line - 1][item.span.column - 1 : item.span.end_column - 1]
        assert spelled.replace(":", ".") == item.old


def renamed(data: Any, kind: str) -> Any:
    """What `FIXES` make of parsed data: any value, and sections of INI files."""
    if isinstance(data, list):
        return [renamed(item, kind) for item in data]
    if isinstance(data, dict):
        return {
            key.replace(TOOLS, "acme.kit") if "mypy-" in key else key: renamed(value, kind)
            for key, value in data.items()
        }
    if not isinstance(data, str):
        return data
    for old, new in (
        (TOOLS, "acme.kit"),
        (ENGINE, "acme.core.engine.UserEngine"),
        ("acme.legacy.engine:Engine", "acme.core.engine:UserEngine"),
    ):
        data = data.replace(old, new)
    return data


@pytest.mark.parametrize(("kind", "text"), NO_FINDINGS)
def test_no_findings(kind: str, text: str | bytes, loaded: Project) -> None:
    assert judge(text, kind, loaded) == []


def test_a_finding(loaded: Project) -> None:
    text = '[project.scripts]\nserve = "acme.legacy.engine:Engine.run"\n'
    (finding,) = judge(text, "toml", loaded)
    assert finding._replace(fix=None) == Finding(
        code="SOT105",
        rule="engine",
        kind=Kind.CONFIG,
        path=f"{loaded.settings.root}/some.toml",
        span=Span(2, 10, 2, 39),
        message=(
            "string names deprecated path 'acme.legacy.engine.Engine.run', "
            "use 'acme.core.engine.UserEngine.run' [engine: shares state]"
        ),
        old="acme.legacy.engine.Engine.run",
        new="acme.core.engine.UserEngine.run",
        scope="project.scripts.serve",
    )


SCOPES = [
    pytest.param("yaml", "acme.tools", "<module>", id="no-key"),
    pytest.param("yaml", "a:\n- b: {c: acme.tools}", "a.b.c", id="yaml"),
    pytest.param("ini", "[a.b]\nc =\n  d = acme.tools\n", "a.b.c.d", id="ini"),
    pytest.param("yaml", b'"\xff\x07a": acme.tools', "  a", id="not-printable"),
    pytest.param("yaml", "k" * 999 + ": acme.tools", "k" * 200, id="long"),
]


@pytest.mark.parametrize(("kind", "text", "scope"), SCOPES)
def test_scope(kind: str, text: str | bytes, scope: str, loaded: Project) -> None:
    assert [finding.scope for finding in judge(text, kind, loaded)] == [scope]


NOQA = [
    pytest.param("# noqa", id="blanket"),
    pytest.param("# NOQA: SOT105", id="code"),
    pytest.param("# noqa: E501,SOT1", id="prefix"),
    pytest.param("\n# flake8: noqa", id="whole-file"),
]
SHOWING = [
    pytest.param("", id="nothing"),
    pytest.param("# noqa: SOT101", id="other-code"),
    pytest.param("\n# noqa", id="next-line"),
]


@pytest.mark.parametrize("kind", ["toml", "ini", "yaml"])
@pytest.mark.parametrize("comment", NOQA)
def test_noqa(comment: str, kind: str, loaded: Project) -> None:
    text = with_comment(comment, kind)
    assert judge(text, kind, loaded) == []
    assert len(judge(text, kind, loaded, honour_noqa=False)) == 1


@pytest.mark.parametrize("kind", ["toml", "ini", "yaml"])
@pytest.mark.parametrize("comment", SHOWING)
def test_no_noqa(comment: str, kind: str, loaded: Project) -> None:
    assert len(judge(with_comment(comment, kind), kind, loaded)) == 1


def with_comment(comment: str, kind: str) -> str:
    line = {"toml": 'k = "acme.tools"', "ini": "[s]\nk = acme.tools", "yaml": "k: acme.tools"}
    return f"{line[kind]}  {comment}\n"


NAMES = [
    pytest.param("ssot.toml", id="settings"),
    pytest.param("deeper/ssot.toml", id="settings-elsewhere"),
    pytest.param("ssot-team.toml", id="pack"),
    pytest.param("rules/team.toml", id="pack-that-was-read"),
]


@pytest.mark.parametrize("path", NAMES)
def test_files_of_rules(path: str, tmp_path: Path) -> None:
    write_files(tmp_path, {"rules/team.toml": ""})
    loaded = make_project(tmp_path, settings='extend = ["rules/team.toml"]')
    text = 'k = "acme.tools"\n'
    assert judge(text, "toml", loaded, path) == []
    assert len(judge(text, "toml", loaded, "other/team.toml")) == 1


def test_pyproject_with_rules_is_judged(tmp_path: Path) -> None:
    text = '[project.scripts]\nx = "acme.tools:main"\n\n' + RULES.replace("[[", "[[tool.ssot.")
    write_files(tmp_path, {"pyproject.toml": text})
    from flake8_ssot import project

    loaded = project.load(None, str(tmp_path))
    assert loaded.settings.file == str(tmp_path / "pyproject.toml")
    found = judge(text, "toml", loaded, "pyproject.toml")
    assert brief(found) == [(2, 6, "acme.tools.main")]


def test_allow(tmp_path: Path) -> None:
    rules = RULES.replace('new = "acme.kit"', 'new = "acme.kit"\nallow = ["deploy/**"]')
    loaded = make_project(tmp_path, rules)
    assert judge("k: acme.tools", "yaml", loaded, "deploy/x.yaml") == []
    assert len(judge("k: acme.tools", "yaml", loaded, "x.yaml")) == 1


WITHHELD = [
    pytest.param("k: acme.gone.x", "the rule names no successor", id="no-successor"),
    pytest.param(
        "k: acme.tools.saw",
        "'acme.kit.saw' does not exist: the module 'acme.kit' has no name 'saw'",
        id="no-target",
    ),
    pytest.param(
        "k: old.mod:main", "'main' has no part to stand behind the colon", id="no-attribute"
    ),
    pytest.param(b"k: acme.tools.axe\nj: \xe9", "the file is not UTF-8", id="not-utf-8"),
]


@pytest.mark.parametrize(("text", "reason"), WITHHELD)
def test_withheld(text: str | bytes, reason: str, tmp_path: Path) -> None:
    write_files(tmp_path, {"acme/kit.py": "axe = 1\n"})
    more = '\n[[moved]]\nid = "flat"\nold = "old.mod.main"\nnew = "main"\n'
    loaded = make_project(tmp_path, RULES + more)
    (finding,) = judge(text, "yaml", loaded)
    assert finding.fix is None
    assert finding.withheld == reason
    if "does not exist" in reason:
        assert f"(but {reason.partition(': ')[2]})" in finding.message


COLONS = [  # the colon stands behind the module, as far as the tree tells
    pytest.param("a.x:run", "b.core:run", id="module"),
    pytest.param("a.y:Y", "b.core:Box.Y", id="symbol-moved-into-a-class"),
    pytest.param("a.z:Z.q", "c.d:Z.q", id="elsewhere"),
    pytest.param("a.p:X.q", "b:q", id="shorter"),
]


@pytest.mark.parametrize(("old", "new"), COLONS)
def test_colon(old: str, new: str, tmp_path: Path) -> None:
    write_files(
        tmp_path, {"b/__init__.py": "q = 1\n", "b/core.py": "def run(): ...\nclass Box: ...\n"}
    )
    rules = "".join(
        f'[[moved]]\nid = "{number}"\nold = "{path}"\nnew = "{target}"\n'
        for number, (path, target) in enumerate(
            [("a.x", "b.core"), ("a.y.Y", "b.core.Box.Y"), ("a.z", "c.d"), ("a.p.X", "b")]
        )
    )
    loaded = make_project(tmp_path, rules)
    data = f"k: {old}\n".encode()
    assert fixed(data, judge(data, "yaml", loaded)).decode() == f"k: {new}\n"


MENTIONED = [
    pytest.param(b"k: acme.tools", id="path"),
    pytest.param(b"k: acme.tools.x.y", id="below"),
    pytest.param(b"k: acme.legacy.engine:Engine", id="colon"),
    pytest.param(b"error::acme.gone.W", id="behind-colons"),
    pytest.param(b"error:acme.x:acme.tools.W", id="behind-another-path"),
    pytest.param(b"# acme.tools", id="comment"),
]
NOT_MENTIONED = [
    pytest.param(b"", id="empty"),
    pytest.param(b"k: acme.toolsx", id="other-module"),
    pytest.param(b"k: acme.legacy.engine", id="above"),
    pytest.param(b"k: acme.kit", id="new-path"),
    pytest.param(b"k: acme", id="top"),
]


@pytest.mark.parametrize("count", [0, 2 * FEW])
@pytest.mark.parametrize("data", MENTIONED)
def test_mentions(data: bytes, count: int, tmp_path: Path) -> None:
    assert mentions(data, make_project(tmp_path, RULES + more_rules(count)))


@pytest.mark.parametrize("count", [0, 2 * FEW])
@pytest.mark.parametrize("data", NOT_MENTIONED)
def test_mentions_not(data: bytes, count: int, tmp_path: Path) -> None:
    assert not mentions(data, make_project(tmp_path, RULES + more_rules(count)))


def more_rules(count: int) -> str:
    return "".join(
        f'\n[[moved]]\nid = "r{number}"\nold = "top{number}.mod"\n' for number in range(count)
    )


def test_mentions_of_many_packages(tmp_path: Path) -> None:
    loaded = make_project(tmp_path, more_rules(2 * FEW))
    data = " ".join(f"top{number}" for number in range(2 * FEW)).encode()
    assert mentions(data, loaded)  # nobody looks closer
    assert not mentions(data, make_project(tmp_path, ""))


def test_mentions_without_a_dot(tmp_path: Path) -> None:
    loaded = make_project(tmp_path, '[[moved]]\nid = "x"\nold = "old"\nnew = "neu"\n')
    text = "k: python -m old\nj: uvicorn old:app\ni: older\n"
    assert brief(judge(text, "yaml", loaded)) == [(1, 14, "old"), (2, 12, "old.app")]
    assert fixed(text.encode(), judge(text, "yaml", loaded)).decode() == (
        "k: python -m neu\nj: uvicorn neu:app\ni: older\n"
    )


@pytest.mark.parametrize("piece", [b"acme.", b"acme:a.", b"acme ", b"x.", b"a"])
def test_mentions_in_linear_time(piece: bytes, loaded: Project) -> None:
    start = time.process_time()
    mentions(piece * ((4 << 20) // len(piece)), loaded)
    assert time.process_time() - start < 20


VALUES = [
    *("acme.tools", "acme.tools.saw", "acme.tools:main", "acme.tools.*", "python -m acme.tools"),
    *("use acme.tools here", "acme.tools_v2", "x", "acme/tools", "acme.kit", "a b", ""),
]
SWAPPED = frozenset(VALUES[:5])
SAID = ["acme.tools", "k", "x.y", "long key"]


class Writer:
    """Writes nested data as a file, and knows nothing of what is looked for."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def data(self, depth: int = 0) -> Any:
        kind = self.random.randrange(3 if depth < 3 else 1)
        if kind == 0:
            return self.random.choice(VALUES)
        items = [self.data(depth + 1) for _ in range(self.random.randrange(3))]
        return items if kind == 1 else dict(zip(SAID, items, strict=False))

    def comment(self) -> str:
        return self.random.choice(["", " # acme.tools", "  # 'acme.tools'"])

    def quoted(self, text: str) -> str:
        return self.random.choice([f'"{text}"', f"'{text}'"])

    def toml_value(self, data: Any) -> str:
        if isinstance(data, str):
            return self.random.choice([self.quoted(data), f'"""{data}"""', f"'''\n{data}'''"])
        if isinstance(data, list):
            items = [f"{self.toml_value(item)},{self.comment()}\n" for item in data]
            return f"[{self.comment()}\n{''.join(items)}]"
        pairs = [f'"{key}" = {self.toml_value(value)}' for key, value in data.items()]
        return "{" + ", ".join(pairs) + "}"

    def toml(self, tables: dict[str, dict[str, Any]]) -> str:
        lines = []
        for name, table in tables.items():
            lines.append(f'["{name}"]{self.comment()}')
            lines += [f'"{k}" = {self.toml_value(v)}{self.comment()}' for k, v in table.items()]
        return "\n".join([*lines, ""])

    def ini(self, tables: dict[str, dict[str, Any]]) -> str:
        lines = []
        for name, table in tables.items():
            lines.append(f"[{name}]")
            for key, value in table.items():
                lines.append(self.random.choice([f"{key} = ", f"{key}: ", f"{key}="]))
                texts = list(flat(value))
                if self.random.random() < 0.5:
                    lines += ["  # acme.tools", *(f"    {text}" for text in texts)]
                else:
                    lines[-1] += texts[0] if texts else ""
        return self.random.choice(["\n", "\r\n"]).join([*lines, ""])

    def yaml_flow(self, data: Any) -> str:
        if isinstance(data, str):
            return self.quoted(data)
        if isinstance(data, list):
            return f"[{', '.join(map(self.yaml_flow, data))}]"
        return "{" + ", ".join(f"'{k}': {self.yaml_flow(v)}" for k, v in data.items()) + "}"

    def yaml_lines(self, data: Any, indent: str) -> list[str]:
        if not data or self.random.random() < 0.2:
            return [f" {self.yaml_flow(data)}{self.comment()}"]
        if isinstance(data, str):
            choice = self.random.randrange(3)
            if choice == 0:
                return [self.random.choice([" |", " >-"]) + self.comment(), f"{indent} {data}"]
            return [f" {data if choice == 1 else self.quoted(data)}{self.comment()}"]
        lines = [self.comment()]
        for name in data:
            is_item = isinstance(data, list)
            first, *rest = self.yaml_lines(name if is_item else data[name], indent + "  ")
            lines += [f"{indent}-{first}" if is_item else f'{indent}"{name}":{first}', *rest]
        return lines

    def yaml(self, tables: dict[str, dict[str, Any]]) -> str:
        return "\n".join(["---", *self.yaml_lines(tables, ""), ""])


def flat(data: Any) -> Any:
    if isinstance(data, str):
        yield from [data] if data else []
    else:
        for item in data.values() if isinstance(data, dict) else data:
            yield from flat(item)


def swapped(data: Any) -> Any:
    """What must become of data of `Writer`."""
    if isinstance(data, str):
        lines = [
            line.replace(TOOLS, "acme.kit") if line.strip() in SWAPPED else line
            for line in data.split("\n")
        ]
        return "\n".join(lines)
    if isinstance(data, list):
        return [swapped(item) for item in data]
    return {key: swapped(value) for key, value in data.items()}


@pytest.mark.parametrize("kind", ["toml", "ini", "yaml"])
def test_generated_files(kind: str, loaded: Project, long: bool) -> None:
    total = 0
    for seed in range(10_000 if long else 250):
        writer = Writer(seed)
        tables = {name: {key: writer.data() for key in SAID[:2]} for name in ("s", "acme.tools")}
        text = getattr(writer, kind)(tables)
        before = parsed(text, kind)
        found = judge(text, kind, loaded)
        total += len(found)
        after = fixed(text.encode(), found).decode()
        expected = [swapped(item) for item in before] if kind == "yaml" else swapped(before)
        assert parsed(after, kind) == expected, f"seed {seed}\n{text}"
        assert json.dumps(before).count(TOOLS) - json.dumps(expected).count(TOOLS) == len(found)
        assert judge(after, kind, loaded) == []
    assert total > 100


def test_mentions_whatever_is_found(loaded: Project, long: bool) -> None:
    pieces = (
        "acme.tools",
        "acme.x",
        "acme",
        "x",
        ":",
        "::",
        ".",
        "error:",
        "=",
        "-",
        " ",
        ",",
        "[",
    )
    chance = random.Random(5)
    for _ in range(100_000 if long else 3_000):
        judge(f"k = {''.join(chance.choices(pieces, k=5))}\n", "ini", loaded)  # which compares
