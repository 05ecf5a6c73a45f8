"""The re-exports that are kept between runs: when they are used, and when they are not."""

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import platformdirs
import pytest
from reexport_support import ENGINE, IMPORT_ENGINE, project_in, sites
from support import RULES, make_project, write_files

from flake8_ssot import cache_files, config, files, project, reexport_cache, reexport_files
from flake8_ssot.cache_files import CACHE_DIR
from flake8_ssot.import_text import ANY_IMPORT, ImportText
from flake8_ssot.project import Project
from flake8_ssot.reexport_cache import FILES, SITES, current, recall
from flake8_ssot.reexport_files import Imported, Row, Table
from flake8_ssot.reexport_json import (
    KeptFiles,
    KeptSites,
    files_from,
    files_to,
    sites_from,
    sites_to,
)
from flake8_ssot.reexports import NONE, Link, ReExport

Result = TypeVar("Result")

TREE = {
    "acme/api.py": IMPORT_ENGINE,
    "acme/facade.py": "from .api import Engine\nfrom acme.tools import Saw\nimport top, os\n",
    "user.py": "from acme.facade import Engine, Saw\n",
}
EXPECTED = {
    "acme.api.Engine": (ENGINE, "acme/api.py:1"),
    "acme.facade.Engine": (ENGINE, "acme/facade.py:1", "acme/api.py:1"),
    "acme.facade.Saw": ("acme.tools.Saw", "acme/facade.py:2"),
}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own."""
    monkeypatch.setenv(CACHE_DIR, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def loaded(tmp_path: Path) -> Project:
    return aged(project_in(tmp_path / "project", TREE))


def aged(loaded: Project, seconds: float = 60) -> Project:
    """Make all its files older than this run."""
    then = time.time_ns() - int(seconds * 1e9)
    for folder, _, names in os.walk(loaded.settings.root):
        for name in names:
            path = os.path.join(folder, name)
            if os.stat(path).st_mtime_ns > then:
                os.utime(path, ns=(then, then))
    return loaded


def write(loaded: Project, name: str, text: str, seconds: float = 30) -> None:
    """Change a file, a while ago."""
    write_files(Path(loaded.settings.root), {name: text})
    aged(loaded, seconds)


def kept(cache: Path, name: str) -> Path:
    """The file of that name, of the one project there is."""
    (folder,) = (cache / "reexports").iterdir()
    return folder / name


class Reading:
    """Notes what is read."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __call__(self, task: Callable[[str], Result], paths: list[str], /) -> Iterable[Result]:
        self.names += [os.path.basename(path) for path in paths]
        return map(task, paths)


@pytest.fixture
def reading() -> Reading:
    return Reading()


def test_what_is_found_is_kept(loaded: Project, cache: Path) -> None:
    assert recall(loaded) is NONE
    found = current(loaded)
    assert sites(found) == EXPECTED
    assert recall(loaded).sites == found.sites
    assert sorted(path.name for path in kept(cache, SITES).parent.iterdir()) == [FILES, SITES]


def test_an_unchanged_tree_is_not_read_again(loaded: Project, reading: Reading) -> None:
    first = current(loaded, (), reading)
    assert sorted(reading.names) == ["api.py", "api.py", "facade.py", "facade.py", "user.py"]
    reading.names.clear()
    assert current(loaded, (), reading).sites == first.sites
    assert reading.names == []


CHANGES = [
    pytest.param(
        "acme/api.py", "from acme.core.engine import UserEngine as Engine\n", {"acme.facade.Saw"},
        {"api.py"}, id="a-site-is-mended",
    ),
    pytest.param(
        "acme/facade.py", "from .api import Engine\n", {"acme.api.Engine", "acme.facade.Engine"},
        {"facade.py"}, id="a-later-site",
    ),
    pytest.param("user.py", "import acme.api\n", {"acme.api.Engine"}, {"user.py"}, id="a-reader"),
    pytest.param("other.py", "x = 1\n", set(EXPECTED), {"other.py"}, id="another-file"),
    pytest.param(
        "acme/more.py", "from .facade import Saw\nimport acme.more\n", {*EXPECTED, "acme.more.Saw"},
        {"more.py"}, id="a-new-site",
    ),
    pytest.param(
        "top/__init__.py", "", set(EXPECTED), {"__init__.py", "facade.py"},
        id="a-package-that-was-foreign",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "expected", "read"), CHANGES)
