"""Findings about calls as users meet them: which files are walked, comments, `allow`, JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flake8.main import application
from support import brief, findings, make_project, write_files

from flake8_ssot import cli
from flake8_ssot.scan import Job, judge
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
