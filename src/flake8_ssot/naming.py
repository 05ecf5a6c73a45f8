"""Keep what names code by a string: in, calls and the like; out, attribute chains and Named.

A part of the walk between `assignments`, which binds names, and `expressions`, which calls this.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import partial

from flake8_ssot import dynamic_imports, meanings, patches
from flake8_ssot.assignments import BindingWalk
from flake8_ssot.model import Kind
from flake8_ssot.patches import Patch, Style, patch_of
from flake8_ssot.references import Chain, Interest, Meaning, Named, Role, Text
from flake8_ssot.scopes import BindingKind, Bindings
from flake8_ssot.source import Source
from flake8_ssot.syntax import keyword_name
from flake8_ssot.texts import Leaf, leaves_of, text_of

_RUNS = frozenset({"exec", "eval", "compile"})  # builtins that take source
_LAST_NAMES = dynamic_imports.LAST_NAMES | patches.LAST_NAMES | _RUNS
_BARE_NAMES = _RUNS | {"__import__", "patch"}


class NamingWalk(BindingWalk):
    """Knows calls that name modules, objects and what is replaced in them."""

    def __init__(self, source: Source, interest: Interest) -> None:
        super().__init__(source, interest)
        self.chains: list[Chain] = []
        self.fstring: ast.JoinedStr | None = None
        self.keeps_strings = interest.strings
        self.named_code: list[Named] = []
        self.texts: list[Text] = []
        self.sources: list[Named] = []

    def bindings_of(self, root: ast.expr) -> Bindings:
        return self.scope.lookup(root.id) if isinstance(root, ast.Name) else ()

    def meanings_of(self, root: ast.expr) -> tuple[Meaning, ...]:
        """What the root of a chain may be."""
        if not isinstance(root, ast.Name):
            return tuple(Meaning(path, False, True) for path in self.paths(root))
        found: list[Meaning] = []
        for binding in self.scope.lookup(root.id):
            if not binding.paths:
                continue
            is_module = binding.kind is BindingKind.MODULE
            is_spelled = binding.kind is BindingKind.STAR  # the bare name is a reference itself
            found += [Meaning(path, is_module, is_spelled) for path in binding.paths]
        return tuple(dict.fromkeys(found)) if found else ()

    def string_chain(self, kind: Kind, base: ast.expr, spelled: ast.expr, name: str) -> None:
        """Keep an attribute of `base` that is named by a string."""
        if isinstance(base, ast.Name):
            found = self.meanings_of(base)
        else:
            found = tuple(Meaning(path, False, True) for path in self.paths(base))
        if found:
            bindings = self.bindings_of(base)
            chain = Chain(
                kind, found, (name,), (spelled,), spelled, base, bindings, self.scope, self.fstring
            )
            self.chains.append(chain)

    def naming_call(self, node: ast.Call) -> None:
        """Keep the strings that the call takes for names of code."""
        if not self.may_name_code(node.func):
            return
        form = meanings.form_of(node, self.scope.lookup)
        if form is not None:
            argument = dynamic_imports.argument(node, 0, form.keyword)
            role = Role.IMPORT if form.gives and not form.asks else Role.QUESTION
            if argument is not None:
                path_of = partial(meanings.named_by, node, form, self.scope.lookup)
                self.name_code(Kind.DYNAMIC, role, argument, node, path_of)
            return
        if node.args and self.runs_source(node.func):
            self.run_source(node)
            return
        patch = patch_of(node, self.scope.lookup)
        if patch is not None:
            self.patch(node, patch)

    def name_code(
        self,
        kind: Kind,
        role: Role,
        argument: ast.expr,
        around: ast.expr,
        path_of: Callable[[Leaf], str | None] = lambda leaf: dotted(leaf.text),
        patch: Patch | None = None,
    ) -> None:
        """Keep what `argument` names, and where that is spelled."""
        leaves = leaves_of(argument, self.scope.lookup)
        is_sure = patch is None or patch.is_sure
        names = patch.names if patch is not None else ()
        found = [(leaf.node, path_of(leaf)) for leaf in leaves.found]
        if not leaves.is_complete:
            found.append((argument, None))
        pieces = tuple(self.pieces_of(argument))
        view = self.tracker.view(argument, self.scope) if self.tracker is not None else None
        about = (argument, around, self.scope, names, is_sure, pieces, view)
        self.named_code += [Named(kind, role, spelled, path, *about) for spelled, path in found]

    def pieces_of(self, argument: ast.expr) -> Iterator[ast.expr]:
        """The expressions that the texts of names in `argument` were assigned from."""
        stack = [argument]
        seen: set[ast.expr] = set()
        while stack:
            for node in ast.walk(stack.pop()):
                for binding in self.scope.lookup(node.id) if isinstance(node, ast.Name) else ():
                    value = binding.value
                    if binding.text is not None and value is not None and value not in seen:
                        seen.add(value)
                        yield value
                        stack.append(value)

    def patch(self, node: ast.Call, patch: Patch) -> None:
        """Keep what a patch replaces: by its path, or by an object and a name."""
        if patch.style is Style.TARGET:
            self.name_code(Kind.PATCH, Role.TARGET, patch.first, node, patch=patch)
        elif patch.style is Style.OBJECT:
            leaves = leaves_of(patch.second, self.scope.lookup).found if patch.second else ()
            for leaf in leaves:
                if leaf.text.isidentifier():
                    self.string_chain(Kind.PATCH, patch.first, leaf.node, leaf.text)
        elif patch.style is Style.MULTIPLE:
            self.name_code(Kind.PATCH, Role.OWNER, patch.first, node, patch=patch)
            for keyword in patch.names:
                name = keyword_name(keyword)
                self.string_chain(Kind.PATCH, patch.first, name, name.id)
        else:
            told = text_of(patch.first, self.scope.lookup)
            if told == dynamic_imports.SYS_MODULES or self.is_sys_modules(patch.first):
                keys = patch.second.keys if isinstance(patch.second, ast.Dict) else [patch.second]
                for key in keys:
                    if key is not None:
                        self.name_code(Kind.DYNAMIC, Role.QUESTION, key, node)
            elif patch.style is Style.MAPPING and told is not None:
                self.name_code(Kind.PATCH, Role.TARGET, patch.first, node, patch=patch)

    def is_sys_modules(self, expression: ast.expr) -> bool:
        """Is it the dictionary of all modules, or what `with patch("sys.modules") as x` gives?"""
        if meanings.is_sys_modules(expression, self.scope.lookup):
            return True
        bindings = self.bindings_of(expression)
        return any(
            text_of(item.value.args[0], self.scope.lookup) == dynamic_imports.SYS_MODULES
            for item in bindings
            if isinstance(item.value, ast.Call) and item.text is None and item.value.args
        )

    def may_name_code(self, callee: ast.expr) -> bool:
        """Asked of every call of a file: most are of something else."""
        if isinstance(callee, ast.Attribute):
            return callee.attr in _LAST_NAMES
        if not isinstance(callee, ast.Name):
            return True
        if callee.id in _BARE_NAMES:
            return True
        return any(binding.paths for binding in self.scope.lookup(callee.id))

    def runs_source(self, callee: ast.expr) -> bool:
        """Is it one of the builtins that take source?"""
        if isinstance(callee, ast.Name):
            return callee.id in _RUNS and not self.scope.lookup(callee.id)
        if not isinstance(callee, ast.Attribute) or callee.attr not in _RUNS:
            return False
        return f"builtins.{callee.attr}" in self.paths(callee)

    def run_source(self, node: ast.Call) -> None:
        """`exec("import a.b")`."""
        for leaf in leaves_of(node.args[0], self.scope.lookup).found:
            self.sources.append(
                Named(Kind.EXEC, Role.IMPORT, leaf.node, leaf.text, node.args[0], node, self.scope)
            )


def dotted(text: str) -> str | None:
    """The text, if it is a dotted path."""
    return text if dynamic_imports.is_dotted(text) else None
