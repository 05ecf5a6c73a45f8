"""Which calls warn of deprecation, and what they say: in, statements and a Table; out, Warned.

Warnings are known by their category, helpers by their name or by what they do (one level).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from flake8_ssot.bridge_table import Definition, Table, blocks_of, every_statement
from flake8_ssot.bridge_words import UNKNOWN, says_deprecated
from flake8_ssot.syntax import attribute_chain, every_argument, last_name

MAX_PARTS = 200  # of a message
_HELPER = re.compile(r"_*(?:\w+_)?deprecat(?:ed?|ions?|e)(?:_(?:warn|warning|\d+\w*|limited))?")
_NO_HELPER = re.compile(r"(?:is|has|not|get|add|assert|expect|ignore|filter|test|no|find|check)_")
_DECORATOR = re.compile(
    r"_*(?:pending_)?deprecated?(?:_(?:cls|class|function|method|func|\d+\w*))?"
)
_WARNS_BY_NAME = re.compile(r"warn|deprecat", re.IGNORECASE)


class Warned(NamedTuple):
    """A call that warns, or a decorator."""

    line: int
    message: str
    is_conditional: bool


def looks_like_category(name: str) -> bool:
    """Is it a class of deprecation warnings, by its name?"""
    return (
        "Deprecat" in name or name.startswith(("RemovedIn", "MovedIn")) or name == "FutureWarning"
    )


def warnings_in(body: list[ast.stmt], table: Table, helpers: dict[str, str]) -> Iterator[Warned]:
    """The calls that warn when `body` runs; functions inside it do not run with it."""
    stack = [(iter(body), False)]
    may_have_left = False
    while stack:
        statements, conditional = stack[-1]
        node = next(statements, None)
        if node is None:
            stack.pop()
            continue
        if isinstance(node, Definition):
            continue
        call = _called(node)
        if call is not None:
            message = message_of(call, table, helpers)
            if message is not None:
                yield Warned(node.lineno, message, conditional or may_have_left)
        blocks = blocks_of(node)
        is_plain = isinstance(node, ast.With | ast.AsyncWith | ast.Try)
        if any(blocks) and not is_plain:
            may_have_left = may_have_left or _leaves(node)
        for number, block in reversed(list(enumerate(blocks))):
            stack.append((iter(block), conditional or not (is_plain and number == 0)))


def _called(node: ast.stmt) -> ast.Call | None:
    value = node.value if isinstance(node, ast.Expr | ast.Return | ast.Assign) else None
    if isinstance(value, ast.Await):
        value = value.value
    return value if isinstance(value, ast.Call) else None


def _leaves(node: ast.stmt) -> bool:
    inside = every_statement([node])
    return any(isinstance(item, ast.Return) for item in inside)


def message_of(call: ast.Call, table: Table, helpers: dict[str, str]) -> str | None:
    """What a call says if it warns of deprecation; None if it does not."""
    name = last_name(call.func)
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    if name in ("warn", "warn_explicit"):
        categories = [last_name(item) for item in given]
        if not any(map(looks_like_category, categories)):
            return None
        first = given[0]
        if isinstance(first, ast.Call) and looks_like_category(last_name(first.func)):
            first = first.args[0] if first.args else first
        message = constant_text(first, table)
        is_sure = "FutureWarning" not in categories
        return message if is_sure or says_deprecated(message) else None
    local = helpers.get(attribute_chain(call.func) or "")
    if local is None and not (_HELPER.fullmatch(name) and not _NO_HELPER.match(name.lstrip("_"))):
        return None
    return " ".join([*filter(None, (constant_text(item, table) for item in given)), local or ""])


def helpers_of(table: Table) -> dict[str, str]:
    """The file's own functions and methods that warn for others: how they are called -> message."""
    found: dict[str, str] = {}
    for name, node in table.definitions.items():
        for owner, function in [("", node), *_methods(node)]:
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            message = _says_for_others(function, table)
            if message is not None:
                spelled = [name] if not owner else [f"self.{function.name}", f"cls.{function.name}"]
                spelled += [f"{owner}.{function.name}"] if owner else []
                found.update(dict.fromkeys(spelled, message))
    return found


def _methods(node: Definition) -> list[tuple[str, Definition]]:
    if not isinstance(node, ast.ClassDef):
        return []
    return [(node.name, item) for item in node.body if isinstance(item, Definition)]


def _says_for_others(function: ast.FunctionDef | ast.AsyncFunctionDef, table: Table) -> str | None:
    """What it warns with, if its name or its message shows that it does so for its callers."""
    parameters = {item.arg for item in every_argument(function.args)} - {"self", "cls"}
    for node in every_statement(function.body):
        call = _called(node)
        message = message_of(call, table, {}) if call is not None else None
        if call is None or message is None:
            continue
        first = call.args[0] if call.args else call
        used = {item.id for item in ast.walk(first) if isinstance(item, ast.Name)}
        if _WARNS_BY_NAME.search(function.name) or (
            isinstance(first, ast.Name) and used & parameters
        ):
            return message
    return None


def decorators_of(node: Definition, table: Table) -> Iterator[Warned]:
    """The decorators that say the function or class is deprecated."""
    for decorator in node.decorator_list:
        if _DECORATOR.fullmatch(last_name(decorator)):
            given: list[ast.expr] = []
            if isinstance(decorator, ast.Call):
                given = [*decorator.args, *(keyword.value for keyword in decorator.keywords)]
            texts = [constant_text(item, table) for item in given]
            message = " ".join(text for text in texts if re.search(r"[A-Za-z]", text))
            yield Warned(decorator.lineno, message, is_conditional=False)


def constant_text(expression: ast.expr, table: Table) -> str:
    """The text of a message, with UNKNOWN for what is only known when it runs."""
    found: list[str] = []
    stack: list[ast.expr] = [expression]
    for _ in range(MAX_PARTS):
        if not stack:
            break
        node = stack.pop()
        if isinstance(node, ast.Constant):
            found.append(node.value if isinstance(node.value, str) else "")
        elif isinstance(node, ast.JoinedStr):
            stack += reversed(node.values)
        elif isinstance(node, ast.FormattedValue):
            found.append(_placeholder(node.value, table))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            stack += [node.right, node.left]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            stack.append(node.left)
        elif isinstance(node, ast.Call) and last_name(node.func) in ("format", "dedent", "strip"):
            inner = node.func.value if isinstance(node.func, ast.Attribute) else None
            is_text = inner is not None and last_name(node.func) != "dedent"
            stack += [inner] if is_text and inner is not None else node.args[:1]
        elif isinstance(node, ast.Name) and isinstance(
            table.values.get(node.id), ast.Constant | ast.JoinedStr | ast.BinOp
        ):
            stack.append(table.values[node.id])
        elif isinstance(node, ast.Name | ast.Attribute | ast.Subscript) and node is not expression:
            found.append(UNKNOWN)
    return re.sub(r"%(?:\(\w+\))?[sr]|\{[^{}\n]{0,60}\}", UNKNOWN, "".join(found))


def _placeholder(value: ast.expr, table: Table) -> str:
    known = table.values.get(value.id) if isinstance(value, ast.Name) else None
    return (
        known.value if isinstance(known, ast.Constant) and isinstance(known.value, str) else UNKNOWN
    )
