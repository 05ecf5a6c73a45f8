"""flake8's own configuration: `ssot check` obeys it on the same trees, byte for byte."""

from __future__ import annotations

import itertools
import logging
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from flake8 import utils
from flake8.exceptions import ExecutionError
from flake8.main import cli as flake8
from support import RULES, write_files

from flake8_ssot import cli, flake8_config
from flake8_ssot.flake8_config import DEFAULT_EXCLUDE, DEFAULT_FILENAME, Flake8Config
from flake8_ssot.model import ConfigError

ENGINE = "from acme.legacy.engine import Engine\n"
TOOLS = "import acme\nacme.tools.run()\n"
TREE: Mapping[str, str | bytes] = {
    "ssot.toml": RULES,
    "top.py": ENGINE,
    "pkg/a.py": ENGINE + TOOLS,
    "pkg/b.py": ENGINE,
    "pkg/sub/a.py": ENGINE,
    "pkg/sub/stub.pyi": ENGINE,
    "pkg/sub/script": ENGINE,
    "build/a.py": ENGINE,
    "old.egg/a.py": ENGINE,
    ".tox/a.py": ENGINE,
    "__pycache__/a.py": ENGINE,
}
NOT_BY_DEFAULT = [".tox/a.py", "__pycache__/a.py", "old.egg/a.py"]
NORMAL = ["build/a.py", "pkg/a.py", "pkg/b.py", "pkg/sub/a.py", "top.py"]


