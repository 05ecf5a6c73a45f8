"""Where the configuration is found, what it says, and what it may reach."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from support import TODAY, write_files

from flake8_ssot import __file__ as package_file
from flake8_ssot import cli, config, project
from flake8_ssot.config import Setting
from flake8_ssot.model import ConfigError

PACK = '[[moved]]\nid = "{0}"\nold = "acme.{0}"\n'
HOME = os.path.dirname(os.path.abspath(package_file))
NETRA = os.path.join(HOME, "packs", "netra.toml")


def pack(name: str) -> str:
    """A rule file with one rule of this name."""
    return PACK.format(name)


def ids(loaded: project.Project) -> list[str]:
    return [rule.id for rule in loaded.rules]


def errors(file: str | None, start: Path) -> list[str]:
    """What loading the configuration says."""
    with pytest.raises(ConfigError) as caught:
        project.load(file, str(start), TODAY)
    return str(caught.value).split("\n")


# The search ----------------------------------------------------------------------------------

OURS = "[tool.ssot]\nsrc = ['.']\n"
FOREIGN = "[tool.black]\nline-length = 88\n"

SEARCH = [
    pytest.param({"ssot.toml": ""}, "ssot.toml", id="here"),
    pytest.param({"../ssot.toml": ""}, "../ssot.toml", id="one up"),
    pytest.param({"../../ssot.toml": ""}, "../../ssot.toml", id="two up"),
    pytest.param({"pyproject.toml": OURS}, "pyproject.toml", id="pyproject"),
    pytest.param({"../pyproject.toml": OURS}, "../pyproject.toml", id="pyproject one up"),
    pytest.param({"ssot.toml": "", "pyproject.toml": OURS}, "ssot.toml", id="ssot.toml first"),
    pytest.param({"../ssot.toml": "", "pyproject.toml": OURS}, "pyproject.toml", id="nearest"),
    pytest.param({"../pyproject.toml": OURS, "ssot.toml": ""}, "ssot.toml", id="nearest, too"),
    pytest.param(
        {"../ssot.toml": "", "pyproject.toml": FOREIGN}, "../ssot.toml", id="foreign pyproject"
    ),
    pytest.param(
        {"../ssot.toml": "", "pyproject.toml": FOREIGN + "# ssot\nname = 'ssot'\n"},
        "../ssot.toml",
        id="pyproject that mentions us",
    ),
    pytest.param(
        {"../ssot.toml": "", "pyproject.toml": "[tool]\n"}, "../ssot.toml", id="empty tool"
    ),
    pytest.param(
        {"../ssot.toml": "", "pyproject.toml": "tool = 'ssot'\n"}, "../ssot.toml", id="tool"
    ),
    pytest.param(
        {"../ssot.toml": "", "pyproject.toml": "tool.ssot.src = ['.']\n"},
        "pyproject.toml",
        id="dotted key",
    ),
    pytest.param(
        {"../ssot.toml": "", "pyproject.toml": "[tool]\nssot = {src = ['.']}\n"},
        "pyproject.toml",
        id="inline table",
    ),
    pytest.param(
        {"../ssot.toml": "", "pyproject.toml": "[[tool.ssot.moved]]\n"},
        "pyproject.toml",
        id="only rules",
    ),
    pytest.param(
        {"../ssot.toml": "", "pyproject.toml": "[broken\n[tool.ssot]\n"},
        "pyproject.toml",
        id="broken pyproject that is ours",
    ),
    pytest.param(
        {"../ssot.toml": "", "pyproject.toml": "[broken\n"},
        "../ssot.toml",
        id="broken pyproject that is foreign",
    ),
    pytest.param(
        {"../ssot.toml": "", "pyproject.toml": "# x\n" * 300_000},
        "../ssot.toml",
        id="large foreign pyproject",
    ),
    pytest.param(
        {"../ssot.toml": "", "pyproject.toml/x": ""}, "../ssot.toml", id="folder of that name"
    ),
    pytest.param({"../ssot.toml": "", "sub/ssot.toml": ""}, "../ssot.toml", id="not downward"),
    pytest.param({"../ssot.toml": "", "SSOT.toml": ""}, "../ssot.toml", id="case counts"),
    pytest.param({"ssot.toml": "[broken\n"}, "ssot.toml", id="broken ssot.toml"),
]


@pytest.mark.parametrize(("files", "expected"), SEARCH)
def test_search(files: dict[str, str | bytes], expected: str, tmp_path: Path) -> None:
    start = tmp_path / "top" / "mid" / "start"
    start.mkdir(parents=True)
    write_files(start, files)
    found = config.find(str(start))
    assert found is not None
    assert os.path.normpath(found) == os.path.normpath(start / expected)


def test_search_finds_nothing(tmp_path: Path) -> None:
    write_files(tmp_path, {"pyproject.toml": FOREIGN, "sub/ssot.toml": ""})
    assert config.find(str(tmp_path)) is None


def test_dangling_link_is_not_passed_by(tmp_path: Path) -> None:
    write_files(tmp_path, {"ssot.toml": "", "sub/x": ""})
    (tmp_path / "sub" / "ssot.toml").symlink_to("nowhere")
    assert config.find(str(tmp_path / "sub")) == str(tmp_path / "sub" / "ssot.toml")
    assert errors(None, tmp_path / "sub") == ["ssot.toml: cannot be read: " + os.strerror(2)]


def test_folder_named_like_the_configuration_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "ssot.toml").mkdir()
    (line,) = errors(None, tmp_path)
    assert line in {
        "ssot.toml: is not a regular file",
        "ssot.toml: cannot be read: Is a directory",
    }


NAMED = [
    pytest.param("rules.toml", "top/mid/rules.toml", id="bare name here"),
    pytest.param("above.toml", "top/above.toml", id="bare name above"),
    pytest.param("./above.toml", "top/mid/./above.toml", id="with a slash: here"),
    pytest.param("../above.toml", "top/mid/../above.toml", id="relative"),
    pytest.param("nothing.toml", "top/mid/nothing.toml", id="nowhere"),
]


@pytest.mark.parametrize(("name", "expected"), NAMED)
def test_named_file(name: str, expected: str, tmp_path: Path) -> None:
    write_files(tmp_path, {"top/above.toml": "", "top/mid/rules.toml": ""})
    found = config.find_named(name, str(tmp_path / "top" / "mid"))
    assert found == str(tmp_path) + "/" + expected


def test_named_file_with_an_absolute_path(tmp_path: Path) -> None:
    assert config.find_named(str(tmp_path / "x.toml"), "/") == str(tmp_path / "x.toml")


# What it says --------------------------------------------------------------------------------


def test_values_and_origins(tmp_path: Path) -> None:
    text = "# ours\nextend = ['a.toml']\nsrc = [\n  'lib',\n]\nexclude = ['x/**', 'y']\n"
    write_files(tmp_path, {"ssot.toml": text + pack("own"), "a.toml": pack("a")})
    settings = project.load(None, str(tmp_path), TODAY).settings
    assert settings.root == str(tmp_path)
    assert settings.file == str(tmp_path / "ssot.toml")
    assert settings.extend == Setting(("a.toml",), "ssot.toml:2")
    assert settings.src == Setting(("lib",), "ssot.toml:3")
    assert settings.exclude == Setting(("x/**", "y"), "ssot.toml:6")
    assert settings.files == (str(tmp_path / "ssot.toml"), str(tmp_path / "a.toml"))
    assert [rule.id for rule in settings.rules] == ["own", "a"]
    assert settings.problems == ()


@pytest.mark.parametrize("name", ["ssot.toml", "pyproject.toml"])
def test_defaults_of_an_empty_configuration(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("[tool.ssot]\n" if name == "pyproject.toml" else "")
    loaded = project.load(None, str(tmp_path), TODAY)
    assert loaded.rules == ()
    assert loaded.settings.extend == Setting((), "default")
    assert loaded.settings.src == Setting((".", "src"), "default")
    assert loaded.settings.exclude == Setting((), "default")
    assert loaded.roots == (str(tmp_path), str(tmp_path / "src"))


def test_pyproject_table(tmp_path: Path) -> None:
    text = (
        "[project]\nname = 'x'\n\n[tool.ssot]\nsrc = ['lib']\nextend = ['a.toml']\n"
        "[[tool.ssot.moved]]\nid = 'own'\nold = 'acme.own'\n"
        "[[tool.ssot.moved.example]]\nbad = 'import acme.own'\n[tool.black]\nfoo = 1\n"
    )
    write_files(tmp_path, {"pyproject.toml": text, "a.toml": pack("a")})
    loaded = project.load(None, str(tmp_path), TODAY)
    assert loaded.settings.src == Setting(("lib",), "pyproject.toml:5")
    assert ids(loaded) == ["own", "a"]
    assert (loaded.rules[0].file, loaded.rules[0].line) == ("pyproject.toml", 7)
    assert loaded.rules[0].examples[0].line == 10


PYPROJECT_ERRORS = [
    pytest.param(
        "[tool.black]\nx = 1\n[tool.ssot]\nsorce = 1\n",
        [
            "pyproject.toml:4: unknown key 'sorce' in [tool.ssot] (did you mean 'src'?)",
        ],
        id="unknown key",
    ),
    pytest.param(
        "[tool.ssot]\n[tool.other]\nsrc = 1\n[project]\nsrc = 2\n", [], id="keys of other tables"
    ),
    pytest.param(
        "[tool]\n\nssot.src = 1\n",
        ["pyproject.toml:3: 'src' must be a list of strings"],
        id="dotted key",
    ),
    pytest.param(
        "[tool.ssot]\n[[tool.ssot.moved]]\nid = 'a'\n[[tool.ssot.moved]]\nid = 'b'\n",
        [
            "pyproject.toml:2: a [[moved]] rule needs 'old'",
            "pyproject.toml:4: a [[moved]] rule needs 'old'",
        ],
        id="rules",
    ),
    pytest.param(
        "[tool.ssot]\n[[tool.ssot.moved]]\nid = 'a'\nold = 'x'\nnwe = 'y'\n",
        ["pyproject.toml:5: unknown key 'nwe' in [[tool.ssot.moved]] (did you mean 'new'?)"],
        id="key of a rule",
    ),
    pytest.param(
        "[tool.ssot]\n[[tool.ssot.moved]]\nid = 'a'\nold = 'x'\n[[tool.ssot.moved.example]]\n",
        ["pyproject.toml:5: an example needs 'bad', 'good' or both"],
        id="example",
    ),
    pytest.param(
        "[tool]\nssot = 3\n", ["pyproject.toml: has no [tool.ssot] table"], id="not a table"
    ),
    pytest.param(
        "[[tool.ssot]]\n", ["pyproject.toml: has no [tool.ssot] table"], id="array of tables"
    ),
]


@pytest.mark.parametrize(("text", "expected"), PYPROJECT_ERRORS)
def test_mistakes_in_pyproject(text: str, expected: list[str], tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    if expected:
        assert errors(None, tmp_path) == expected
    else:
        assert ids(project.load(None, str(tmp_path), TODAY)) == []


def test_pyproject_named_explicitly_needs_our_table(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(FOREIGN)
    expected = ["pyproject.toml: has no [tool.ssot] table"]
    assert errors(str(tmp_path / "pyproject.toml"), tmp_path) == expected


def test_no_configuration_means_the_netra_pack(tmp_path: Path) -> None:
    write_files(tmp_path, {"setup.cfg": "", "sub/deep/x": ""})
    settings = project.load(None, str(tmp_path / "sub" / "deep"), TODAY).settings
    assert settings.root == str(tmp_path)
    assert settings.file is None
    assert settings.extend == Setting(("netra",), "default (no configuration file found)")
    assert settings.files == (NETRA,)
    assert len(settings.rules) > 100
    assert settings.problems == ()


@pytest.mark.parametrize("mark", [".git", ".hg", "pyproject.toml", "setup.cfg", "setup.py"])
def test_root_without_configuration_is_the_nearest_project(mark: str, tmp_path: Path) -> None:
    write_files(tmp_path, {f"{mark}/x" if mark.startswith(".") else mark: "", "a/b/x": ""})
    assert project.load(None, str(tmp_path / "a" / "b"), TODAY).settings.root == str(tmp_path)


# Packs ---------------------------------------------------------------------------------------


def test_shipped_packs() -> None:
    assert config.shipped_packs() == ("netra",)


def test_extend_of_a_shipped_pack_keeps_own_rules_first(tmp_path: Path) -> None:
    (tmp_path / "ssot.toml").write_text("extend = ['netra']\n" + pack("own"))
    loaded = project.load(None, str(tmp_path), TODAY)
    shipped = config.read_pack(NETRA, NETRA).rules
    assert loaded.rules[0].id == "own"
    assert ids(loaded)[1:] == [rule.id for rule in shipped]


def test_packs_in_folders(tmp_path: Path) -> None:
    files = {
        "ssot.toml": "extend = ['rules/a.toml', './rules/b.toml', 'rules/../c.toml']\n",
        "rules/a.toml": pack("a"),
        "rules/b.toml": pack("b"),
        "c.toml": pack("c"),
    }
    write_files(tmp_path, files)
    assert ids(project.load(None, str(tmp_path), TODAY)) == ["a", "b", "c"]


def test_pack_named_twice_is_read_once(tmp_path: Path) -> None:
    write_files(tmp_path, {"ssot.toml": "extend = ['a.toml', 'a.toml']\n", "a.toml": pack("a")})
    assert ids(project.load(None, str(tmp_path), TODAY)) == ["a"]


BAD_PACKS: list[Any] = [
    pytest.param("nothing.toml", "nothing.toml: cannot be read: " + os.strerror(2), id="missing"),
    pytest.param(
        "../out.toml",
        "ssot.toml:2: the pack '../out.toml' must lie inside the project",
        id="above",
    ),
    pytest.param(
        "sub/../../out.toml",
        "ssot.toml:2: the pack 'sub/../../out.toml' must lie inside the project",
        id="above by a detour",
    ),
    pytest.param(
        "/etc/x.toml",
        "ssot.toml:2: the pack '/etc/x.toml' must lie inside the project",
        id="absolute",
    ),
    pytest.param(
        "link.toml", "ssot.toml:2: the pack 'link.toml' must lie inside the project", id="link"
    ),
    pytest.param(
        "folder/out.toml",
        "ssot.toml:2: the pack 'folder/out.toml' must lie inside the project",
        id="link to a folder",
    ),
    pytest.param(
        "stranger",
        "ssot.toml:2: unknown pack 'stranger' in 'extend'; known: netra; "
        "a pack of your own is named by its .toml file",
        id="unknown",
    ),
    pytest.param(
        "../packs/netra",
        "ssot.toml:2: unknown pack '../packs/netra' in 'extend'",
        id="path to a shipped pack",
    ),
    pytest.param("fifo.toml", "fifo.toml: is not a regular file", id="FIFO"),
    pytest.param("dir.toml", "dir.toml: ", id="folder"),
    pytest.param(
        "settings.toml",
        "settings.toml:1: unknown key 'src' in a rule pack; known: moved, signature, bridge",
        id="settings in a pack",
    ),
    pytest.param("broken.toml", "broken.toml:2: not valid TOML: ", id="no TOML"),
]


@pytest.mark.parametrize(("name", "expected"), BAD_PACKS)
def test_bad_pack(name: str, expected: str, tmp_path: Path) -> None:
    root = tmp_path / "project"
    write_files(
        tmp_path,
        {
            "out.toml": pack("out"),
            "project/ssot.toml": f"# ours\nextend = ['{name}']\n",
            "project/sub/x": "",
            "project/dir.toml/x": "",
            "project/settings.toml": "src = ['.']\n",
            "project/broken.toml": "\n[[moved]\n",
        },
    )
    (root / "link.toml").symlink_to(tmp_path / "out.toml")
    (root / "folder").symlink_to(tmp_path)
    os.mkfifo(root / "fifo.toml")
    (line,) = errors(None, root)
    assert line.startswith(expected)


def test_link_that_stays_inside_is_fine(tmp_path: Path) -> None:
    write_files(tmp_path, {"ssot.toml": "extend = ['link.toml']\n", "rules/a.toml": pack("a")})
    (tmp_path / "link.toml").symlink_to("rules/a.toml")
    assert ids(project.load(None, str(tmp_path), TODAY)) == ["a"]


def test_project_behind_a_link_may_hold_packs(tmp_path: Path) -> None:
    write_files(tmp_path, {"real/ssot.toml": "extend = ['a.toml']\n", "real/a.toml": pack("a")})
    (tmp_path / "link").symlink_to("real")
    assert ids(project.load(None, str(tmp_path / "link"), TODAY)) == ["a"]


def test_pack_with_extend_reports_it(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "ssot.toml": "extend = ['a.toml']\n",
            "a.toml": "# a pack extends nothing\nextend = ['b.toml']\n" + pack("a"),
        },
    )
    expected = ["a.toml:2: unknown key 'extend' in a rule pack; known: moved, signature, bridge"]
    assert errors(None, tmp_path) == expected


# On the command line -------------------------------------------------------------------------

SHOP: dict[str, str | bytes] = {
    "conf/ssot.toml": "src = ['lib']\nexclude = ['skip/**']\nextend = ['a.toml']\n",
    "conf/a.toml": '[[moved]]\nid = "a"\nold = "acme.a"\nallow = ["ok.py"]\n',
    "conf/lib/acme/use.py": "from . import a\n",
    "conf/skip/x.py": "import acme.a\n",
    "conf/ok.py": "import acme.a\n",
    "ok.py": "import acme.a\n",
    "skip/x.py": "import acme.a\n",
}
SHOP_FOUND = ["conf/lib/acme/use.py:1:15", "ok.py:1:8", "skip/x.py:1:8"]
FILES = [name for name in sorted(SHOP) if name.endswith(".py")]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The exit code and both outputs of `ssot` with these arguments."""
    capsys.readouterr()
    code = cli.main(arguments)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_paths_in_a_named_configuration_are_relative_to_it(
    project_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(project_dir, SHOP)
    for file in ("conf/ssot.toml", str(project_dir / "conf" / "ssot.toml")):
        code, out, err = run(capsys, "check", "--config", file, *FILES)
        assert [line.partition(": SOT101 ")[0] for line in out.splitlines()] == SHOP_FOUND
        assert (code, err) == (1, "")


FLAKE8 = [
    pytest.param({"setup.cfg": "conf/ssot.toml"}, "", id="setup.cfg"),
    pytest.param({"tox.ini": "./conf/ssot.toml"}, "", id="tox.ini"),
    pytest.param({".flake8": "{0}/conf/ssot.toml"}, "", id="absolute"),
    pytest.param({".flake8": "conf/ssot.toml"}, "conf", id="from a folder, with a slash"),
    pytest.param({".flake8": "bare.toml"}, "", id="bare name"),
    pytest.param({".flake8": "bare.toml"}, "conf/lib", id="from a folder, bare name"),
]


@pytest.mark.parametrize("key", ["ssot-config", "ssot_config"])
@pytest.mark.parametrize(("options", "folder"), FLAKE8)
def test_configuration_named_in_flake8s(
    options: dict[str, str],
    folder: str,
    key: str,
    project_dir: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_files(project_dir, {**SHOP, "bare.toml": pack("bare"), "ssot.toml": pack("other")})
    for name, value in options.items():
        text = f"[flake8]\n{key} = {value.format(project_dir)}\n"
        (project_dir / name).write_text(text)
    monkeypatch.chdir(project_dir / folder)
    bare = "bare.toml" in options.values()
    code, out, err = run(capsys, "rules", "list")
    expected = "bare: acme.bare" if bare else "a: acme.a"
    assert (code, out, err) == (0, f"{expected} -> (no successor)\n", "")


def test_option_wins_over_flake8s_configuration(
    project_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(
        project_dir,
        {**SHOP, "b.toml": pack("b"), ".flake8": "[flake8]\nssot-config = ./conf/ssot.toml\n"},
    )
    assert run(capsys, "rules", "list", "--config", "b.toml")[1].startswith("b: ")
    assert run(capsys, "rules", "list")[1].startswith("a: ")


MISSING = [
    pytest.param(["--config", "nothing.toml"], {}, id="option"),
    pytest.param([], {".flake8": "[flake8]\nssot-config = ./nothing.toml\n"}, id="flake8"),
    pytest.param([], {".flake8": "[flake8]\nssot-config = nothing.toml\n"}, id="flake8, bare"),
]


@pytest.mark.parametrize(
    "command", [["check"], ["config"], ["rules", "list"], ["rules", "test"], ["rules", "verify"]]
)
@pytest.mark.parametrize(("options", "files"), MISSING)
def test_missing_configuration_is_one_line_and_exit_code_2(
    command: list[str],
    options: list[str],
    files: dict[str, str | bytes],
    project_dir: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_files(project_dir, files)
    code, out, err = run(capsys, *command, *options)
    assert (code, out) == (2, "")
    assert err == "nothing.toml: cannot be read: No such file or directory\n"


# ssot config ---------------------------------------------------------------------------------


def test_config_shows_each_value_with_its_origin(
    project_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(
        project_dir,
        {
            "ssot.toml": "extend = ['a.toml']\n\nexclude = ['x/**']\n" + pack("own"),
            "a.toml": pack("a") + pack("b"),
            "setup.cfg": "[flake8]\nextend-ignore = SOT106\nexclude = build,dist\n"
            "per-file-ignores =\n    t/*: SOT101,SOT102\n",
        },
    )
    code, out, err = run(capsys, "config")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        f"config   = {project_dir}/ssot.toml  # found upward from the working directory",
        f"root     = {project_dir}",
        "extend   = ['a.toml']  # ssot.toml:1",
        "src      = ['.', 'src']  # default",
        "exclude  = ['x/**']  # ssot.toml:3",
        "skip     = []  # default",
        "baseline = ['ssot-baseline.txt']  # default",
        f"rules    = 1 from {project_dir}/ssot.toml",
        f"rules    = 2 from {project_dir}/a.toml",
        f"flake8   = {project_dir}/setup.cfg",
        "  exclude = build, dist",
        "  extend-exclude = (empty)",
        "  filename = *.py",
        "  ignore = (not set)",
        "  extend-ignore = SOT106",
        "  extend-select = (empty)",
        "  per-file-ignores: t/* = SOT101, SOT102",
    ]


def test_config_without_any_file(project_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "config")
    count = len(config.read_pack(NETRA, NETRA).rules)
    assert (code, err) == (0, "")
    assert out.splitlines()[:9] == [
        "config   = (none)  # none found",
        f"root     = {project_dir}",
        "extend   = ['netra']  # default (no configuration file found)",
        "src      = ['.', 'src']  # default",
        "exclude  = []  # default",
        "skip     = []  # default",
        "baseline = ['ssot-baseline.txt']  # default",
        f"rules    = {count} from {NETRA}",
        "flake8   = (no configuration)",
    ]


ORIGINS = [
    pytest.param(["--config", "c/r.toml"], {}, "--config", id="option"),
    pytest.param(
        [],
        {"tox.ini": "[flake8]\nssot-config = ./c/r.toml\n"},
        "ssot-config in {0}/tox.ini",
        id="flake8",
    ),
]


@pytest.mark.parametrize(("options", "files", "origin"), ORIGINS)
def test_config_says_who_named_the_file(
    options: list[str],
    files: dict[str, str | bytes],
    origin: str,
    project_dir: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_files(project_dir, {**files, "c/r.toml": pack("a")})
    code, out, _ = run(capsys, "config", *options)
    rows = out.splitlines()
    assert code == 0
    assert rows[0] == f"config   = {project_dir}/c/r.toml  # {origin.format(project_dir)}"
    assert rows[1] == f"root     = {project_dir}/c"
    assert rows[7] == f"rules    = 1 from {project_dir}/c/r.toml"
