"""What no other test reaches: failures of the machine, and rare turns of the language."""

from __future__ import annotations

import argparse
import importlib
import io
import os
import sys
from functools import partial
from pathlib import Path

import pytest
from support import brief, findings, make_project, write_files

from flake8_ssot import cli, commands, config, flake8_config, plugin, scan, targets, toml_file
from flake8_ssot.job import Job
from flake8_ssot.model import ConfigError
from flake8_ssot.plugin import Plugin
from flake8_ssot.project import Project
from flake8_ssot.selection import Selection

ENGINE = "acme.legacy.engine.Engine"
IMPORT = "from acme.legacy import engine\n"


@pytest.fixture
def loaded(project_dir: Path) -> Project:
    return make_project(project_dir)


CODE = [
    pytest.param("getattr(other, 'Engine')\n", [], id="getattr-of-something-else"),
    pytest.param("engine.Engine.limit: int\n", [(2, 1, "SOT102", ENGINE)], id="bare-annotation"),
    pytest.param(
        "try:\n    pass\nexcept:\n    engine.Engine\n",
        [(5, 5, "SOT102", ENGINE)],
        id="bare-except",
    ),
    pytest.param(
        "def f(x):\n    if x:\n        from acme.legacy import engine as m\n"
        "        return m.Engine\n    elif y:\n        import z as m\n    return m.Engine\n",
        [(5, 16, "SOT102", ENGINE)],
        id="a-branch-that-returns",
    ),
    pytest.param(
        "try:\n    import z as m\nexcept ImportError:\n    m = engine\n    raise\nm.Engine\n",
        [],
        id="a-handler-that-raises",
    ),
    pytest.param(
        "def f(x):\n    if x:\n        m = engine\n        raise E\n    else:\n        return\n"
        "    m.Engine\n",
        [(8, 5, "SOT102", ENGINE)],
        id="nobody-gets-there",
    ),
    pytest.param(
        "x = 1  # my type: engine.Engine\ny = 2  # type: engine.Engine\n",
        [(3, 16, "SOT102", ENGINE)],
        id="comment-that-only-mentions-a-type",
    ),
    pytest.param(
        "def f():\n    def g():\n        nonlocal engine\n        engine = 0\n    engine.Engine\n",
        [(6, 5, "SOT102", ENGINE)],
        id="nonlocal-of-nobody",
    ),
    pytest.param(
        "def f():\n    tool = engine\n    def g():\n        def h():\n"
        "            nonlocal tool\n            tool = None\n        return h\n    tool.Engine\n",
        [(9, 5, "SOT102", ENGINE)],
        id="nonlocal-two-functions-up",
    ),
    pytest.param(
        "def f():\n    return [(lambda: (a := b)) for b in c] or engine.Engine\n",
        [(3, 47, "SOT102", ENGINE)],
        id="lambda-in-a-comprehension",
    ),
]


@pytest.mark.parametrize(("code", "expected"), CODE)
def test_rare_turns(code: str, expected: list[tuple[int, int, str, str]], loaded: Project) -> None:
    assert brief(findings(IMPORT + code, loaded)) == expected


def test_star_names_in_a_file_that_may_use_them(project_dir: Path) -> None:
    rule = f'[[moved]]\nid = "engine"\nold = "{ENGINE}"\nallow = ["app/**"]\n'
    loaded = make_project(project_dir, rule)
    source = "from acme.legacy.engine import *\nfrom acme.legacy.engine import *\nEngine()\n"
    assert findings(source, loaded) == []
    assert brief(findings(source, loaded, "lib/user.py")) == [(3, 1, "SOT102", ENGINE)]


def test_an_f_string_over_several_lines(loaded: Project) -> None:
    """Before Python 3.12 positions inside may be wrong; then the finding sits on the string."""
    source = f'{IMPORT}text = f"""\n\n  {{engine.Engine}}"""\n'
    (found,) = findings(source, loaded)
    assert found.old == ENGINE
    true, string = (4, 4), (2, 8)
    places = {true} if sys.version_info >= (3, 12) else {true, string}
    assert (found.span.line, found.span.column) in places