def both(capture: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[bytes, bytes]:
    """What flake8 and `ssot check` print."""
    flake8.main(["-j1", "--select=SOT", *arguments])
    expected = capture.readouterr().out
    cli.main(["check", *arguments])
    return expected, capture.readouterr().out


def files_in(output: bytes) -> list[str]:
    """The files with findings, in the order printed."""
    names = [line.partition(":")[0] for line in output.decode().split("\n")[:-1]]
    return list(dict.fromkeys(os.path.normpath(name) for name in names))


def section(*lines: str, name: str = "flake8") -> str:
    return "\n".join([f"[{name}]", *lines, ""])


def without(*names: str) -> list[str]:
    return [name for name in NORMAL if name not in names]


PACKAGE_OUT = without("pkg/a.py", "pkg/b.py", "pkg/sub/a.py")
EXCLUDES = [  # configuration, what is checked, files with findings
    pytest.param("exclude = pkg", ["."], [*NOT_BY_DEFAULT, *PACKAGE_OUT], id="folder"),
    pytest.param("extend-exclude = pkg", ["."], PACKAGE_OUT, id="extend-folder"),
    pytest.param("extend_exclude = pkg", ["."], PACKAGE_OUT, id="underscore"),
    pytest.param("extend-exclude = pkg/", ["."], PACKAGE_OUT, id="folder-with-slash"),
    pytest.param("extend-exclude = ./pkg", ["."], PACKAGE_OUT, id="folder-with-dot"),
    pytest.param("extend-exclude = p*g", ["."], PACKAGE_OUT, id="glob"),
    pytest.param("extend-exclude = sub", ["."], without("pkg/sub/a.py"), id="any-depth"),
    pytest.param("extend-exclude = ./sub", ["."], NORMAL, id="slash-is-from-the-top"),
    pytest.param("extend-exclude = pkg/sub", ["."], without("pkg/sub/a.py"), id="two-parts"),
    pytest.param("extend-exclude = b.py", ["."], without("pkg/b.py"), id="file"),
    pytest.param("extend-exclude = a.py", ["."], ["pkg/b.py", "top.py"], id="file-any-depth"),
    pytest.param(
        "extend-exclude = pkg/*", ["."], ["build/a.py", "top.py"], id="everything-in-a-folder"
    ),
    pytest.param("extend-exclude = */sub/*", ["."], without("pkg/sub/a.py"), id="star-slash"),
    pytest.param("extend-exclude = pkg,build", ["."], ["top.py"], id="list-with-comma"),
    pytest.param("extend-exclude =\n    pkg\n    build", ["."], ["top.py"], id="list-over-lines"),
    pytest.param("extend-exclude = pkg build", ["."], ["top.py"], id="list-with-blank"),
    pytest.param("extend-exclude = pkg # build", ["."], ["top.py"], id="no-inline-comments"),
    pytest.param("extend-exclude = .", ["."], [], id="everything"),
    pytest.param("extend-exclude = PKG", ["."], NORMAL, id="case-counts"),
    pytest.param(
        "exclude =",
        ["."],
        [*NOT_BY_DEFAULT, *NORMAL],
        id="nothing",
    ),
    pytest.param("extend-exclude = pkg", ["pkg/a.py"], ["pkg/a.py"], id="explicit-file"),
    pytest.param("extend-exclude = pkg", ["pkg"], [], id="explicit-folder"),
    pytest.param("extend-exclude = pkg", ["pkg/sub"], ["pkg/sub/a.py"], id="explicit-below"),
    pytest.param("extend-exclude = pkg/a.py", ["pkg/a.py"], [], id="explicit-file-by-path"),
    pytest.param("extend-exclude = a.py", ["pkg/a.py"], [], id="explicit-file-by-name"),
    pytest.param("extend-exclude = pkg/*", ["pkg/a.py"], [], id="explicit-file-by-glob"),
    pytest.param(
        "extend-exclude = build",
        ["top.py", ".", "pkg/b.py"],
        without("build/a.py"),
        id="the-same-file-twice",
    ),
    pytest.param("# nothing", ["build/../pkg/b.py"], ["pkg/b.py"], id="not-normalised"),
    pytest.param("# nothing", ["."], NORMAL, id="defaults"),
    pytest.param("# nothing", [], NORMAL, id="no-path"),
]

FILENAMES = [
    pytest.param("filename = *.pyi", ["."], ["pkg/sub/stub.pyi"], id="another-extension"),
    pytest.param(
        "filename = *.py,*.pyi", ["pkg/sub"], ["pkg/sub/a.py", "pkg/sub/stub.pyi"], id="two"
    ),
    pytest.param("filename = *a.py", ["pkg"], ["pkg/a.py", "pkg/sub/a.py"], id="part-of-the-name"),
    pytest.param("filename = a.py", ["pkg"], [], id="a-plain-name-is-no-path"),
    pytest.param(
        "filename = pkg/*.py",
        ["pkg"],
        ["pkg/a.py", "pkg/b.py", "pkg/sub/a.py"],
        id="with-slash-as-it-was-typed",
    ),
    pytest.param("filename = pkg/*.py", ["."], [], id="with-slash-typed-otherwise"),
    pytest.param("filename = *.pyi", ["pkg/b.py"], ["pkg/b.py"], id="explicit-file"),
    pytest.param("filename = *.py", ["pkg/sub/script"], ["pkg/sub/script"], id="explicit-script"),
    pytest.param(
        "filename =",
        ["pkg/sub"],
        ["pkg/sub/a.py", "pkg/sub/script", "pkg/sub/stub.pyi"],
        id="empty-takes-every-file",
    ),
    pytest.param("# nothing", ["pkg/sub"], ["pkg/sub/a.py"], id="default"),
]


@pytest.mark.parametrize(("setting", "paths", "found"), [*EXCLUDES, *FILENAMES])
def test_which_files(
    setting: str,
    paths: list[str],
    found: list[str],
    project_dir: Path,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    """Stubs are ours alone: flake8 finds them only where it is told to."""
    files = {**TREE, ".flake8": section(setting)}
    if "pkg/sub/stub.pyi" not in found:
        del files["pkg/sub/stub.pyi"]
    write_files(project_dir, files)
    expected, ours = both(capsysbinary, *paths)
    assert ours == expected
    assert sorted(files_in(ours)) == sorted(found)


def test_an_absolute_path_is_excluded_like_a_relative_one(
    project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    write_files(project_dir, {**TREE, ".flake8": section("extend-exclude = pkg/sub, build")})
    expected, ours = both(capsysbinary, str(project_dir))
    assert ours == expected
    prefix = f"{project_dir}{os.sep}"
    assert [name.removeprefix(prefix) for name in files_in(ours)] == [
        "pkg/a.py",
        "pkg/b.py",
        "top.py",
    ]


@pytest.mark.parametrize(
    ("option", "found"),
    [
        pytest.param("--exclude=b.py", ["pkg/a.py"], id="bare"),
        pytest.param("--exclude=./sub", ["pkg/a.py", "pkg/b.py"], id="relative-to-cwd"),
        pytest.param("--exclude=nothing", ["pkg/a.py", "pkg/b.py"], id="no-match"),
    ],
)
def test_exclude_on_the_command_line_leaves_extend_exclude_alone(
    option: str,
    found: list[str],
    project_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    """flake8's `--exclude` takes the place of `exclude`, not of `extend-exclude`."""
    settings = section("exclude = a.py", "extend-exclude = sub")
    write_files(project_dir, {**TREE, "setup.cfg": settings})
    monkeypatch.chdir(project_dir / "pkg")
    expected, ours = both(capsysbinary, option, ".")
    assert ours == expected
    assert files_in(ours) == [name.removeprefix("pkg/") for name in found]


# Which file is read: files that hold settings, the folder of the run, the one that decides.
IGNORE_ALL = section("extend-ignore = SOT")
IGNORE_NONE = section("max-line-length = 100")
SEARCH = [
    pytest.param({}, ".", True, id="none"),
    pytest.param({"setup.cfg": IGNORE_ALL}, ".", False, id="setup.cfg"),
    pytest.param({"tox.ini": IGNORE_ALL}, ".", False, id="tox.ini"),
    pytest.param({".flake8": IGNORE_ALL}, ".", False, id="dot-flake8"),
    pytest.param(
        {"pyproject.toml": "[tool.flake8]\nextend-ignore = ['SOT']\n"}, ".", True, id="pyproject"
    ),
    pytest.param({".flake8": IGNORE_ALL, "setup.cfg": IGNORE_NONE}, ".", True, id="setup-first"),
    pytest.param({".flake8": IGNORE_ALL, "tox.ini": IGNORE_NONE}, ".", True, id="tox-second"),
    pytest.param({"tox.ini": IGNORE_ALL, "setup.cfg": IGNORE_NONE}, ".", True, id="setup-not-tox"),
    pytest.param(
        {".flake8": IGNORE_ALL, "setup.cfg": section("a = b", name="metadata")},
        ".",
        False,
        id="no-section-no-settings",
    ),
    pytest.param({".flake8": IGNORE_ALL, "setup.cfg": ""}, ".", False, id="empty-file"),
    pytest.param(
        {".flake8": IGNORE_ALL, "setup.cfg": section(name="flake8")}, ".", True, id="empty-section"
    ),
    pytest.param(
        {".flake8": IGNORE_ALL, "setup.cfg": section(name="flake8:local-plugins")},
        ".",
        True,
        id="plugin-section-counts",
    ),
    pytest.param({".flake8": IGNORE_ALL, "setup.cfg": "stray\n"}, ".", False, id="no-ini-file"),
    pytest.param({".flake8": IGNORE_ALL, "tox.ini": b"\xff"}, ".", False, id="not-utf-8"),
    pytest.param({".flake8": "\ufeff" + IGNORE_ALL}, ".", True, id="byte-order-mark"),
    pytest.param({".flake8": IGNORE_ALL.replace("\n", "\r\n")}, ".", False, id="crlf"),
    pytest.param({".flake8": IGNORE_ALL.replace("e8", "E8")}, ".", True, id="section-case"),
    pytest.param(
        {".flake8": IGNORE_ALL.upper().replace("FLAKE8", "flake8")}, ".", False, id="keys"
    ),
    pytest.param({".flake8": section("extend-ignor = SOT")}, ".", True, id="typo-is-silent"),
    pytest.param({"pkg/.flake8": IGNORE_ALL}, ".", True, id="beside-the-file-is-not-read"),
    pytest.param({".flake8": IGNORE_ALL}, "pkg", False, id="upward"),
    pytest.param({".flake8": IGNORE_ALL}, "pkg/sub", False, id="upward-twice"),
    pytest.param({".flake8": IGNORE_ALL, "pkg/tox.ini": IGNORE_NONE}, "pkg", True, id="nearest"),
    pytest.param(
        {".flake8": IGNORE_ALL, "pkg/tox.ini": section(name="tox")}, "pkg", False, id="nearest-with"
    ),
    pytest.param({"../.flake8": IGNORE_ALL}, ".", False, id="above-the-project"),
    pytest.param({"../home/.flake8": IGNORE_ALL}, "../home/work", True, id="home-is-not-read"),
    pytest.param({"../home/.flake8": IGNORE_ALL}, "../home", False, id="unless-run-in-it"),
    pytest.param({"../.flake8": IGNORE_ALL}, "../home/work", True, id="nor-what-is-above-home"),
    pytest.param({"../.flake8": IGNORE_ALL}, "../home", False, id="above-home-when-run-in-it"),
]


@pytest.mark.parametrize(("files", "folder", "reported"), SEARCH)
def test_which_configuration_is_read(
    files: Mapping[str, str | bytes],
    folder: str,
    reported: bool,
    project_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    write_files(project_dir / folder, {"ssot.toml": RULES, "user.py": ENGINE})
    write_files(project_dir, files)
    monkeypatch.chdir(project_dir / folder)
    expected, ours = both(capsysbinary, "user.py")
    assert ours == expected
    assert bool(ours) is reported


PER_FILE = [  # the setting, the folder of the run, codes left of SOT101 (a.py, b.py), SOT102 (a.py)
    pytest.param("pkg/a.py: SOT101", ".", ["pkg/a.py SOT102", "pkg/b.py SOT101"], id="one-file"),
    pytest.param("pkg/*: SOT101", ".", ["pkg/a.py SOT102"], id="folder"),
    pytest.param("a.py: SOT", ".", ["pkg/b.py SOT101"], id="base-name"),
    pytest.param("*.py: SOT", ".", [], id="every-file"),
    pytest.param(
        "*.py: SOT102\npkg/a.py: SOT101",
        ".",
        ["pkg/a.py SOT102", "pkg/b.py SOT101"],
        id="only-the-longest-pattern",
    ),
    pytest.param(
        "pkg/a.py: SOT101\npkg/a.py: SOT102",
        ".",
        ["pkg/a.py SOT102", "pkg/b.py SOT101"],
        id="the-first-of-two-equal-ones",
    ),
    pytest.param(
        "pkg/?.py: SOT102\npkg/a.py: SOT101",
        ".",
        ["pkg/a.py SOT101", "pkg/b.py SOT101"],
        id="the-first-of-two-as-long",
    ),
    pytest.param(
        "a.py: SOT101\npkg/a*: SOT102",
        ".",
        ["pkg/a.py SOT101", "pkg/b.py SOT101"],
        id="a-slash-makes-it-longer",
    ),
    pytest.param("pkg/a.py,pkg/b.py: SOT", ".", [], id="two-files"),
    pytest.param("pkg/a.py pkg/b.py: SOT101", ".", ["pkg/a.py SOT102"], id="two-files-with-blank"),
    pytest.param("a.py: SOT101,SOT102", ".", ["pkg/b.py SOT101"], id="two-codes"),
    pytest.param("a.py: SOT101 SOT102 b.py: SOT", ".", [], id="pairs-on-one-line"),
    pytest.param(
        "a.py: SOT101\nb.py: SOT9", ".", ["pkg/a.py SOT102", "pkg/b.py SOT101"], id="nine"
    ),
    pytest.param(
        "a.py:", ".", ["pkg/a.py SOT101", "pkg/a.py SOT102", "pkg/b.py SOT101"], id="no-codes"
    ),
    pytest.param(
        "pkg: SOT", ".", ["pkg/a.py SOT101", "pkg/a.py SOT102", "pkg/b.py SOT101"], id="no-star"
    ),
    pytest.param(
        "pkg/: SOT", ".", ["pkg/a.py SOT101", "pkg/a.py SOT102", "pkg/b.py SOT101"], id="slash-only"
    ),
    pytest.param("./pkg/*: SOT101", ".", ["pkg/a.py SOT102"], id="dot-slash"),
    pytest.param(
        "pkg/*: SOT", "pkg", ["a.py SOT101", "a.py SOT102", "b.py SOT101"], id="relative-to-cwd"
    ),
    pytest.param("../pkg/*: SOT101", "pkg", ["a.py SOT102"], id="dot-dot-from-below"),
    pytest.param(
        "*/pkg/*: SOT101",
        ".",
        ["pkg/a.py SOT101", "pkg/a.py SOT102", "pkg/b.py SOT101"],
        id="star-slash-is-from-cwd-too",
    ),
    pytest.param("a.py: SOT101", "pkg", ["a.py SOT102", "b.py SOT101"], id="base-name-from-below"),
    pytest.param("", ".", ["pkg/a.py SOT101", "pkg/a.py SOT102", "pkg/b.py SOT101"], id="nothing"),
]


@pytest.mark.parametrize(("setting", "folder", "left"), PER_FILE)
def test_per_file_ignores(
    setting: str,
    folder: str,
    left: list[str],
    project_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    indented = setting.replace("\n", "\n    ")
    write_files(project_dir, {**TREE, ".flake8": section(f"per-file-ignores =\n    {indented}")})
    monkeypatch.chdir(project_dir / folder)
    prefix = "" if folder == "pkg" else "pkg/"
    expected, ours = both(capsysbinary, f"{prefix}a.py", f"{prefix}b.py")
    assert ours == expected
    lines = [line.split(" ") for line in ours.decode().split("\n")[:-1]]
    assert [f"{words[0].partition(':')[0]} {words[1]}" for words in lines] == left


def test_an_absolute_pattern(project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    setting = f"per-file-ignores = {project_dir}/pkg/*.py: SOT101"
    write_files(project_dir, {**TREE, ".flake8": section(setting)})
    expected, ours = both(capsysbinary, "pkg/a.py", "pkg/b.py", str(project_dir / "top.py"))
    assert ours == expected
    assert ours.count(b"SOT102") == 1
    assert files_in(ours) == [str(project_dir / "top.py"), "pkg/a.py"]


DISABLE = [
    pytest.param("disable-noqa = true", True, id="true"),
    pytest.param("disable_noqa = on", True, id="underscore-on"),
    pytest.param("disable-noqa = 1", True, id="one"),
    pytest.param("disable-noqa = false", False, id="false"),
    pytest.param("disable-noqa = No", False, id="no"),
    pytest.param("# nothing", False, id="default"),
]


@pytest.mark.parametrize(("setting", "reported"), DISABLE)
def test_disable_noqa(
    setting: str, reported: bool, project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    hidden = ENGINE.replace("\n", "  # noqa\n") + "# flake8: noqa\n"
    brackets = "from acme.legacy.engine import (  # noqa\n    Engine,\n)\n"
    write_files(
        project_dir,
        {"ssot.toml": RULES, "a.py": hidden, "b.py": brackets, "tox.ini": section(setting)},
    )
    expected, ours = both(capsysbinary, "a.py", "b.py")
    assert ours == expected
    assert files_in(ours) == (["a.py", "b.py"] if reported else [])


OTHER_RULES = RULES.replace("acme.legacy", "other.legacy")
OPTION = [
    pytest.param("ssot-config = conf/rules.toml", ".", True, id="path"),
    pytest.param("ssot_config = conf/rules.toml", ".", True, id="underscore"),
    pytest.param("ssot-config = ./conf/rules.toml", ".", True, id="path-with-dot"),
    pytest.param("ssot-config = conf/rules.toml", "pkg", True, id="path-from-below"),
    pytest.param("ssot-config = bare.toml", ".", True, id="bare-name"),
    pytest.param("ssot-config = bare.toml", "pkg", True, id="bare-name-from-below"),
    pytest.param("ssot-config =", ".", False, id="empty"),
    pytest.param("# nothing", ".", False, id="not-set"),
]


@pytest.mark.parametrize(("setting", "folder", "other"), OPTION)
def test_ssot_config_in_flake8s_configuration(
    setting: str,
    folder: str,
    other: bool,
    project_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    files = {
        "ssot.toml": RULES,
        "conf/rules.toml": OTHER_RULES,
        "bare.toml": OTHER_RULES,
        ".flake8": section(setting),
        "a.py": ENGINE,
        "b.py": ENGINE.replace("acme", "other"),
    }
    write_files(project_dir, files)
    write_files(project_dir / folder, {"a.py": files["a.py"], "b.py": files["b.py"]})
    monkeypatch.chdir(project_dir / folder)
    expected, ours = both(capsysbinary, "a.py", "b.py")
    assert ours == expected
    assert files_in(ours) == (["b.py"] if other else ["a.py"])


BAD = [  # what flake8 refuses, and the end of the one line we say
    pytest.param(
        section("per-file-ignores = a.py"),
        "'per-file-ignores' must read `pattern: CODE, ...` for each file",
        id="per-file-without-codes",
    ),
    pytest.param(
        section("per-file-ignores = SOT101: a.py"),
        "'per-file-ignores' must read `pattern: CODE, ...` for each file",
        id="per-file-the-wrong-way-round",
    ),
    pytest.param(
        section("per-file-ignores = a.py: SOT101: b.py"),
        "'per-file-ignores' must read `pattern: CODE, ...` for each file",
        id="per-file-two-colons",
    ),
    pytest.param(
        section("per-file-ignores =\n    a.py: SOT101\n    b.py"),
        "'per-file-ignores' must read `pattern: CODE, ...` for each file",
        id="per-file-second-without-codes",
    ),
    pytest.param(
        section("ignore = SOT1011"),
        "'ignore' holds 'SOT1011', which is not a code flake8 accepts",
        id="four-digits",
    ),
    pytest.param(
        section("extend-ignore = SOT101 # legacy"),
        "'extend-ignore' holds '#', which is not a code flake8 accepts",
        id="inline-comment",
    ),
    pytest.param(
        section("extend-ignore = sot101"),
        "'extend-ignore' holds 'sot101', which is not a code flake8 accepts",
        id="small-letters",
    ),
    pytest.param(
        section("disable-noqa = maybe"),
        "not readable for flake8: Not a boolean: maybe",
        id="not-a-boolean",
    ),
]


@pytest.mark.parametrize(("text", "message"), BAD)
def test_what_flake8_refuses_is_one_clear_error(
    text: str, message: str, project_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(project_dir, {"ssot.toml": RULES, "a.py": ENGINE, "setup.cfg": text})
    with pytest.raises(ConfigError) as caught:
        flake8_config.load(str(project_dir))
    assert [problem.message for problem in caught.value.problems] == [message]
    assert cli.main(["check", "a.py"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == f"{project_dir / 'setup.cfg'}: {message}\n"
    try:
        refused = flake8.main(["--select=SOT", "a.py"]) == 1
        assert "SOT" not in capsys.readouterr().out.partition("critical error")[0]
    except ValueError:
        refused = True
    assert refused


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("[flake8]\nignore = E1\n[flake8]\n", 3, id="section"),
        pytest.param("[flake8]\nignore = E1\nignore = E2\n", 3, id="key"),
    ],
)
def test_what_stands_twice_is_an_error_with_its_line(
    text: str, line: int, project_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(project_dir, {"ssot.toml": RULES, "a.py": ENGINE, ".flake8": text})
    assert cli.main(["check", "a.py"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"{project_dir / '.flake8'}:{line}: not readable for flake8: ")
    assert printed.err.count("\n") == 1


def test_every_short_mapping_is_read_as_flake8_reads_it() -> None:
    """All `per-file-ignores` of up to five pieces: the same pairs, or both refuse."""
    pieces = ("a.py", "SOT1", ":", ",", " ", "\n")
    refused = 0
    for length in range(6):
        for parts in itertools.product(pieces, repeat=length):
            text = "".join(parts)
            try:
                expected = [
                    (name, tuple(codes)) for name, codes in utils.parse_files_to_codes_mapping(text)
                ]
            except ExecutionError:
                refused += 1
                with pytest.raises(ConfigError):
                    list(flake8_config.parse_per_file_ignores(text, "setup.cfg"))
                continue
            found = list(flake8_config.parse_per_file_ignores(text, "setup.cfg"))
            assert found == expected, repr(text)
    assert refused > 1000


PATTERNS = (
    "a.py", "*.py", "?.py", "[ab].py", "pkg", "./pkg", "pkg/", "pkg/*", "*/a.py", "pkg/*.py",
    "*pkg*", "..", ".", "/", "*", "**/a.py", "A.PY", "pkg//a.py", "../project/pkg/a.py",
)  # fmt: skip
PATHS = (
    "a.py", "./a.py", "pkg/a.py", "./pkg/a.py", "pkg/sub/a.py", "pkg", "./pkg", ".", "..",
    "../project/a.py", "stdin", "pkg//a.py", "/a.py", "pkg/.hidden.py",
)  # fmt: skip


def test_patterns_match_as_in_flake8(project_dir: Path) -> None:
    """Every pattern with every path: normalised alike, and the same decision."""
    matching = 0
    for pattern in PATTERNS:
        normal = flake8_config.normalize(pattern, str(project_dir))
        assert normal == utils.normalize_path(pattern, str(project_dir))
        for path in PATHS:
            expected = utils.matches_filename(path, [normal], "%(path)s", flake8_logger())
            assert flake8_config.matches(path, (normal,)) is expected, (pattern, path)
            matching += expected
    assert 50 < matching < len(PATTERNS) * len(PATHS) - 50


def flake8_logger() -> logging.Logger:
    return logging.getLogger("flake8")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        pytest.param("SOT101,E5", ("SOT101", "E5"), id="comma"),
        pytest.param(" SOT101 \n\tE5 ", ("SOT101", "E5"), id="white-space"),
        pytest.param(",, ,", (), id="separators-only"),
        pytest.param("", (), id="empty"),
    ],
)
def test_codes(text: str, codes: tuple[str, ...]) -> None:
    assert flake8_config.codes(text) == codes


def test_all_values(project_dir: Path) -> None:
    write_files(
        project_dir,
        {
            "tox.ini": section(
                "exclude = build, pkg/sub/",
                "extend-exclude = gen",
                "filename = *.py, ./bin/*",
                "ignore = E1",
                "extend-ignore = SOT2,W5",
                "extend-select = SOT205",
                "per-file-ignores = tests/*: SOT101",
                "disable-noqa = yes",
                "ssot-config = conf/rules.toml",
            )
        },
    )
    top = str(project_dir)
    assert flake8_config.load(top) == Flake8Config(
        file=os.path.join(top, "tox.ini"),
        exclude=("build", os.path.join(top, "pkg/sub")),
        extend_exclude=("gen",),
        filename=("*.py", "./bin/*"),
        ignore=("E1",),
        extend_ignore=("SOT2", "W5"),
        extend_select=("SOT205",),
        per_file_ignores=(("tests/*", ("SOT101",)),),
        disable_noqa=True,
        ssot_config=os.path.join(top, "conf/rules.toml"),
    )


def test_no_configuration(project_dir: Path) -> None:
    assert flake8_config.find(str(project_dir)) is None
    assert flake8_config.load(str(project_dir)) == Flake8Config()


def test_the_defaults_are_those_of_flake8() -> None:
    from flake8 import defaults

    assert DEFAULT_EXCLUDE == defaults.EXCLUDE
    assert DEFAULT_FILENAME == ("*.py",)
    assert flake8_config.CANDIDATES == ("setup.cfg", "tox.ini", ".flake8")