def test_only_what_changed_is_read(
    loaded: Project, reading: Reading, name: str, text: str, expected: set[str], read: set[str]
) -> None:
    current(loaded)
    write(loaded, name, text)
    found = current(loaded, (), reading)
    assert set(found.sites) == expected
    assert set(reading.names) == read
    assert recall(loaded).sites == found.sites


def test_a_foreign_package_that_becomes_ours_is_followed(loaded: Project) -> None:
    write(loaded, "acme/facade.py", "from outer import Motor\n")
    write(loaded, "user.py", "from acme.facade import Motor\n")
    assert current(loaded).sites == {}
    write(loaded, "outer.py", "from acme.legacy.engine import Engine as Motor\n")
    assert set(current(loaded).sites) == {"outer.Motor", "acme.facade.Motor"}
    os.unlink(os.path.join(loaded.settings.root, "outer.py"))
    assert current(loaded).sites == {}
    write(loaded, "user.py", "from acme.facade import Motor\nfrom outer import Motor\n")
    assert current(loaded).sites == {}
    write(loaded, "outer.py", "from acme.legacy.engine import Engine as Motor\n")
    assert set(current(loaded).sites) == {"outer.Motor", "acme.facade.Motor"}


def test_a_file_that_is_gone_hands_nothing_on(loaded: Project) -> None:
    current(loaded)
    os.unlink(os.path.join(loaded.settings.root, "acme/api.py"))
    assert set(recall(loaded).sites) == {"acme.facade.Saw"}
    assert set(current(loaded).sites) == {"acme.facade.Saw"}


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("acme/api.py", {"acme.facade.Saw"}),
        ("acme/facade.py", {"acme.api.Engine"}),
        ("user.py", set(EXPECTED)),
    ],
)
def test_what_no_longer_holds_is_not_recalled(loaded: Project, name: str, left: set[str]) -> None:
    current(loaded)
    write(loaded, name, "x = 1\n")
    assert set(recall(loaded).sites) == left


@pytest.mark.parametrize(
    ("rules", "settings"),
    [
        pytest.param(RULES.replace("UserEngine", "Engine"), "", id="another-rule"),
        pytest.param(RULES, 'exclude = ["docs/*"]', id="another-setting"),
        pytest.param(RULES, 'src = ["."]', id="other-roots"),
    ],
)
def test_other_rules_and_settings_find_anew(
    loaded: Project, rules: str, settings: str, reading: Reading
) -> None:
    current(loaded)
    other = aged(make_project(Path(loaded.settings.root), rules, settings))
    assert recall(other) is NONE
    assert sites(current(other, (), reading)) == EXPECTED
    assert "user.py" in reading.names
    assert recall(loaded) is NONE


def test_reasons_and_lines_of_rules_do_not_matter(loaded: Project) -> None:
    current(loaded)
    other = make_project(Path(loaded.settings.root), "# comment\n" + RULES.replace("shares", "is"))
    assert sites(recall(other)) == EXPECTED