def test_a_node_of_an_f_string_in_the_wrong_place(loaded: Project) -> None:
    """Positions are trusted only if the name stands there."""
    if sys.version_info >= (3, 12):
        pytest.skip("positions are right since Python 3.12")
    source = f"{IMPORT}x = 'é' f'''é\n  {{engine.Engine}} é''' 'é'\n"
    (found,) = findings(source, loaded)
    assert found.span.line in (2, 3)


def test_a_full_disk_is_one_line(
    project_dir: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(arguments: argparse.Namespace) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(commands, "explain", no_space)
    assert cli.main(["explain", "SOT101"]) == 2
    assert capsys.readouterr().err == "ssot: [Errno 28] No space left on device\n"


def test_names_and_modules_are_told_apart_by_the_tree(project_dir: Path) -> None:
    rules = "".join(
        f'[[moved]]\nid = "{name}"\nold = "acme.{name}"\n'
        for name in ("log.logger", "pkg.mod", "gone.thing")
    )
    write_files(project_dir, {"acme/log.py": "", "acme/pkg/mod.py": ""})
    loaded = make_project(project_dir, rules)
    for name, uses in (("log.logger", 0), ("pkg.mod", 1), ("gone.thing", 1)):
        parent, _, last = name.rpartition(".")
        found = findings(f"from acme.{parent} import {last}\n{last}.info()\n", loaded)
        assert [item.code for item in found] == ["SOT101"] + ["SOT102"] * uses


def test_a_chain_follows_the_longest_match(project_dir: Path) -> None:
    rules = (
        '[[moved]]\nid = "a"\nold = "acme.old"\nnew = "acme.mid"\n'
        '[[moved]]\nid = "b"\nold = "acme.mid.Engine"\nnew = "acme.new.Engine2"\n'
        '[[moved]]\nid = "c"\nold = "acme.mid"\nnew = "acme.fin"\n'
    )
    loaded = make_project(project_dir, rules)
    found = findings("from acme.old import Engine, Other\n", loaded)
    assert [item.new for item in found] == ["acme.new.Engine2", "acme.fin.Other"]


def test_a_bridge_by_star_in_a_package(loaded: Project) -> None:
    source = 'from acme.legacy.engine import *\n__all__ = ["Engine"]\n'
    found = findings(source, loaded, "acme/__init__.py")
    assert brief(found) == [(2, 12, "SOT106", ENGINE)]
    private = "from acme.legacy.engine import Engine as _Engine\n"
    assert [item.code for item in findings(private, loaded, "acme/__init__.py")] == ["SOT101"]


def test_a_migration_has_relative_imports(loaded: Project) -> None:
    found = findings("from ..legacy import engine\nengine.Engine()\n", loaded, "acme/m/0001_x.py")
    assert brief(found) == [(2, 1, "SOT102", ENGINE)]


def test_a_project_behind_a_link(project_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = f'[[moved]]\nid = "engine"\nold = "{ENGINE}"\nallow = ["m.py"]\n'
    write_files(project_dir, {"ssot.toml": rule, "m.py": f"from {ENGINE[:-7]} import Engine\n"})
    link = project_dir.parent / "link"
    link.symlink_to(project_dir)
    assert cli.main(["check", "--config", str(link / "ssot.toml"), "m.py"]) == 0


def test_a_pyproject_that_only_names_us_is_not_ours(project_dir: Path) -> None:
    pyproject = 'dev = ["flake8-ssot"]\n'
    write_files(project_dir, {"pyproject.toml": pyproject})
    assert cli.main(["rules", "test", "pyproject.toml"]) == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs FIFOs")
def test_a_pipe_for_a_flake8_configuration_does_not_hang(project_dir: Path) -> None:
    os.mkfifo(project_dir / "setup.cfg")
    assert flake8_config.find(str(project_dir)) is None


def test_a_glob_that_takes_back_is_refused(project_dir: Path) -> None:
    with pytest.raises(ConfigError, match="must not begin with '!'"):
        make_project(project_dir, "", 'exclude = ["!keep.py"]')


def test_a_stream_that_cannot_be_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    assert cli.main(["explain", "sot101"]) == 0
    assert out.getvalue().startswith("# SOT101: ")


def test_a_pyproject_that_cannot_be_read_may_be_ours(tmp_path: Path) -> None:
    assert config.holds_our_table(str(tmp_path / "pyproject.toml"))


def test_a_file_on_another_drive_is_shown_whole(
    monkeypatch: pytest.MonkeyPatch, project_dir: Path
) -> None:
    def no_relative_path(path: str, start: str) -> str:
        raise ValueError(f"{path} and {start}")

    (project_dir / "ssot.toml").write_text("[[moved]]\n", encoding="utf-8")
    monkeypatch.setattr(os.path, "relpath", no_relative_path)
    settings = config.load(str(project_dir / "ssot.toml"), str(project_dir))
    assert settings.problems[0].path == str(project_dir / "ssot.toml")


def test_flake8_configuration_above_a_home_that_is_gone(
    project_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(project_dir / "nowhere"))
    write_files(project_dir, {"setup.cfg": "[flake8]\nignore = SOT1\n"})
    sub = project_dir / "sub"
    sub.mkdir()
    assert flake8_config.find(str(sub)) == str(project_dir / "setup.cfg")


def test_flake8_configuration_that_is_missing(project_dir: Path) -> None:
    missing = str(project_dir / "setup.cfg")
    with pytest.raises(ConfigError, match="cannot be read"):
        flake8_config.load(str(project_dir), missing)


@pytest.fixture
def _plugin_state(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("project", None), ("failure", ""), ("disable_noqa", False)):
        monkeypatch.setattr(Plugin, name, value)


@pytest.mark.usefixtures("_plugin_state", "project_dir")
def test_debugging_shows_our_own_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(file: str | None, start: str) -> Project:
        raise RuntimeError(f"{file} {start}")

    monkeypatch.setattr(plugin, "load_cached", broken)
    monkeypatch.setenv(plugin.DEBUG_VARIABLE, "1")
    options = argparse.Namespace(
        ssot_config=None, disable_noqa=False, select=None, extend_select=None
    )
    with pytest.raises(RuntimeError, match="None"):
        Plugin.parse_options(options)


@pytest.mark.usefixtures("_plugin_state")
def test_a_plugin_that_was_never_configured_says_nothing() -> None:
    tree = __import__("ast").parse(IMPORT)
    assert list(Plugin(tree, "user.py", [IMPORT]).run()) == []


def test_a_rule_file_that_went_away_is_read_again(project_dir: Path) -> None:
    make_project(project_dir)
    first = plugin.load_cached(None, str(project_dir))
    assert plugin.load_cached(None, str(project_dir)) is first
    pack = 'extend = ["pack.toml"]\n'
    write_files(project_dir, {"ssot.toml": pack, "pack.toml": '[[moved]]\nid = "a"\nold = "b"\n'})
    plugin.load_cached(None, str(project_dir))
    (project_dir / "pack.toml").unlink()
    with pytest.raises(ConfigError, match=r"pack\.toml: cannot be read"):
        plugin.load_cached(None, str(project_dir))


def test_a_worker_judges_what_it_is_given(
    project_dir: Path, loaded: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(project_dir, {"a.py": f"{IMPORT}engine.Engine\n", "b.py": "x = 1\n"})
    job = Job(loaded, Selection(("SOT",), (), ()))
    monkeypatch.setattr(scan, "_worker_task", partial(scan.judge_file, job=job))
    results = scan._do_chunk(["a.py", "b.py"])
    assert [(result.path, len(result.findings)) for result in results] == [("a.py", 1), ("b.py", 0)]


def test_a_module_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tmp_path, {"acme/old.py": "X = 1\n"})
    monkeypatch.setattr(targets, "_module_file", lambda root, parts: str(tmp_path / "gone.py"))
    answer = targets._name_in("gone.py", "acme.old", "X", (str(tmp_path),), set())
    assert answer.existence is targets.Existence.UNKNOWN


def test_what_the_parser_cannot_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parser = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")

    def overflow(text: str) -> dict[str, object]:
        raise RecursionError(f"{len(text)} characters")

    monkeypatch.setattr(parser, "loads", overflow)
    path = tmp_path / "ssot.toml"
    path.write_text("a = 1\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="not valid TOML: 6 characters"):
        toml_file.read(str(path), "ssot.toml")


def test_a_value_that_begins_with_a_closing_bracket(tmp_path: Path) -> None:
    path = tmp_path / "ssot.toml"
    path.write_text("a = ]\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"^ssot.toml:1: not valid TOML: "):
        toml_file.read(str(path), "ssot.toml")
