"""Deprecated modules, and names that their modules speak of: in, a Scene; out, Bridges."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from flake8_ssot import bridge_words as words
from flake8_ssot.bridge_getattr import WARNS, Handed, handed_by_getattr, listed_in_tables
from flake8_ssot.bridge_records import Bridge, Evidence, Sort
from flake8_ssot.bridge_scene import AFTER, FIRST, Scene
from flake8_ssot.bridge_table import only_reexports
from flake8_ssot.bridge_texts import Text, docstring_of, header_of, with_comments
from flake8_ssot.bridge_warnings import Warned, warnings_in
from flake8_ssot.bridge_words import LABEL, OTHER, THIS, Sentence

HEAD = 40  # sentences of a module's docstring that are read
TITLE = 2  # sentences that say what a module is
_ITSELF = re.compile(r"\b(?:this|module|file|package)\b", re.IGNORECASE)
_COMPATIBLE_NAME = re.compile(r"compat|py3|six|shim", re.IGNORECASE)


def module_bridges(scene: Scene, *, has_words: bool) -> Iterator[Bridge]:
    """The module, if it is a bridge, and those of its names that its texts call deprecated."""
    tree = scene.source.tree
    text = docstring_of(tree)
    if text is None and tree.body:
        text = header_of(scene.source, tree.body[0])
    said = words.sentences(text.text)[:HEAD] if text is not None and has_words else []
    if has_words:
        yield from _named_in(scene, said, text)
        yield from _warned_of(scene)
        yield from _commented(scene)
    for handed in [*handed_by_getattr(scene.table, scene.helpers), *listed_in_tables(scene.table)]:
        yield from _handed(scene, handed, said)
    strong, weak = _evidence(scene, said, text)
    only = only_reexports(scene.table) and _hands_on(scene)
    says_so = any(words.says_deprecated(item.words) for item in strong)
    is_private = any(part.startswith("_") for part in scene.module.split("."))
    if is_private and not says_so:
        return  # nobody else is meant to import it
    after = scene.successors(said, scene.module)
    if strong:
        yield Bridge(scene.module, Sort.MODULE, (*strong, *weak)[:3], after)
    elif weak and (only or _hands_on_most(scene)):
        yield Bridge(scene.module, Sort.MODULE, tuple(weak[:3]), after, is_sure=False)
    elif only and not scene.table.module.is_package:
        found = Evidence(1, "does nothing but re-export")
        yield Bridge(scene.module, Sort.MODULE, (found,), is_sure=False)


def _evidence(
    scene: Scene, said: list[Sentence], text: Text | None
) -> tuple[list[Evidence], list[Evidence]]:
    """What the text says of the module: what is enough, and what is so only with its shape."""
    strong: list[Evidence] = []
    weak: list[Evidence] = []
    about_others = _COMPATIBLE_NAME.search(scene.module.rpartition(".")[2]) is not None
    for number, sentence in enumerate(said):
        assert text is not None
        found = Evidence(text.line + sentence.line, text.says, sentence.text)
        about = words.who(sentence.text)
        if about is not None and ":" not in about and scene.is_named(about, scene.module):
            if about != LABEL or number < 2 * FIRST:
                strong.append(found)
        elif about_others:
            continue
        elif words.looks_like_bridge_module(sentence.text):
            is_title = number < TITLE or _ITSELF.search(sentence.text)
            (strong if is_title else weak).append(found)
        elif words.looks_like_compatibility(sentence.text):
            weak.append(found)
    return strong, weak


def _named_in(scene: Scene, said: list[Sentence], text: Text | None) -> Iterator[Bridge]:
    for number, sentence in enumerate(said):
        assert text is not None
        name = scene.own_name(words.who(sentence.text))
        if name and name != scene.module.rpartition(".")[2]:
            found = Evidence(text.line + sentence.line, text.says, sentence.text)
            yield _of_name(scene, name, found, said[number : number + AFTER])


def _of_name(scene: Scene, name: str, found: Evidence, said: list[Sentence]) -> Bridge:
    path = f"{scene.module}.{name}"
    node = scene.table.definitions.get(name)
    sort = Sort.NAME
    if node is not None:
        sort = Sort.CLASS if isinstance(node, ast.ClassDef) else Sort.FUNCTION
    behind = scene.table.handed().get(name)
    return Bridge(path, sort, (found,), scene.successors(said, path), behind, behind is not None)


def _warned_of(scene: Scene) -> Iterator[Bridge]:
    """What runs with the module and warns: of the module, or of a name in it."""
    for warned in warnings_in(scene.source.tree.body, scene.table, scene.helpers):
        about = words.who(warned.message)
        found = Evidence(warned.line, "warns", warned.message)
        said = words.sentences(warned.message)
        first = warned.message.partition(" ")[0]
        name = scene.own_name(about) or (scene.own_name(first) if about is None else "")
        if name and name != scene.module.rpartition(".")[2]:
            yield _of_name(scene, name, found, said)
        elif _is_of_module(scene, warned, about):
            yield Bridge(scene.module, Sort.MODULE, (found,), scene.successors(said, scene.module))


def _is_of_module(scene: Scene, warned: Warned, about: str | None) -> bool:
    own = scene.module.rpartition(".")[2]
    if warned.is_conditional:
        is_said = about == THIS and _ITSELF.search(warned.message)
        return bool(is_said) or (
            about not in (None, THIS, LABEL) and scene.is_named(about, scene.module)
        )
    if about is None or scene.is_named(about, scene.module):
        return True
    return re.search(rf"\b{own}\b", warned.message) is not None


def _commented(scene: Scene) -> Iterator[Bridge]:
    """Comments between statements: "DEPRECATED: from here import X"."""
    seen: set[int] = set()
    for _, text, _ in with_comments(scene.source, scene.table.steps):
        if text is None or text.line in seen:
            continue
        seen.add(text.line)
        said = words.sentences(text.text)
        for number, sentence in enumerate(said):
            about = words.who(sentence.text)
            name = scene.own_name(about) if about and ":" in about else ""
            if name:
                found = Evidence(text.line + sentence.line, text.says, sentence.text)
                yield _of_name(scene, name, found, said[number : number + AFTER])


def _handed(scene: Scene, handed: Handed, about_module: list[Sentence]) -> Iterator[Bridge]:
    """What `__getattr__` and tables speak of."""
    found = Evidence(handed.line, handed.says, handed.message)
    said = words.sentences(handed.message)
    if not handed.name:
        if words.who(handed.message) == OTHER:
            return
        if handed.says == WARNS or not scene.table.module.is_package:
            after = scene.successors([*said, *about_module], scene.module)
            yield Bridge(scene.module, Sort.MODULE, (found,), after, handed.behind)
        return
    path = f"{scene.module}.{handed.name}"
    after = () if handed.behind else scene.successors(said, path)
    yield Bridge(path, Sort.NAME, (found,), after, handed.behind, is_same=handed.behind is not None)


def _hands_on(scene: Scene) -> bool:
    """Does it hand on any public name, or all, of another module of the tree?"""
    stars = any(star.partition(".")[0] in scene.tops for star in scene.table.stars)
    return stars or bool(_handed_names(scene))


def _handed_names(scene: Scene) -> list[str]:
    return [
        name
        for name, path in scene.table.handed().items()
        if scene.table.is_public(name) and path.partition(".")[0] in scene.tops
    ]


def _hands_on_most(scene: Scene) -> bool:
    """Are most of its public names from elsewhere?"""
    own = [name for name in scene.table.definitions if scene.table.is_public(name)]
    exports = scene.table.exports
    handed = [name for name in _handed_names(scene) if exports is not None or name not in own]
    return exports is not None and len(handed) > len(own)
