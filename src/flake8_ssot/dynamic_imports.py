"""Calls that name a module or object by a string: in, a resolved callee; out, which argument.

Tables of the standard library and of what is used beside it; nothing is resolved here.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import NamedTuple

Text = Callable[[ast.expr], str | None]

# Where the functions come from: their imports have to be followed.
TOPS = frozenset(
    {
        *("importlib", "pkgutil", "sys", "runpy", "pytest", "pydoc", "django", "werkzeug"),
        *("unittest", "mock", "pytest_mock"),
    }
)
SYS_MODULES = "sys.modules"


class Form(NamedTuple):
    """How a function is told what to import."""

    keyword: str  # the name of its first parameter
    gives: bool = False  # does it give back what is named?
    package: str = ""  # the name of its second parameter, if that is the anchor of relative names
    is_object: bool = False  # may the text name something in a module, `a.b:c` or `a.b.c`?
    asks: bool = False  # is it about whether the module is there?
    has_level: bool = False  # is it the builtin, with `fromlist` and `level`?


_RESOURCES = (
    *("files", "path", "contents", "is_resource"),
    *("open_binary", "open_text", "read_binary", "read_text"),
)
# Callee -> its form.
FORMS = {
    "importlib.import_module": Form("name", gives=True, package="package"),
    "importlib.util.find_spec": Form("name", package="package"),
    "importlib.util.resolve_name": Form("name", package="package"),
    "importlib.find_loader": Form("name"),
    "importlib.__import__": Form("name", gives=True, has_level=True),
    "builtins.__import__": Form("name", gives=True, has_level=True),
    "pkgutil.find_loader": Form("fullname"),
    "pkgutil.get_loader": Form("module_or_name"),
    "pkgutil.get_data": Form("package"),
    "pkgutil.resolve_name": Form("name", gives=True, is_object=True),
    "pydoc.locate": Form("path", gives=True, is_object=True),
    "pytest.importorskip": Form("modname", gives=True),
    "runpy.run_module": Form("mod_name"),
    "django.utils.module_loading.import_string": Form("dotted_path", gives=True, is_object=True),
    "werkzeug.utils.import_string": Form("import_name", gives=True, is_object=True),
    **{f"importlib.resources.{name}": Form("package") for name in _RESOURCES},
    f"{SYS_MODULES}.get": Form("", gives=True),
    f"{SYS_MODULES}.pop": Form("", gives=True, asks=True),
    f"{SYS_MODULES}.setdefault": Form("", gives=True),
    f"{SYS_MODULES}.__getitem__": Form("", gives=True),
    f"{SYS_MODULES}.__contains__": Form(""),
    f"{SYS_MODULES}.__delitem__": Form(""),
}
# What a call of one of them ends with, unless it was imported under another name.
LAST_NAMES = frozenset(path.rpartition(".")[2] for path in FORMS)


def argument(call: ast.Call, place: int, keyword: str) -> ast.expr | None:
    """The argument at `place` (0-based), or given by its keyword; None if it is not there."""
    given = call.args[: place + 1]
    if len(given) > place and not any(isinstance(item, ast.Starred) for item in given):
        return given[place]
    return next((item.value for item in call.keywords if item.arg == keyword), None)


def anchored(name: str, form: Form, call: ast.Call, text: Text, package: str | None) -> str | None:
    """The absolute dotted path that `name` stands for in this call; None where it is not known.

    `package` is that of the file, for `__import__` with a level.
    """
    if form.is_object:
        name = name.removesuffix(":").replace(":", ".", 1)
    level = len(name) - len(name.lstrip("."))
    if form.package and level:
        anchor = argument(call, 1, form.package)
        package = text(anchor) if anchor is not None else None
    elif form.has_level:
        if level:
            return None
        given = argument(call, 4, "level")
        level = given.value if isinstance(given, ast.Constant) and type(given.value) is int else 0
    elif level:
        return None
    name = name.lstrip(".")
    if level <= 0:
        return name if is_dotted(name) else None
    parts = package.split(".") if package else []
    if level > len(parts):
        return None
    path = ".".join([*parts[: len(parts) - level + 1], *filter(None, [name])])
    return path if is_dotted(path) else None


def result(form: Form, call: ast.Call, path: str) -> str | None:
    """The dotted path of what the call gives back, if it gives what is named."""
    if not form.gives:
        return None
    if form.has_level:
        names = argument(call, 3, "fromlist")
        is_empty = names is None or (isinstance(names, ast.List | ast.Tuple) and not names.elts)
        return path.partition(".")[0] if is_empty else path
    return path


def is_dotted(text: str) -> bool:
    """Is the text a dotted path of names?"""
    return all(part.isidentifier() for part in text.split("."))