def test_another_version_finds_anew(loaded: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    current(loaded)
    monkeypatch.setattr(reexport_cache, "__version__", "999")
    assert recall(loaded) is NONE


def test_each_project_and_configuration_has_its_own(loaded: Project, cache: Path) -> None:
    current(loaded)
    root = Path(loaded.settings.root)
    other = project_in(root / "acme", {})
    current(other)
    assert len(list((cache / "reexports").iterdir())) == 2
    assert sites(recall(loaded)) == EXPECTED


@pytest.mark.parametrize(
    ("rules", "settings"),
    [
        pytest.param("", "", id="no-rules"),
        pytest.param(RULES, 'skip = ["re-exports"]', id="skipped"),
    ],
)
def test_where_it_is_not_wanted_nothing_is_read(
    tmp_path: Path, cache: Path, reading: Reading, rules: str, settings: str
) -> None:
    unwanted = project_in(tmp_path / "project", TREE, rules, settings)
    assert current(unwanted, (), reading) is NONE
    assert recall(unwanted) is NONE
    assert reading.names == []
    assert not (cache / "reexports").exists()


def test_scripts_that_nobody_can_import_are_readers(loaded: Project) -> None:
    write(loaded, "user.py", "")
    write(loaded, "my-scripts/run.py", "from acme.facade import Saw\n")
    assert set(current(loaded).sites) == {"acme.api.Engine"}
    script = os.path.join(loaded.settings.root, "my-scripts", "run.py")
    reader = os.path.join(loaded.settings.root, "user.py")
    judged = [script, script, reader, "-", "no-such-file.py"]
    assert set(current(loaded, judged).sites) == set(EXPECTED)


def test_a_file_that_was_just_written_is_read_again(loaded: Project, reading: Reading) -> None:
    write_files(Path(loaded.settings.root), {"acme/api.py": IMPORT_ENGINE + "\n"})
    now = time.time_ns()
    os.utime(os.path.join(loaded.settings.root, "acme/api.py"), ns=(now, now))
    assert sites(current(loaded)) == EXPECTED
    assert set(recall(loaded).sites) == {"acme.facade.Saw"}
    assert sites(current(loaded, (), reading)) == EXPECTED
    assert reading.names == ["api.py", "api.py"]


def test_a_file_from_the_future_is_like_any_other(loaded: Project, reading: Reading) -> None:
    then = time.time_ns() + 10**13
    os.utime(os.path.join(loaded.settings.root, "acme/api.py"), ns=(then, then))
    current(loaded)
    assert sites(current(loaded, (), reading)) == EXPECTED
    assert reading.names == []


# -- a cache that cannot be used ------------------------------------------------------------------

DAMAGE = [
    pytest.param(b"", id="empty"),
    pytest.param(b"{", id="cut"),
    pytest.param(b"[]", id="a-list"),
    pytest.param(b"\xff\xfe", id="no-text"),
    pytest.param(b"[" * 100_000, id="deep"),
    pytest.param(b'{"key": 1}', id="another-key"),
]


@pytest.mark.parametrize("data", DAMAGE)
@pytest.mark.parametrize("name", [SITES, FILES])
def test_a_damaged_file_is_not_used(loaded: Project, cache: Path, name: str, data: bytes) -> None:
    current(loaded)
    kept(cache, name).write_bytes(data)
    assert sites(recall(loaded)) == (EXPECTED if name == FILES else {})
    assert sites(current(loaded)) == EXPECTED
    kept(cache, SITES).unlink()
    kept(cache, FILES).write_bytes(data)
    assert sites(current(loaded)) == EXPECTED


SITE = [ENGINE, True, [["acme.api", "acme/api.py", 1]]]
GOOD_SITES = {"tree": "", "sites": {"acme.api.Engine": SITE}, "stamps": {"acme/api.py": [1, 2]}}
GOOD_FILES = {
    "tops": ["a"],
    "foreign": ["os"],
    "files": {"/a.py": [1, 2, ["a.b", ["a", "b c"], ["a", None]], [0]]},
    "tables": {"/a.py": [["b", "a.b", 1, True]]},
}


def replaced(value: Any, *path: Any, by: object) -> Any:
    """A copy of the value with something else at that place; none where `by` is ..."""
    copy = json.loads(json.dumps(value))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    if by is ...:
        del inner[path[-1]]
    else:
        inner[path[-1]] = by
    return copy


@pytest.mark.parametrize(
    ("path", "by"),
    [
        (("tree",), ...),
        (("tree",), None),
        (("sites",), ...),
        (("sites",), []),
        (("sites", "acme.api.Engine"), None),
        (("sites", "acme.api.Engine"), [ENGINE, True]),
        (("sites", "acme.api.Engine", 0), 5),
        (("sites", "acme.api.Engine", 0), "a.\ud800"),
        (("sites", "a.\ud800"), SITE),
        (("sites", "acme.api.Engine", 1), "yes"),
        (("sites", "acme.api.Engine", 2), []),
        (("sites", "acme.api.Engine", 2), 3),
        (("sites", "acme.api.Engine", 2, 0), ["acme.api"]),
        (("sites", "acme.api.Engine", 2, 0, 1), {}),
        (("sites", "acme.api.Engine", 2, 0, 2), 1.5),
        (("stamps",), ...),
        (("stamps", "acme/api.py"), [1]),
        (("stamps", "acme/api.py"), "ab"),
    ],
)
def test_sites_of_another_form_are_refused(path: tuple[Any, ...], by: object) -> None:
    assert sites_from(GOOD_SITES) is not None
    assert sites_from(replaced(GOOD_SITES, *path, by=by)) is None


@pytest.mark.parametrize(
    ("path", "by"),
    [
        (("tops",), ...),
        (("tops",), [1]),
        (("foreign",), [1]),
        (("foreign",), []),
        (("files",), ...),
        (("files",), 3),
        (("files", "/a.py", 3), ["os"]),
        (("files", "/a.py"), [1, 2]),
        (("files", "/a.py", 0), "1"),
        (("files", "/a.py", 2), 3),
        (("files", "/a.py", 2, 0), ["a"]),
        (("files", "/a.py", 2, 0), None),
        (("files", "/a.py", 2, 1), [3, "b"]),
        (("files", "/a.py", 2, 1), ["a", 3]),
        (("files", "/a.py", 2, 2), [3, None]),
        (("tables",), ...),
        (("tables", "/a.py"), 3),
        (("tables", "/a.py", 0), ["b", "a.b", 1]),
        (("tables", "/a.py", 0, 2), "1"),
        (("tables", "/a.py", 0, 0), "\ud800"),
    ],
)
def test_files_of_another_form_are_refused(path: tuple[Any, ...], by: object) -> None:
    assert files_from(GOOD_FILES) is not None
    assert files_from(replaced(GOOD_FILES, *path, by=by)) is None


def test_what_is_written_is_what_was_there() -> None:
    links = (Link("b", "b.py", 2), Link("a", "a.py", 1))
    of_sites = KeptSites("x", {"b.X": ReExport("old.X", links, is_public=False)}, {"b.py": (1, 2)})
    assert sites_from(json.loads(json.dumps(sites_to(of_sites)))) == of_sites
    statements = (
        ImportText("a.b", None, binds_top=True),
        ImportText("a", frozenset({b"x", b"y", b"\xff\xfe", "é".encode()})),
        ImportText("a", frozenset()),
        ImportText("a", None),
        ANY_IMPORT,
    )
    row = Row("X", "old.X", 1, is_public=True)
    imports = {
        "/a.py": Imported(statements, frozenset({"os", "re"})),
        "/b.py": Imported((), frozenset({"re"})),
        "/c.py": Imported(),
    }
    tables = {
        "/a.py": Table((row,)),
        "/b.py": Table((row,), (("a", 1),)),  # depends on another file
        "/c.py": Table((row,)),  # has no stamp
    }
    of_files = KeptFiles(frozenset({"a"}), {"/a.py": (1, 2), "/b.py": (3, 4)}, imports, tables)
    again = files_from(json.loads(json.dumps(files_to(of_files))))
    assert again is not None
    assert again == of_files._replace(
        imports={path: imports[path] for path in of_files.stamps},
        tables={"/a.py": tables["/a.py"]},
    )
    assert again.imports["/a.py"].statements[-1] is ANY_IMPORT


def test_what_no_rule_governs_is_not_recalled(loaded: Project, cache: Path) -> None:
    current(loaded)
    path = kept(cache, SITES)
    path.write_text(path.read_text().replace(ENGINE, "os.system"))
    assert set(recall(loaded).sites) == {"acme.facade.Saw"}


def test_a_foreign_folder_is_not_used(
    loaded: Project, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    current(loaded)
    kept(cache, SITES).unlink()
    monkeypatch.setattr(os, "geteuid", lambda: 12345, raising=False)
    assert recall(loaded) is NONE
    assert sites(current(loaded)) == EXPECTED
    assert not kept(cache, SITES).exists()


def test_links_are_not_followed(loaded: Project, cache: Path, tmp_path: Path) -> None:
    current(loaded)
    path = kept(cache, SITES)
    path.rename(tmp_path / "elsewhere.json")
    path.symlink_to(tmp_path / "elsewhere.json")
    assert recall(loaded) is NONE
    assert sites(current(loaded)) == EXPECTED
    assert not path.is_symlink()  # replaced, not written through
    folder = path.parent
    folder.rename(tmp_path / "moved")
    folder.symlink_to(tmp_path / "moved")
    assert recall(loaded) is NONE
    assert sites(current(loaded)) == EXPECTED


def test_only_the_user_may_read_it(loaded: Project, cache: Path) -> None:
    current(loaded)
    assert stat.S_IMODE(kept(cache, SITES).stat().st_mode) == 0o600
    assert stat.S_IMODE(kept(cache, SITES).parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("function", ["makedirs", "replace"])
def test_a_cache_that_cannot_be_written_is_done_without(
    loaded: Project, cache: Path, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, function, fails)
    assert sites(current(loaded)) == EXPECTED
    assert not (cache / "reexports").exists() or not [*kept(cache, "").iterdir()]
    assert recall(loaded) is NONE


def test_a_cache_in_the_way_of_a_file_is_done_without(loaded: Project, cache: Path) -> None:
    shutil.rmtree(cache)  # the rules are kept there, too
    cache.write_text("a file")
    assert sites(current(loaded)) == EXPECTED
    assert recall(loaded) is NONE


def test_a_huge_file_is_not_read(
    loaded: Project, monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    current(loaded)
    monkeypatch.setattr(cache_files, "LARGE", 10)
    assert recall(loaded) is NONE


@pytest.mark.parametrize("file", ["\ud800", "a\0b", "\x1b[31m", "no-such-file.py"])
def test_odd_names_of_files_are_not_recalled(loaded: Project, cache: Path, file: str) -> None:
    current(loaded)
    path = kept(cache, SITES)
    value = json.loads(path.read_text())
    value["stamps"][file] = value["stamps"].pop("acme/api.py")
    value["sites"]["acme.api.Engine"][2][0][1] = file
    path.write_text(json.dumps(value))
    assert set(recall(loaded).sites) == {"acme.facade.Saw"}


def test_what_a_killed_run_left_is_removed(loaded: Project, cache: Path) -> None:
    current(loaded)
    kept(cache, f"{SITES}.0123456789abcdef.tmp").write_text("half")
    write(loaded, "acme/api.py", "")
    current(loaded)
    assert sorted(path.name for path in kept(cache, SITES).parent.iterdir()) == [FILES, SITES]


def test_a_project_behind_a_link_is_recalled(tmp_path: Path, loaded: Project) -> None:
    (tmp_path / "link").symlink_to(loaded.settings.root)
    behind = project.load(None, str(tmp_path / "link"))
    assert behind.settings.root == str(tmp_path / "link")
    assert sites(current(behind)) == EXPECTED
    assert sites(recall(behind)) == EXPECTED


def test_a_folder_that_is_no_project_is_not_walked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its root is where the run began: somebody's home, perhaps, or that of everything."""
    old = "netra_backend.app.agents.supervisor.execution_engine"
    write_files(
        tmp_path,
        {
            "home/api.py": f"from {old} import ExecutionEngine\n",
            "home/user.py": "from api import ExecutionEngine\n",
            "home/stub.pyi": "from api import ExecutionEngine\n",
        },
    )
    home = tmp_path / "home"
    monkeypatch.chdir(home)
    for module in (config, reexport_cache):
        monkeypatch.setattr(module, "ROOT_MARKS", ("a-mark",))
    loaded = project.load(None, str(home))
    assert loaded.settings.file is None
    assert current(loaded).sites == {}
    found = current(loaded, ["api.py", "user.py", "stub.pyi"])
    assert sites(found) == {"api.ExecutionEngine": (f"{old}.ExecutionEngine", "api.py:1")}
    (home / "a-mark").touch()
    assert current(loaded).sites == found.sites


# -- where it is ----------------------------------------------------------------------------------


@pytest.mark.parametrize("xdg", ["", " ", "/somewhere/cache"])
def test_the_folder_is_where_platformdirs_says(monkeypatch: pytest.MonkeyPatch, xdg: str) -> None:
    monkeypatch.delenv(CACHE_DIR)
    monkeypatch.setenv("XDG_CACHE_HOME", xdg)
    expected = str(platformdirs.user_cache_path("flake8-ssot"))
    assert cache_files.base_folder() == expected
    monkeypatch.setattr(sys, "platform", "other")
    assert cache_files.base_folder() == expected


def test_recalling_reads_one_file(
    loaded: Project, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    current(loaded)
    read: list[str] = []
    read_regular = files.read_regular

    def noting(path: str, limit: int) -> bytes:
        read.append(os.path.basename(path))
        return read_regular(path, limit)

    monkeypatch.setattr(files, "read_regular", noting)
    monkeypatch.setattr(reexport_files, "tree", lambda _: pytest.fail("the tree was walked"))
    assert sites(recall(loaded)) == EXPECTED
    assert read == [SITES]
