"""Where a string stands, and what that says of it: in, a constant; out, does it name code?

Heuristics, named as such: a string that is exactly a dotted path may still be only a word.
"""

from __future__ import annotations

import ast
import re
from functools import cached_property
from typing import NamedTuple

from flake8_ssot.references import Text
from flake8_ssot.scopes import BindingKind
from flake8_ssot.source import Source
from flake8_ssot.syntax import attribute_chain, last_name

_NAME = r"[^\W\d]\w*"
_DOTTED = rf"{_NAME}(?:\.{_NAME})*"
_CODE = re.compile(
    rf"(?:[\w.\-]+[ \t]*=[ \t]*|ext://)?(?P<module>{_DOTTED})"
    rf"(?::(?P<attribute>{_DOTTED}))?(?:[ \t]*\[[\w ,.\-]*\])?"
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
MAX_TEXT = 500

# Words in the name of a function that takes names of code.
_IMPORTING = frozenset(
    {
        *("import", "imports", "importer", "imported", "load", "loader", "lazy", "locate"),
        *("resolve", "resolver", "include", "discover", "autodiscover", "plugin", "plugins"),
        *("relationship", "foreign", "entrypoint", "backend", "dotted", "require", "reload"),
    }
)
# Keyword arguments that take names of code.
_KEYWORDS = frozenset(
    {
        *("imports", "include", "includes", "plugin", "plugins", "factory", "default_factory"),
        *("handler", "backend", "class", "class_", "cls", "func", "function", "callable"),
        *("entry_points", "target", "module", "modules", "packages", "py_modules", "task"),
        *("app", "worker_class", "import_name", "import_path", "app_module"),
    }
)
# Keys of dictionaries whose values are names of code, as in the configuration of logging.
_KEYS = frozenset(
    {
        *("class", "()", "factory", "backend", "engine", "handler", "callable", "func"),
        *("function", "task", "entry_point", "import"),
    }
)
_SETTINGS = frozenset({"conf", "config", "settings", "environ"})
_ADDING = frozenset({"append", "extend", "insert", "add", "setdefault", "update"})
_DISPLAYS = (ast.List, ast.Tuple, ast.Set, ast.Starred, ast.IfExp)


class CodePath(NamedTuple):
    """A text that is nothing but the name of something in code."""

    path: str  # dotted
    has_colon: bool  # `module:attribute`
    start: int  # where the path begins in the text, in characters
    end: int


def code_path(text: str) -> CodePath | None:
    """The path that the text is; None if it is anything else."""
    match = _CODE.fullmatch(text) if len(text) <= MAX_TEXT else None
    if match is None:
        return None
    module, attribute = match.group("module"), match.group("attribute")
    if attribute is not None:
        return CodePath(
            f"{module}.{attribute}", True, match.start("module"), match.end("attribute")
        )
    if "." not in module or "=" in text:
        return None
    return CodePath(module, False, match.start("module"), match.end("module"))


class Places:
    """What stands around the strings of one file."""

    def __init__(self, source: Source) -> None:
        self.source = source

    @cached_property
    def defined(self) -> frozenset[str]:
        """The functions and methods of the file."""
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
        return frozenset(node.name for node in self.source.nodes if isinstance(node, kinds))

    @cached_property
    def read(self) -> frozenset[str]:
        """The names that are read, or are put into one that is."""
        read: set[str] = set()
        handed: list[tuple[str, list[str]]] = []
        for node in self.source.nodes:
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                read.add(node.attr)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                targets = self.handed_to(node)
                if targets is None:
                    read.add(node.id)
                else:
                    handed.append((node.id, targets))
        count = -1
        while count < len(read):
            count = len(read)
            read.update(name for name, targets in handed if read.intersection(targets))
        return frozenset(read)

    def handed_to(self, name: ast.Name) -> list[str] | None:
        """The names that this one is put into, if that is all; none where it is only added to."""
        node: ast.AST = name
        while isinstance(
            self.source.parents.get(node), ast.List | ast.Tuple | ast.Starred | ast.BinOp
        ):
            node = self.source.parents[node]
        parent = self.source.parents.get(node)
        if isinstance(parent, ast.Attribute) and parent.attr in _ADDING:
            call = self.source.parents.get(parent)
            return [] if isinstance(call, ast.Call) and call.func is parent else None
        if isinstance(parent, ast.Assign) and parent.value is node and node is not name:
            targets = parent.targets
            if all(isinstance(target, ast.Name) for target in targets):
                return [target.id for target in targets if isinstance(target, ast.Name)]
        return None

    def names_code(self, text: Text, path: CodePath) -> bool:
        """Does the string, which is a path and flows nowhere the file shows, name code?"""
        if isinstance(self.source.parents.get(text.node), ast.Expr):
            return False  # a docstring, or a comment made of a string
        if path.has_colon or str(text.node.value).startswith("ext://"):
            return True
        if text.is_type:
            return not text.is_bound
        node: ast.AST = text.node
        while True:
            parent = self.source.parents.get(node)
            if isinstance(parent, ast.Dict):
                if node in parent.keys and self.is_of_loggers(parent):
                    return False
                if self.key_says_so(parent, node):
                    return True
            elif isinstance(parent, ast.keyword):
                call = self.source.parents.get(parent)
                if isinstance(call, ast.Call) and last_name(call) == "filterwarnings":
                    return False  # a regular expression
                if looks_like_naming_keyword(parent.arg):
                    return True
            elif not isinstance(parent, _DISPLAYS) and not (
                isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Add)
            ):
                break
            node = parent
        if isinstance(parent, ast.Call):
            return self.is_naming_call(parent, node, text)
        if isinstance(parent, ast.Assign | ast.AugAssign | ast.AnnAssign):
            return parent.value is node and self.is_setting(parent, text)
        return False

    def key_says_so(self, display: ast.Dict, node: ast.AST) -> bool:
        """Does the key of the value say that it names code?"""
        for key, value in zip(display.keys, display.values, strict=True):
            if value is node and isinstance(key, ast.Constant):
                word = str(key.value)
                return word in _KEYS or (word.isupper() and word.lower() in _KEYS)
        return False

    def is_of_loggers(self, display: ast.Dict) -> bool:
        """Does the dictionary hold loggers by their names, as in the configuration of logging?"""
        outer = self.source.parents.get(display)
        if not isinstance(outer, ast.Dict):
            return False
        return any(
            value is display and isinstance(key, ast.Constant) and key.value == "loggers"
            for key, value in zip(outer.keys, outer.values, strict=True)
        )

    def is_naming_call(self, call: ast.Call, argument: ast.AST, text: Text) -> bool:
        """Is it an argument of a function that takes names of code, or of a setting's method?"""
        if argument is call.func:
            return False
        chain = attribute_chain(call.func) or last_name(call)
        parts = chain.split(".")
        if parts[-1] in self.defined:
            return False  # the file shows itself what becomes of its arguments
        if looks_like_importing(parts[-1]):
            return True
        if len(parts) > 1 and parts[-1] in _ADDING:
            if parts[0] not in ("self", "cls") and _SETTINGS.intersection(parts[:-1]):
                return self.is_foreign(parts[0], text)
            is_statement = isinstance(self.source.parents.get(call), ast.Expr)
            is_top = text.scope.is_module and is_statement and len(parts) == 2
            return is_top and parts[0] not in self.read
        return False

    def is_setting(self, statement: ast.Assign | ast.AugAssign | ast.AnnAssign, text: Text) -> bool:
        """Is it assigned to what only others read?"""
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            if isinstance(target, ast.Name):
                is_public = text.scope.is_module or text.scope.is_class
                if is_public and target.id not in self.read:
                    return True
            elif isinstance(target, ast.Attribute | ast.Subscript):
                root: ast.expr = target
                while isinstance(root, ast.Attribute | ast.Subscript | ast.Call):
                    root = root.func if isinstance(root, ast.Call) else root.value
                name = root.id if isinstance(root, ast.Name) else ""
                if name not in ("self", "cls", "") and self.is_foreign(name, text):
                    return True
        return False

    def is_foreign(self, name: str, text: Text) -> bool:
        """Does the name stand for something that others read, not for a display of this file?"""
        bindings = text.scope.lookup(name)
        return not any(
            item.kind is BindingKind.ASSIGNMENT and _is_own_container(item.value)
            for item in bindings
        )


def _is_own_container(value: ast.expr | None) -> bool:
    """Is it a list or dictionary that was made here?"""
    if isinstance(value, ast.Call):
        return last_name(value) in ("dict", "list", "set", "defaultdict", "OrderedDict")
    return value is None or isinstance(
        value, ast.Dict | ast.List | ast.Set | ast.Tuple | ast.DictComp | ast.ListComp
    )


def looks_like_importing(name: str) -> bool:
    """A heuristic: does a function of this name take names of code?"""
    return any(word.lower() in _IMPORTING for word in _WORD.findall(name))


def looks_like_naming_keyword(name: str | None) -> bool:
    """A heuristic: does a keyword argument of this name take names of code?"""
    return name is not None and name in _KEYWORDS
