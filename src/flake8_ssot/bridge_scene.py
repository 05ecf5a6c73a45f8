"""One file in which bridges are looked for, and what names in its texts may stand for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from flake8_ssot import bridge_words as words
from flake8_ssot.bridge_named import Named, named_successors
from flake8_ssot.bridge_records import Evidence, Successor
from flake8_ssot.bridge_table import Table
from flake8_ssot.bridge_texts import Text
from flake8_ssot.bridge_words import LABEL, OTHER, THIS, Sentence
from flake8_ssot.source import Source

FIRST = 5  # sentences of a docstring in which a bare "deprecated" is about its owner
AFTER = 4  # sentences, from the one on deprecation, that may name a successor


class Told(NamedTuple):
    """What a text says of its owner."""

    evidence: tuple[Evidence, ...] = ()
    successors: tuple[Successor, ...] = ()


class Scene(NamedTuple):
    """What the searches for bridges in one file share."""

    source: Source
    table: Table
    imported: dict[str, str]  # every name that any import of the file spells -> its path
    tops: frozenset[str]  # top-level packages of the tree
    helpers: dict[str, str]  # the file's own functions that warn -> their message

    @property
    def module(self) -> str:
        return self.table.module.name

    def is_named(self, about: str | None, path: str) -> bool:
        """Does the subject of a sentence, as `who` gives it, mean the thing at `path`?"""
        if about is None or about == OTHER:
            return False
        if about in (THIS, LABEL):
            return True
        if ":" in about:
            module, _, name = about.partition(":")
            return self.is_own_module(module) and path == f"{self.module}.{name}"
        own = path.rpartition(".")[2]
        return path == about or path.endswith("." + about) or about.rpartition(".")[2] == own

    def is_own_module(self, spelled: str) -> bool:
        """Is this module spelled, in full, from one of its packages on, or relatively?"""
        name = spelled.removesuffix(".py").strip(".")
        return self.module == name or self.module.endswith("." + name)

    def own_name(self, about: str | None) -> str:
        """The name of this module's top level that a sentence is about; "" for none."""
        if not about or about in (THIS, LABEL):
            return ""
        module, colon, name = about.partition(":")
        if not colon:
            module, _, name = about.rpartition(".")
        if module and not self.is_own_module(module):
            return ""
        return name if self.table.binds(name) else ""

    def told(self, text: Text | None, path: str, owner: str = "") -> Told:
        """What a docstring or comment says of the definition at `path` that it belongs to."""
        if text is None or not words.may_say_deprecated(text.text):
            return Told()
        said = words.head(words.sentences(text.text))
        for number, sentence in enumerate(said):
            about = words.who(sentence.text)
            if not self.is_named(about, path) or (about == LABEL and number >= FIRST):
                continue
            if sentence.text.startswith("..") and sentence.line and sentence.indent > text.indent:
                continue  # a directive below a parameter
            found = Evidence(text.line + sentence.line, text.says, sentence.text)
            return Told((found,), self.successors(said[number : number + AFTER], path, owner))
        return Told()

    def successors(
        self, said: Iterable[Sentence], path: str, owner: str = ""
    ) -> tuple[Successor, ...]:
        """What the sentences name as the successor of `path`; `owner`: the class it is in."""
        found: dict[tuple[str, ...], Successor] = {}
        for sentence in said:
            for named in named_successors(sentence.text):
                paths = self.paths_for(named, owner)
                is_itself = path in paths or self.module in paths
                is_itself = is_itself or named.text == path.rpartition(".")[2]
                is_nothing = named.is_word and not paths
                if not is_itself and not is_nothing:
                    key = paths or (named.text,)
                    found.setdefault(key, Successor(named.text, paths, named.module))
        return tuple(found.values())

    def paths_for(self, named: Named, owner: str = "") -> tuple[str, ...]:
        """The dotted paths that a name in a text may stand for, the likeliest first."""
        if named.is_file:
            dotted = named.text.removesuffix(".py").strip("./").replace("/", ".")
            is_name = all(part.isidentifier() for part in dotted.split("."))
            return tuple(self.around(dotted, near="." not in dotted)) if is_name else ()
        text = named.text
        if text.startswith("."):
            level = len(text) - len(text.lstrip("."))
            absolute = self.table.module.absolute(level, text.lstrip(".") or None)
            return (absolute,) if absolute else ()
        first, _, rest = text.partition(".")
        found: list[str] = []
        if owner and first in ("self", "cls", owner) and rest:
            found.append(f"{self.module}.{owner}.{rest}")
        if owner and not rest and self.is_member(owner, first):
            found.append(f"{self.module}.{owner}.{first}")
        if found:
            return tuple(found)
        if first in self.imported:
            return (f"{self.imported[first]}.{rest}" if rest else self.imported[first],)
        if self.table.binds(first):
            return (f"{self.module}.{text}",)
        return tuple(dict.fromkeys(self.around(text, near=False))) if rest else ()

    def is_member(self, owner: str, name: str) -> bool:
        """Does the body of the class bind the name?"""
        body = getattr(self.table.definitions.get(owner), "body", [])
        return any(getattr(item, "name", None) == name for item in body)

    def around(self, dotted: str, *, near: bool) -> list[str]:
        """The path itself, and below each package around this module."""
        if dotted.partition(".")[0] in self.tops and not near:
            return [dotted]
        package = self.table.module.package.split(".") if self.table.module.package else []
        around = [".".join([*package[:length], dotted]) for length in range(len(package), 0, -1)]
        return [*around, dotted] if near else [dotted, *around]
