"""Calls that replace something by its name, as tests do: in, a call; out, what it replaces and how.

`unittest.mock.patch` and what wraps it, and pytest's `monkeypatch`.
"""

from __future__ import annotations

import ast
from enum import Enum
from typing import NamedTuple

from flake8_ssot.dynamic_imports import argument
from flake8_ssot.meanings import paths
from flake8_ssot.scopes import Binding, BindingKind
from flake8_ssot.syntax import attribute_chain, last_name
from flake8_ssot.texts import Lookup, leaves_of


class Style(Enum):
    """What the arguments of a patch are."""

    TARGET = "the path of what is replaced"
    OBJECT = "an object, and the name of its attribute"
    MAPPING = "a dictionary, or its path, and its new items"
    MULTIPLE = "an object, or its path, and keywords named for its attributes"
    ITEM = "a dictionary and a key"


class Patch(NamedTuple):
    """One call that replaces something."""

    style: Style
    first: ast.expr  # the target, object or dictionary
    second: ast.expr | None  # the attribute's name, the key, or the new items
    names: tuple[ast.keyword, ...] = ()  # of MULTIPLE: the attributes
    is_sure: bool = True  # False: only the name of the function speaks for it


class _Form(NamedTuple):
    style: Style
    first: str  # the names of its first two parameters
    second: str = ""


_PATCH = {  # what follows `patch` -> its form
    "": _Form(Style.TARGET, "target"),
    ".object": _Form(Style.OBJECT, "target", "attribute"),
    ".dict": _Form(Style.MAPPING, "in_dict", "values"),
    ".multiple": _Form(Style.MULTIPLE, "target"),
}
_MOCKER = {
    **{f"patch{rest}": form for rest, form in _PATCH.items()},
    "patch.context_manager": _Form(Style.OBJECT, "target", "attribute"),
    "spy": _Form(Style.OBJECT, "obj", "name"),
}
_MONKEYPATCH = {
    "setattr": _Form(Style.OBJECT, "target", "name"),
    "delattr": _Form(Style.OBJECT, "target", "name"),
    "setitem": _Form(Style.ITEM, "dic", "name"),
    "delitem": _Form(Style.ITEM, "dic", "name"),
}
_PATCHERS = {
    f"{module}.patch{rest}": form
    for module in ("unittest.mock", "mock")
    for rest, form in _PATCH.items()
}
_OF_MULTIPLE = frozenset({"target", "spec", "create", "spec_set", "autospec", "new_callable"})
_SCOPES = ("", "class_", "module_", "package_", "session_")
_MOCKERS = frozenset(f"{scope}mocker" for scope in _SCOPES)
_MOCKER_TYPES = frozenset({"MockerFixture", "MockFixture"})
# What a call of a patch ends with, unless it was imported under another name.
LAST_NAMES = frozenset(name.rpartition(".")[2] for name in (*_PATCHERS, *_MOCKER, *_MONKEYPATCH))


def patch_of(call: ast.Call, lookup: Lookup) -> Patch | None:
    """What the call replaces; None if it is no patch."""
    callee = call.func
    if isinstance(callee, ast.Attribute) and callee.attr not in LAST_NAMES:
        return None
    form = next((_PATCHERS[path] for path in paths(callee, lookup) if path in _PATCHERS), None)
    is_sure = True
    if form is None:
        chain = attribute_chain(callee)
        form = _of_fixture(chain, lookup) if chain is not None else _of_object(callee)
        if form is None and chain is not None and looks_like_patch(chain, lookup):
            is_sure = False
            form = _PATCH.get(chain[chain.rfind("patch") + len("patch") :])
    if form is None:
        return None
    first = argument(call, 0, form.first)
    if first is None:
        return None
    second = argument(call, 1, form.second) if form.second else None
    style = form.style
    if style is Style.OBJECT and form in _MONKEYPATCH.values():
        is_short = len(call.args) == 2 and not any(item.arg == "value" for item in call.keywords)
        is_target = second is None or (is_short and callee.attr == "setattr")  # type: ignore[attr-defined]
        if is_target or leaves_of(first, lookup).found:
            style, second = Style.TARGET, None  # `setattr("a.b.c", value)`
    names: tuple[ast.keyword, ...] = ()
    if style is Style.MULTIPLE:
        names = tuple(item for item in call.keywords if item.arg not in {None, *_OF_MULTIPLE})
    return Patch(style, first, second, names, is_sure)


def _of_fixture(chain: str, lookup: Lookup) -> _Form | None:
    """The form of a method of the fixtures `mocker` and `monkeypatch`."""
    root, _, rest = chain.partition(".")
    bindings = lookup(root)
    if root in ("self", "cls"):
        root, _, rest = rest.partition(".")
        bindings = ()
    if any(item.kind is BindingKind.DEFINITION for item in bindings):
        return None
    kinds = {_type_of(item) for item in bindings}
    if root in _MOCKERS or kinds & _MOCKER_TYPES:
        return _MOCKER.get(rest)
    if root == "monkeypatch" or "MonkeyPatch" in kinds:
        return _MONKEYPATCH.get(rest)
    return None


def _of_object(callee: ast.expr) -> _Form | None:
    """`MonkeyPatch().setattr`."""
    if not isinstance(callee, ast.Attribute) or not _makes_monkeypatch(callee.value):
        return None
    return _MONKEYPATCH.get(callee.attr)


def _makes_monkeypatch(value: ast.expr | None) -> bool:
    """`MonkeyPatch()`, `MonkeyPatch.context()`, `monkeypatch.context()`."""
    if not isinstance(value, ast.Call):
        return False
    chain = attribute_chain(value.func) or ""
    return any(part.lower() == "monkeypatch" for part in chain.split("."))


def _type_of(binding: Binding) -> str:
    """The last name of the type a name is declared or made with."""
    if isinstance(binding.node, ast.arg) and binding.node.annotation is not None:
        annotation = binding.node.annotation
        if isinstance(annotation, ast.Constant):
            return str(annotation.value).rpartition(".")[2]
        return last_name(annotation)
    return "MonkeyPatch" if _makes_monkeypatch(binding.value) else ""


def looks_like_patch(chain: str, lookup: Lookup) -> bool:
    """A heuristic: is it called `patch`, and may it come from a test library of the project?"""
    parts = chain.split(".")
    if "patch" not in parts[-2:]:
        return False
    known = (BindingKind.DEFINITION, BindingKind.ASSIGNMENT)
    return not any(
        (item.kind in known and not item.paths) or getattr(item.node, "annotation", None)
        for item in lookup(parts[0])
    )
