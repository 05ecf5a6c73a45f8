"""Which module a file is, and what its relative imports name."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import pytest
from support import make_project, write_files

from flake8_ssot.modules import UNKNOWN, Module, module_of, relative_to

ROOT = os.path.join(os.path.abspath(os.sep), "home", "me", "project")


def at(path: str) -> str:
    """`path` below the project, with the separators of this system."""
    return os.path.normpath(os.path.join(ROOT, *path.split("/")))


MODULES = [
    pytest.param("mod.py", ["."], Module("mod", False), id="top-level"),
    pytest.param("pkg/mod.py", ["."], Module("pkg.mod", False), id="package"),
    pytest.param("a/b/c/mod.py", ["."], Module("a.b.c.mod", False), id="deep"),
    pytest.param("pkg/__init__.py", ["."], Module("pkg", True), id="init"),
    pytest.param("a/b/__init__.py", ["."], Module("a.b", True), id="init-deep"),
    pytest.param("__init__.py", ["."], Module("", True), id="init-of-root"),
    pytest.param("pkg/__main__.py", ["."], Module("pkg.__main__", False), id="main"),
    pytest.param("pkg/mod.pyi", ["."], Module("pkg.mod", False), id="stub"),
    pytest.param("pkg/__init__.pyi", ["."], Module("pkg", True), id="init-stub"),
    pytest.param("größe/日本.py", ["."], Module("größe.日本", False), id="non-ascii"),
    pytest.param("src/pkg/mod.py", ["."], Module("src.pkg.mod", False), id="src-as-package"),
    pytest.param("src/pkg/mod.py", ["src"], Module("pkg.mod", False), id="src"),
    pytest.param("src/pkg/mod.py", [".", "src"], Module("pkg.mod", False), id="deepest-root"),
    pytest.param("src/pkg/mod.py", ["src", "."], Module("pkg.mod", False), id="any-order"),
    pytest.param("tests/mod.py", [".", "src"], Module("tests.mod", False), id="outer-root"),
    pytest.param("a/src/pkg/x.py", ["a/src", "."], Module("pkg.x", False), id="nested-root"),
    pytest.param("a/b/c/x.py", ["a", "a/b", "."], Module("c.x", False), id="roots-in-roots"),
    pytest.param("src-2/lib/x.py", ["src-2/lib"], Module("x", False), id="root-no-identifier"),
    pytest.param("src/x.py", ["src"], Module("x", False), id="right-in-root"),
    pytest.param("tests/x.py", ["src"], UNKNOWN, id="outside"),
    pytest.param("src2/x.py", ["src"], UNKNOWN, id="longer-folder-name"),
    pytest.param("../x.py", ["."], UNKNOWN, id="above"),
    pytest.param("my-scripts/x.py", ["."], UNKNOWN, id="hyphen-in-folder"),
    pytest.param("pkg/my-script.py", ["."], Module("pkg.my-script", False), id="hyphen-in-name"),
    pytest.param("pkg/1.py", ["."], Module("pkg.1", False), id="digit"),
    pytest.param("pkg/a.b.py", ["."], UNKNOWN, id="dot-in-name"),
    pytest.param("v1.2/mod.py", ["."], UNKNOWN, id="dot-in-folder"),
    pytest.param("my pkg/mod.py", ["."], UNKNOWN, id="space"),
    pytest.param("pkg/mod.txt", ["."], UNKNOWN, id="other-extension"),
    pytest.param("pkg/mod", ["."], UNKNOWN, id="no-extension"),
    pytest.param("pkg/mod.pyc", ["."], UNKNOWN, id="bytecode"),
    pytest.param("my-pkg/__init__.py", ["."], UNKNOWN, id="init-in-hyphen"),
    pytest.param("pkg/.py", ["."], UNKNOWN, id="only-extension"),
    pytest.param("pkg/mod.py", [], UNKNOWN, id="no-roots"),
]


@pytest.mark.parametrize(("path", "roots", "module"), MODULES)
def test_module_of(path: str, roots: list[str], module: Module) -> None:
    assert module_of(at(path), tuple(at(root) for root in roots)) == module


def test_the_root_of_the_file_system() -> None:
    top = os.path.abspath(os.sep)
    assert module_of(os.path.join(top, "pkg", "mod.py"), (top,)) == Module("pkg.mod", False)


RELATIVE_TO = [
    pytest.param("a/b.py", ".", "a/b.py", id="below"),
    pytest.param("a/b.py", "a", "b.py", id="folder"),
    pytest.param("ab/b.py", "a", None, id="longer-name"),
    pytest.param("a", "a", None, id="itself"),
    pytest.param("../x.py", ".", None, id="outside"),
]


@pytest.mark.parametrize(("path", "root", "expected"), RELATIVE_TO)
def test_relative_to(path: str, root: str, expected: str | None) -> None:
    assert relative_to(at(path), at(root)) == expected
    assert relative_to(at(path), at(root) + os.sep) == expected


MOD = Module("a.b.mod", False)
PACKAGE = Module("a.b", True)
ABSOLUTE = [
    pytest.param(MOD, 0, "x.y", "x.y", id="absolute"),
    pytest.param(MOD, 1, None, "a.b", id="from-dot"),
    pytest.param(MOD, 1, "x", "a.b.x", id="from-dot-x"),
    pytest.param(MOD, 1, "x.y", "a.b.x.y", id="from-dot-x-y"),
    pytest.param(MOD, 2, None, "a", id="two-dots"),
    pytest.param(MOD, 2, "x", "a.x", id="two-dots-x"),
    pytest.param(PACKAGE, 1, None, "a.b", id="package-dot"),
    pytest.param(PACKAGE, 1, "x", "a.b.x", id="package-dot-x"),
    pytest.param(PACKAGE, 2, None, "a", id="package-two-dots"),
    pytest.param(PACKAGE, 2, "x", "a.x", id="package-two-dots-x"),
    pytest.param(Module("a", True), 1, None, "a", id="top-package-dot"),
    pytest.param(Module("a", True), 1, "a", "a.a", id="same-name-below"),
    pytest.param(Module("a.__main__", False), 1, "x", "a.x", id="main"),
]
NOWHERE = [
    pytest.param(MOD, 3, None, id="three-dots"),
    pytest.param(MOD, 3, "a", id="three-dots-a"),
    pytest.param(MOD, 9, "a", id="nine-dots"),
    pytest.param(PACKAGE, 3, "x", id="package-three-dots"),
    pytest.param(Module("a", True), 2, None, id="top-package-two-dots"),
    pytest.param(Module("a", True), 2, "a", id="top-package-two-dots-a"),
    pytest.param(Module("mod", False), 1, None, id="top-module"),
    pytest.param(Module("mod", False), 1, "x", id="top-module-x"),
    pytest.param(Module("mod", False), 2, "x", id="top-module-two-dots"),
    pytest.param(UNKNOWN, 1, None, id="unknown"),
    pytest.param(UNKNOWN, 1, "x", id="unknown-x"),
    pytest.param(Module("", True), 1, "x", id="init-of-root"),
    pytest.param(MOD, 0, None, id="nothing"),
    pytest.param(MOD, 0, "", id="empty"),
]


@pytest.mark.parametrize(("module", "level", "name", "path"), ABSOLUTE)
def test_absolute(module: Module, level: int, name: str | None, path: str) -> None:
    assert module.absolute(level, name) == path


@pytest.mark.parametrize(("module", "level", "name"), NOWHERE)
def test_imports_that_lead_nowhere(module: Module, level: int, name: str | None) -> None:
    assert module.absolute(level, name) is None


def test_absolute_imports_need_no_place() -> None:
    assert UNKNOWN.absolute(0, "a.b") == "a.b"


@pytest.mark.parametrize("module", [MOD, PACKAGE, Module("a", True), Module("a.b.c.d", False)])
@pytest.mark.parametrize("name", ["", "x", "x.y"])
@pytest.mark.parametrize("level", range(1, 7))
def test_python_says_the_same(module: Module, name: str, level: int) -> None:
    try:
        resolved = importlib.util.resolve_name("." * level + name, module.package)
    except ImportError:
        resolved = None
    assert module.absolute(level, name or None) == resolved


@pytest.mark.parametrize(
    ("module", "package"),
    [
        (MOD, "a.b"),
        (PACKAGE, "a.b"),
        (Module("mod", False), ""),
        (Module("a", True), "a"),
        (UNKNOWN, ""),
    ],
)
def test_package(module: Module, package: str) -> None:
    assert module.package == package


PLACES = [
    pytest.param("", "src/pkg/mod.py", "pkg.mod", id="default-src"),
    pytest.param("", "tests/mod.py", "tests.mod", id="default-beside-src"),
    pytest.param('src = ["."]', "src/pkg/mod.py", "src.pkg.mod", id="dot"),
    pytest.param('src = ["src"]', "src/pkg/mod.py", "pkg.mod", id="src"),
    pytest.param('src = ["src"]', "tests/mod.py", "", id="outside-src"),
    pytest.param('src = ["./lib/", "."]', "lib/pkg/mod.py", "pkg.mod", id="spelled-oddly"),
    pytest.param('src = ["a/b", "a"]', "a/b/mod.py", "mod", id="nested"),
    pytest.param("src = []", "mod.py", "", id="none"),
]


@pytest.mark.parametrize(("settings", "path", "name"), PLACES)
def test_import_roots_of_a_project(settings: str, path: str, name: str, tmp_path: Path) -> None:
    loaded = make_project(tmp_path, settings=settings)
    place = loaded.place(str(tmp_path / path))
    assert (place.relative, place.module) == (path, Module(name, False))


def test_places_outside_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    loaded = make_project(tmp_path / "inner")
    place = loaded.place(str(tmp_path / "pkg" / "mod.py"))
    assert (place.relative, place.module) == (None, UNKNOWN)


def test_paths_relative_to_the_working_directory(project_dir: Path) -> None:
    loaded = make_project(project_dir)
    write_files(project_dir, {"pkg/sub/mod.py": ""})
    assert loaded.place("pkg/../pkg/./sub/mod.py").module == Module("pkg.sub.mod", False)


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_a_project_reached_through_a_link(tmp_path: Path) -> None:
    real = tmp_path / "real"
    write_files(real, {"pkg/mod.py": ""})
    (tmp_path / "link").symlink_to(real)
    expected = Module("pkg.mod", False)
    for project, file in (("real", "link"), ("real", "real"), ("link", "link")):
        loaded = make_project(tmp_path / project)
        assert loaded.place(str(tmp_path / file / "pkg" / "mod.py")).module == expected
