"""Deprecated functions, classes, methods and aliases of one module: in, a Scene; out, Bridges."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from flake8_ssot import bridge_words as words
from flake8_ssot.bridge_records import Bridge, Evidence, Sort
from flake8_ssot.bridge_scene import Scene, Told
from flake8_ssot.bridge_shapes import FunctionDefinition, shape_of
from flake8_ssot.bridge_table import Definition, Step
from flake8_ssot.bridge_texts import (
    Text,
    comment_behind,
    comments_above,
    docstring_of,
    first_line,
    with_comments,
)
from flake8_ssot.bridge_warnings import Warned, decorators_of, warnings_in
from flake8_ssot.bridge_words import LABEL, OTHER, THIS
from flake8_ssot.syntax import every_argument, last_name

_CONSTRUCTORS = ("__init__", "__new__", "__post_init__")
_WARNS = re.compile(r"warn|deprecat", re.IGNORECASE)
_KEPT = re.compile(
    r"re-?export|backwards?[\s-]+compat|(?:legacy|old|existing)\s+import", re.IGNORECASE
)


def definitions_in(scene: Scene) -> Iterator[Bridge]:
    """The deprecated classes and functions of the top level, and methods of those classes."""
    for node in scene.table.definitions.values():
        found = list(_definition(scene, node))
        yield from found
        if isinstance(node, ast.ClassDef) and not found and not node.name.startswith(("_", "Test")):
            for item in node.body:
                if isinstance(item, FunctionDefinition):
                    yield from _definition(scene, item, node.name)


def _definition(scene: Scene, node: Definition, owner: str = "") -> Iterator[Bridge]:
    name = node.name
    if (
        _WARNS.search(name)
        or name.lower().startswith("test")
        or name.startswith("__")
        or name == "main"
    ):
        return
    if any(last_name(item) in ("overload", "setter", "deleter") for item in node.decorator_list):
        return
    path = ".".join(filter(None, (scene.module, owner, name)))
    told = [_warned(scene, node, path, owner)]
    if not name.startswith("_"):
        told += [
            scene.told(docstring_of(node), path, owner),
            scene.told(comments_above(scene.source, first_line(node), 0), path, owner),
        ]
    evidence = tuple(item for part in told for item in part.evidence)
    shape = shape_of(node, scene.table, scene.helpers, owner)
    if not evidence and shape.behind and not owner and not name.startswith("_"):
        evidence = _of_compatibility(scene, node)
    if evidence:
        successors = tuple(dict.fromkeys(item for part in told for item in part.successors))
        yield Bridge(path, _sort(node, owner), evidence[:3], successors, *shape)


def _sort(node: Definition, owner: str) -> Sort:
    if isinstance(node, ast.ClassDef):
        return Sort.CLASS
    if any("property" in last_name(item) for item in node.decorator_list):
        return Sort.PROPERTY
    return Sort.METHOD if owner else Sort.FUNCTION


def _warned(scene: Scene, node: Definition, path: str, owner: str) -> Told:
    """What decorators and warnings say of the definition itself."""
    found: list[Evidence] = []
    messages: list[str] = []
    for warned in decorators_of(node, scene.table):
        if words.who(warned.message) != OTHER or not words.says_deprecated(warned.message):
            found.append(Evidence(warned.line, "is decorated as deprecated", warned.message))
            messages.append(warned.message)
    functions = [node] if isinstance(node, FunctionDefinition) else _constructors(node)
    for function in functions:
        parameters = {item.arg for item in every_argument(function.args)}
        for warned in warnings_in(function.body, scene.table, scene.helpers):
            if _is_about(scene, warned, path, parameters):
                found.append(Evidence(warned.line, "warns", warned.message))
                messages.append(warned.message)
    said = [item for message in messages for item in words.sentences(message)]
    return Told(tuple(found), scene.successors(said, path, owner)) if found else Told()


def _constructors(node: ast.ClassDef) -> list[FunctionDefinition]:
    return [
        item
        for item in node.body
        if isinstance(item, FunctionDefinition) and item.name in _CONSTRUCTORS
    ]


def _is_about(scene: Scene, warned: Warned, path: str, parameters: set[str]) -> bool:
    """Is a warning in the body about the function or class, not about how it is called?"""
    about = words.who(warned.message)
    name = path.rpartition(".")[2]
    if about == OTHER:
        return False
    if warned.is_conditional:
        is_said = re.search(r"\bthis\b", warned.message, re.IGNORECASE) or about != THIS
        return about != LABEL and bool(is_said) and scene.is_named(about, path)
    if about is None or scene.is_named(about, path):
        return True
    last = about.rpartition(".")[2].rpartition(":")[2]
    return last not in parameters and re.search(rf"\b{name}\b", warned.message) is not None


def _of_compatibility(scene: Scene, node: Definition) -> tuple[Evidence, ...]:
    """Why a definition that only passes on is there for compatibility, if a text says so."""
    for text in (docstring_of(node), comments_above(scene.source, first_line(node), 0)):
        said = words.head(words.sentences(text.text)) if text is not None else []
        for number, sentence in enumerate(said):
            is_title = number == 0
            if words.looks_like_compatible_definition(sentence.text, is_title=is_title):
                assert text is not None
                return (Evidence(text.line + sentence.line, text.says, sentence.text),)
    return ()


def aliases_in(scene: Scene) -> Iterator[Bridge]:
    """Names that are only other names for something, with a comment that says why."""
    for step, own, shared in with_comments(scene.source, scene.table.steps):
        behind = comment_behind(scene.source, step.node)
        if isinstance(step.node, ast.Assign | ast.AnnAssign):
            yield from _alias(scene, step, [behind, shared])
        elif isinstance(step.node, ast.ImportFrom):
            yield from _kept_imports(scene, step.node, [behind, own])


def _alias(scene: Scene, step: Step, texts: list[Text | None]) -> Iterator[Bridge]:
    node = step.node
    assert isinstance(node, ast.Assign | ast.AnnAssign)
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    value = node.value
    path = scene.table.path_of(value) if value is not None else None
    if path is None:
        return
    for target in targets:
        own = f"{scene.module}.{target.id}" if isinstance(target, ast.Name) else path
        found = next((_said(text) for text in texts if text is not None and _said(text)), None)
        if found is not None and own != path:
            yield Bridge(own, Sort.NAME, (found,), (), path, is_same=True)


def _said(text: Text) -> Evidence | None:
    for sentence in words.sentences(text.text):
        if words.looks_like_compatibility(sentence.text):
            return Evidence(text.line + sentence.line, text.says, sentence.text)
    return None


def _kept_imports(scene: Scene, node: ast.ImportFrom, texts: list[Text | None]) -> Iterator[Bridge]:
    """Names that are imported only for others to find them here, as a comment says."""
    for text in texts:
        found = _said(text) if text is not None else None
        if found is None or not _KEPT.search(found.words):
            continue
        names = [alias.asname or alias.name for alias in node.names if alias.name != "*"]
        spelled = [name for name in names if re.search(rf"\b{name}\b", found.words)]
        for name in spelled or names:
            path = scene.table.imports.get(name, "")
            if scene.table.module.is_package and path.startswith(scene.module + "."):
                continue  # what a package shows of its modules is its interface
            if path.partition(".")[0] in scene.tops and not name.startswith("_"):
                yield Bridge(f"{scene.module}.{name}", Sort.NAME, (found,), (), path, is_same=True)
        return
