"""Findings about calls as users meet them: which files are walked, comments, `allow`, JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flake8.main import application
from support import brief, findings, make_project, write_files

from flake8_ssot import cli
from flake8_ssot.job import Job
from flake8_ssot.scan import judge
from flake8_ssot.selection import Selection

CALL_RULES = """\
[[moved]]
id = "old-engine"
old = "acme.old.Motor"
new = "acme.core.engine.Engine"

[[signature]]
id = "engine"
callable = "acme.core.engine.Engine"
modern = ["context", "factory"]
legacy = [["registry", "bridge"], ["registry"]]
rename = {}
allow = ["compat/**"]

[signature.roles.registry]
types = ["acme.core.registry.Registry"]
names = ["registry"]

[signature.roles.context]
names = ["context"]

[[signature]]
id = "send"
callable = "acme.mail.send"
modern = ["text", "recipient?"]
legacy = [["text", "to?"]]
rename = { to = "recipient" }

[[signature]]
id = "run"
callable = "acme.core.runner.Runner.run"
modern = ["job"]
legacy = [["job", "limit"]]

[[bridge]]
id = "from-legacy"
old = "acme.core.engine.Engine.from_legacy"
new = "acme.core.engine.Engine"
why = "anonymous"
allow = ["compat/**"]
"""
SELECTED = Selection(("SOT",), (), ())
IMPORT = "from acme.core.engine import Engine\n"


@pytest.mark.parametrize(
    ("source", "walked"),
    [
        pytest.param("import os\nos.getcwd()\n", False, id="nothing-of-ours"),
        pytest.param("from acme.core import other\nother()\n", False, id="same-package"),
        pytest.param("class EngineFactory: ...\nEngineFactory()\n", False, id="longer-name"),
        pytest.param("my_Engine = 1\n", False, id="name-with-a-prefix"),
        pytest.param("def run(job): ...\nrun(1)\n", False, id="method-without-its-class"),
        pytest.param("x.from_legacy()\n", False, id="bridge-without-its-class"),
        pytest.param(IMPORT, True, id="imported"),
        pytest.param("Engine(1)\n", True, id="called-unbound"),
        pytest.param("Motor(1)\n", True, id="deprecated-name-unbound"),
        pytest.param("from acme.core.runner import Runner\nRunner().run(1)\n", True, id="method"),
    ],
)
def test_only_files_that_name_a_callable_are_walked(
    source: str, walked: bool, tmp_path: Path
) -> None:
    job = Job(make_project(tmp_path, CALL_RULES), SELECTED, syntax_check=False)
    result = judge(str(tmp_path / "a.py"), source.encode(), job)
    assert (result.walked, result.problem) == (walked, None)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(f"{IMPORT}Engine(registry, b)\n", [(2, 8, "SOT201")], id="argument"),
        pytest.param(f"{IMPORT}Engine(registry=a)\n", [(2, 8, "SOT202")], id="keyword"),
        pytest.param(f"{IMPORT}Engine()\n", [(2, 1, "SOT203")], id="callee"),
        pytest.param(f"{IMPORT}Engine(context, f, 3)\n", [(2, 20, "SOT203")], id="surplus"),
        pytest.param(f"{IMPORT}x = Engine.from_legacy\n", [(2, 5, "SOT204")], id="bridge"),
        pytest.param(f"{IMPORT}Engine(a, b)\n", [(2, 1, "SOT205")], id="cannot-tell"),
        pytest.param("x = [Engine(context, b)]\n", [(1, 6, "SOT206")], id="unbound"),
        pytest.param(
            f'{IMPORT}s = "ü"; Engine(registry, b)\n', [(2, 17, "SOT201")], id="code-points"
        ),
        pytest.param(
            f"{IMPORT}Engine(\n    a,\n    registry=b,\n)\n", [(4, 5, "SOT203")], id="its-own-line"
        ),
    ],
)
def test_a_finding_sits_on_what_decides(
    source: str, expected: list[tuple[int, int, str]], tmp_path: Path
) -> None:
    found = findings(source, make_project(tmp_path, CALL_RULES))
    assert [(line, column, code) for line, column, code, _ in brief(found)] == expected


@pytest.mark.parametrize(
    ("call", "reported"),
    [
        pytest.param("Engine(\n    registry,\n    b,\n)", True, id="no-comment"),
        pytest.param("Engine(\n    registry,  # noqa\n    b,\n)", False, id="own-line"),
        pytest.param("Engine(  # noqa: SOT201\n    registry,\n    b,\n)", False, id="first-line"),
        pytest.param("Engine(  # noqa: SOT203\n    registry,\n    b,\n)", True, id="other-code"),
        pytest.param("Engine(\n    registry,\n    b,\n)  # noqa", True, id="last-line"),
    ],
)
def test_noqa_on_the_first_line_of_a_call(call: str, reported: bool, tmp_path: Path) -> None:
    job = Job(make_project(tmp_path, CALL_RULES), SELECTED)
    result = judge(str(tmp_path / "a.py"), f"{IMPORT}{call}\n".encode(), job)
    assert bool(result.findings) is reported


@pytest.mark.parametrize(("path", "count"), [("compat/a.py", 0), ("app/a.py", 2)])
def test_allow_names_files(path: str, count: int, tmp_path: Path) -> None:
    source = f"{IMPORT}Engine(registry, b)\nEngine.from_legacy()\n"
    assert len(findings(source, make_project(tmp_path, CALL_RULES), path)) == count


def test_json_holds_all_of_the_evidence_and_the_fix(
    project_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = "from acme.mail import send\nsend('ü', to=someone)\n"
    write_files(project_dir, {"ssot.toml": CALL_RULES, "a.py": source})
    assert cli.main(["check", "--format", "json", "a.py"]) == 1
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert (found["code"], found["kind"], found["rule"]) == ("SOT202", "keyword-argument", "send")
    assert (found["old"], found["scope"]) == ("acme.mail.send", "<module>")
    assert found["evidence"] == ["`to` is a keyword of the legacy signature"]
    start = source.encode().index(b"to=")
    edit = {"start": start, "end": start + 2, "content": "recipient"}
    assert found["fix"] == {"applicability": "safe", "edits": [edit]}


def test_flake8_prints_the_same(
    project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    source = (
        f"{IMPORT}Engine(registry, b)\nEngine(registry=1)\nEngine()\nEngine.from_legacy()\n"
        'Motor(context, 1)\nf"{Engine(registry, b)!r:>{width}}"\n'
    )
    write_files(project_dir, {"ssot.toml": CALL_RULES, "a.py": source})
    printed = []
    for run in (application.Application().run, lambda rest: cli.main(["check", *rest])):
        run(["--select=SOT,SOT205", "a.py"])
        printed.append(capsysbinary.readouterr().out)
    assert printed[0] == printed[1]
    assert printed[0].count(b"\n") == 6


def test_rules_of_every_kind_are_listed(
    project_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(project_dir, {"ssot.toml": CALL_RULES})
    assert cli.main(["rules", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "engine: acme.core.engine.Engine(context, factory)" in lines
    assert "from-legacy: acme.core.engine.Engine.from_legacy -> acme.core.engine.Engine" in lines
    assert cli.main(["rules", "list", "--format", "json"]) == 0
    listed = {item["id"]: item for item in json.loads(capsys.readouterr().out)}
    assert listed["engine"]["kind"] == "signature"
    assert listed["engine"]["legacy"] == ["(registry, bridge)", "(registry)"]
    assert listed["from-legacy"]["kind"] == "bridge"


def test_verify_looks_for_callables(project_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = CALL_RULES[CALL_RULES.index("[[signature]]") :]
    files = {"ssot.toml": rules, "acme/core/engine.py": "class Engine: ...\n"}
    write_files(project_dir, {**files, "acme/mail.py": ""})
    assert cli.main(["rules", "verify"]) == 1
    out = capsys.readouterr().out
    assert "send: target 'acme.mail.send' does not exist: the module 'acme.mail'" in out
    assert "engine: " not in out


def test_a_call_without_arguments_may_be_legacy(tmp_path: Path) -> None:
    rules = (
        '[[signature]]\nid = "n"\ncallable = "lib.need"\nmodern = ["name"]\nlegacy = [["name?"]]\n'
    )
    found = findings("from lib import need\nneed()\n", make_project(tmp_path, rules))
    assert [(line, column, code) for line, column, code, _ in brief(found)] == [(2, 1, "SOT201")]


SCALED = """\
[[signature]]
id = "scale"
callable = "lib.scale"
modern = ["factor", "label"]
legacy = [["label", "factor"]]
[signature.roles.factor]
types = ["float"]
[signature.roles.label]
types = ["str"]
"""


@pytest.mark.parametrize(
    ("call", "codes"),
    [
        pytest.param('scale(1.5, "a")', [], id="float"),
        pytest.param('scale(1, "a")', [], id="whole-number"),
        pytest.param('scale(True, "a")', [], id="truth"),
        pytest.param('scale("a", 1)', ["SOT201"], id="legacy"),
        pytest.param('scale(1j, "a")', ["SOT203"], id="complex-is-no-float"),
        pytest.param("scale(1, 2)", ["SOT203"], id="no-label"),
    ],
)
def test_numbers_stand_for_wider_ones(call: str, codes: list[str], tmp_path: Path) -> None:
    found = findings(f"from lib import scale\n{call}\n", make_project(tmp_path, SCALED))
    assert [item.code for item in found] == codes


@pytest.mark.parametrize(
    ("start", "end", "encoding"),
    [
        pytest.param("", "\n", "utf-8", id="plain"),
        pytest.param("", "\r\n", "utf-8", id="carriage-returns"),
        pytest.param("", "\r", "utf-8", id="only-carriage-returns"),
        pytest.param("\ufeff", "\n", "utf-8", id="byte-order-mark"),
        pytest.param("\ufeff# ü\n", "\r\n", "utf-8", id="mixed"),
        pytest.param("# coding: latin-1\n# ü\n", "\n", "latin-1", id="not-utf-8"),
        pytest.param("# coding: latin-1\n", "\n", "latin-1", id="not-utf-8-but-ascii"),
    ],
)
def test_edits_are_bytes_of_the_file(start: str, end: str, encoding: str, tmp_path: Path) -> None:
    source = f"{start}from acme.mail import send{end}{end}send(1, to=2){end}"
    data = source.encode(encoding)
    job = Job(make_project(tmp_path, CALL_RULES), SELECTED)
    (found,) = judge(str(tmp_path / "a.py"), data, job).findings
    if not start.isascii() and encoding == "latin-1":
        assert found.fix is None
        return
    assert found.fix is not None
    (edit,) = found.fix.edits
    assert data[edit.start : edit.end] == b"to"


def test_a_thousand_signatures(tmp_path: Path) -> None:
    """As many as people may write; each takes a list of lists."""
    table = (
        '[[signature]]\nid = "s{0}"\ncallable = "lib.f{0}"\nmodern = ["a", "b"]\n'
        'legacy = [["b", "a"]]\n[signature.roles.a]\nnames = ["a", "*_a"]\n'
    )
    loaded = make_project(tmp_path, "".join(table.format(number) for number in range(4_000)))
    found = findings("from lib import f3999\nf3999(x_b, x_a)\n", loaded)
    assert [item.code for item in found] == ["SOT201"]


def test_a_long_chain_of_guards(tmp_path: Path) -> None:
    lines = [f"elif isinstance(registry, K{number}): pass" for number in range(1_500)]
    chain = "\n".join(["if x: pass", *lines])
    source = f"{IMPORT}def f(registry):\n" + "\n".join(f"    {line}" for line in chain.split("\n"))
    found = findings(f"{source}\n    Engine(registry, b)\n", make_project(tmp_path, CALL_RULES))
    assert [item.code for item in found] == ["SOT201"]


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        pytest.param(
            "for i in q:\n    if i:\n        p = registry\n        break\nelse:\n    p = context\n",
            ["SOT205"],
            id="else-of-a-loop-without-break",
        ),
        pytest.param(
            "while q:\n    p = registry\nelse:\n    p = context\n", [], id="else-of-every-loop"
        ),
        pytest.param(
            "p = context\nfor i in q:\n    p = registry\n    continue\n", ["SOT205"], id="continue"
        ),
    ],
)
def test_ways_through_a_loop(source: str, codes: list[str], tmp_path: Path) -> None:
    loaded = make_project(tmp_path, CALL_RULES)
    head = f"{IMPORT}from acme.core.registry import Registry\nregistry = Registry()\n"
    rules = CALL_RULES.replace(
        "[signature.roles.context]\n",
        '[signature.roles.context]\ntypes = ["acme.core.context.Context"]\n',
    )
    loaded = make_project(tmp_path, rules)
    head += "from acme.core.context import Context\ncontext = Context()\n"
    found = findings(f"{head}{source}Engine(p, None)\n", loaded)
    assert [item.code for item in found] == codes


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        pytest.param('getattr(Engine, "from_legacy")()\n', ["SOT204"], id="getattr"),
        pytest.param("Engine.from_legacy = 1\n", [], id="assigned"),
        pytest.param("del Engine.from_legacy\n", [], id="deleted"),
        pytest.param("class K(Engine): ...\nK.from_legacy()\n", ["SOT204"], id="subclass"),
    ],
)
def test_uses_of_bridges(source: str, codes: list[str], tmp_path: Path) -> None:
    found = findings(f"{IMPORT}{source}", make_project(tmp_path, CALL_RULES))
    assert [item.code for item in found] == codes


def test_a_method_held_in_a_name(tmp_path: Path) -> None:
    source = (
        "from acme.core.runner import Runner\ng = Runner.run\nr = Runner()\ng(r, 1)\ng(r, 1, 2)\n"
    )
    found = findings(source, make_project(tmp_path, CALL_RULES))
    assert [(line, code) for line, _, code, _ in brief(found)] == [(5, "SOT201")]


OVERRIDDEN = """\
class B:
    kind = Registry
    def build(self): return Registry()
    def make(self): return self.build()
    def make_kind(self): return self.kind()
class D(B):
    kind = Context
    def build(self): return Context()
    def one(self, z): Engine(self.make(), None)
    def two(self, z): Engine(self.make_kind(), None)
"""


def test_a_method_may_run_for_a_subclass(tmp_path: Path) -> None:
    rules = CALL_RULES.replace('names = ["context"]', 'types = ["acme.core.context.Context"]')
    source = (
        f"{IMPORT}from acme.core.registry import Registry\nfrom acme.core.context import Context\n"
    )
    found = findings(source + OVERRIDDEN, make_project(tmp_path, rules))
    assert [item.code for item in found] == ["SOT205", "SOT205"]
