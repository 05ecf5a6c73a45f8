"""Questions about syntax trees that need no scope: in, a node; out, names and nodes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
ComprehensionNode = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


# Fields that hold no expression, statement or the like: contexts, operators, texts, numbers.
_LEAVES = frozenset({"ctx", "op", "ops", "id", "attr", "kind", "type_comment", "conversion"})
# Of the others, those of a node's type; found out when it is first met.
_FIELDS: dict[type, tuple[str, ...]] = {ast.Constant: ()}


class LocalNames(NamedTuple):
    """The names a function binds, and those it declares to be another scope's."""

    bound: frozenset[str]
    global_: frozenset[str]
    nonlocal_: frozenset[str]


NO_NAMES = LocalNames(frozenset(), frozenset(), frozenset())


def children(node: ast.AST) -> list[ast.AST]:
    """The child nodes, in the order of their fields; quicker than `ast.iter_child_nodes`."""
    kind = type(node)
    fields = _FIELDS.get(kind)
    if fields is None:
        fields = _FIELDS[kind] = tuple(name for name in kind._fields if name not in _LEAVES)
    found: list[ast.AST] = []
    for field in fields:
        value = getattr(node, field, None)
        if type(value) is list:
            found += [item for item in value if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


def attribute_chain(expression: ast.expr) -> str | None:
    """`self.a.b` as a text, a name as itself; None for anything else."""
    names: list[str] = []
    while isinstance(expression, ast.Attribute):
        names.append(expression.attr)
        expression = expression.value
    if not isinstance(expression, ast.Name):
        return None
    return ".".join([expression.id, *reversed(names)])


def last_name(expression: ast.expr) -> str:
    """The last name of `a.b.c` or `a.b.c(...)`."""
    if isinstance(expression, ast.Call):
        expression = expression.func
    if isinstance(expression, ast.Attribute):
        return expression.attr
    return expression.id if isinstance(expression, ast.Name) else ""


def first_argument(function: FunctionNode) -> str | None:
    """The name of a function's first parameter."""
    arguments = [*function.args.posonlyargs, *function.args.args]
    return arguments[0].arg if arguments else None


def keyword_name(keyword: ast.keyword) -> ast.Name:
    """An expression that stands where the name of a keyword argument does."""
    name = ast.Name(keyword.arg or "", ast.Load())
    name.lineno = name.end_lineno = keyword.lineno
    name.col_offset = keyword.col_offset
    name.end_col_offset = keyword.col_offset + len(name.id.encode())
    return name


def local_names(function: FunctionNode, *, in_expressions: bool = True) -> LocalNames:
    """The names that are local to `function`, by the compiler's rule: bound anywhere in it.

    Not `in_expressions`: the file has no `:=`, so that only statements and their targets bind.
    """
    arguments = function.args
    bound = {argument.arg for argument in every_argument(arguments)}
    global_: set[str] = set()
    nonlocal_: set[str] = set()
    below = children if in_expressions else _binding_children
    stack: list[ast.AST] = []
    if isinstance(function.body, list):
        stack += function.body
    elif in_expressions:
        stack.append(function.body)
    while stack:
        node = stack.pop()
        kind = type(node)
        if kind is ast.Name:  # by far the most
            if type(node.ctx) is not ast.Load:  # type: ignore[attr-defined]
                bound.add(node.id)  # type: ignore[attr-defined]
        elif kind in _BINDS_OR_NESTS:
            bound.update(names_bound_by(node))
            if isinstance(node, ast.Global):
                global_.update(node.names)
            elif isinstance(node, ast.Nonlocal):
                nonlocal_.update(node.names)
            stack += below(node) if kind in _BINDS_ONLY else same_scope_children(node)
        else:
            stack += below(node)
    return LocalNames(
        frozenset(bound - global_ - nonlocal_), frozenset(global_), frozenset(nonlocal_)
    )


# Node types that bind names, or whose insides are another scope.
_BINDS_OR_NESTS = frozenset(
    {
        *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.ExceptHandler),
        *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.alias),
        *(ast.MatchAs, ast.MatchStar, ast.MatchMapping, ast.Global, ast.Nonlocal),
    }
)


_BINDS_ONLY = frozenset(
    {ast.ExceptHandler, ast.alias, ast.MatchAs, ast.MatchStar, ast.MatchMapping}
)


def _binding_children(node: ast.AST) -> list[ast.AST]:
    """The statements, targets and patterns in a statement, target or pattern."""
    kind = type(node)
    fields = _BINDING_FIELDS.get(kind)
    if fields is None:
        fields = tuple(name for name in kind._fields if name in _BINDING)
        _BINDING_FIELDS[kind] = fields
    found: list[ast.AST] = []
    for field in fields:
        value = getattr(node, field, None)
        if type(value) is list:
            found += value
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


_BINDING = frozenset(
    {"target", "targets", "items", "optional_vars", "handlers", "cases", "names", "name"}
    | {"body", "orelse", "finalbody", "pattern", "patterns", "kwd_patterns", "elts"}
)
_BINDING_FIELDS: dict[type, tuple[str, ...]] = {ast.Starred: ("value",)}


def every_argument(arguments: ast.arguments) -> Iterator[ast.arg]:
    """All the parameters, in the order they are written."""
    yield from arguments.posonlyargs
    yield from arguments.args
    if arguments.vararg:
        yield arguments.vararg
    yield from arguments.kwonlyargs
    if arguments.kwarg:
        yield arguments.kwarg


def defaults_of(arguments: ast.arguments) -> list[ast.expr]:
    """The default values, which belong to the scope around the function."""
    return [*arguments.defaults, *(default for default in arguments.kw_defaults if default)]


def target_names(target: ast.expr) -> list[str]:
    """The names that an assignment to `target` binds."""
    if isinstance(target, ast.Name):
        return names_bound_by(target)
    return [name for node in ast.walk(target) for name in names_bound_by(node)]


def names_bound_by(node: ast.AST) -> list[str]:
    """The names that this node itself (not its children) binds in its own scope."""
    name: str | None = None
    if isinstance(node, ast.Name):
        name = None if isinstance(node.ctx, ast.Load) else node.id
    elif isinstance(
        node,
        ast.FunctionDef
        | ast.AsyncFunctionDef
        | ast.ClassDef
        | ast.ExceptHandler
        | ast.MatchAs
        | ast.MatchStar,
    ):
        name = node.name
    elif isinstance(node, ast.alias):
        name = None if node.name == "*" else node.asname or node.name.partition(".")[0]
    elif isinstance(node, ast.MatchMapping):
        name = node.rest
    return [name] if name else []


def same_scope_children(node: ast.AST) -> Iterator[ast.AST]:
    """The children that bind names in the scope of `node`: not the insides of nested scopes."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        yield from node.decorator_list
        yield from defaults_of(node.args)
    elif isinstance(node, ast.ClassDef):
        yield from node.decorator_list
        yield from node.bases
        yield from node.keywords
    elif isinstance(node, ast.Lambda):
        yield from defaults_of(node.args)
    elif isinstance(node, ComprehensionNode):
        # Only a walrus binds outside of the comprehension itself.
        yield from _walrus_targets(node)
    else:
        yield from children(node)


def _walrus_targets(comprehension: ComprehensionNode) -> Iterator[ast.AST]:
    stack: list[ast.AST] = [comprehension]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.NamedExpr):
            yield node.target
        if not isinstance(node, ast.Lambda):
            stack.extend(children(node))
