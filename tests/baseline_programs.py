"""Small programs that use deprecated paths, random edits of them, and a model of what is known.

A program is a list of functions in several files. The model knows nothing of how `ssot` compares:
within a file, of uses alike in path and form as many are known as there were before.
"""

from __future__ import annotations

import random
from collections import Counter

FORMS = {
    "acme.tools": ["import acme.tools", "from acme import tools"],
    "acme.gone": ["import acme.gone", "from acme import gone"],
    "acme.legacy.Engine": ["from acme.legacy import Engine"],
}


class Function:
    """A function, in a class or at the top of its file, with some uses."""

    def __init__(self, name: str, uses: list[str], owner: str = "") -> None:
        self.name = name
        self.uses = uses
        self.owner = owner
        self.blank_lines = 0

    def text(self, indent: str) -> str:
        depth = indent if self.owner else ""
        body = [f"value_{self.name} = compute_{self.name}()", *self.uses]
        head = f"class {self.owner}:\n" if self.owner else ""
        lines = [f"{depth}def {self.name}(self):", *(f"{depth}{indent}{line}" for line in body)]
        return "\n" * self.blank_lines + head + "\n".join(lines) + "\n\n"


class File:
    """A module; `seed` makes it look like no other."""

    def __init__(self, seed: int, functions: list[Function]) -> None:
        self.seed = seed
        self.functions = functions
        self.indent = "    "
        self.is_broken = False

    def text(self) -> str:
        filler = "".join(
            f"setting_{self.seed}_{number} = option_{self.seed * 31 + number * 17}_{number}\n"
            for number in range(60)
        )
        functions = "".join(function.text(self.indent) for function in self.functions)
        return filler + functions + ("def (:\n" if self.is_broken else "")

    def uses(self) -> Counter[str]:
        return Counter(use for function in self.functions for use in function.uses)


class World:
    """The files by name; what the baseline holds, as the model has it."""

    def __init__(self, source: random.Random) -> None:
        self.source = source
        self.serial = 0
        self.files: dict[str, File] = {}
        for _ in range(source.randint(2, 4)):
            self.files[self.new_name()] = File(self.count(), self.functions())
        self.known = {name: file.uses() for name, file in self.files.items()}
        self.recorded_as = {name: name for name in self.files}

    def count(self) -> int:
        self.serial += 1
        return self.serial

    def new_name(self) -> str:
        return f"{self.source.choice(['', 'pkg/', 'pkg/sub/'])}module_{self.count()}.py"

    def functions(self) -> list[Function]:
        source = self.source
        return [
            Function(
                f"f{self.count()}",
                [self.use() for _ in range(source.choice([0, 1, 1, 2, 3]))],
                source.choice(["", "", f"C{self.count()}"]),
            )
            for _ in range(source.randint(1, 4))
        ]

    def use(self) -> str:
        return self.source.choice(FORMS[self.source.choice(sorted(FORMS))])

    # Edits: each returns nothing, and may find nothing to do.

    def insert_lines(self) -> None:
        self.function().blank_lines += 1

    def rename_function(self) -> None:
        self.function().name = f"f{self.count()}"

    def move_function(self) -> None:
        """To another place in its file."""
        functions = self.file().functions
        self.source.shuffle(functions)

    def add_function(self) -> None:
        self.file().functions += self.functions()[:1]

    def rename_file(self) -> None:
        name = self.name()
        new = self.new_name()
        self.files[new] = self.files.pop(name)
        if name in self.known:
            self.known[new] = self.known.pop(name)
            self.recorded_as[new] = self.recorded_as[name]

    def copy_file(self) -> None:
        """The old one stays: all that is in the copy is new."""
        file = self.file()
        copied = [Function(item.name, list(item.uses), item.owner) for item in file.functions]
        self.files[self.new_name()] = made = File(file.seed, copied)
        made.indent, made.is_broken = file.indent, file.is_broken

    def delete_file(self) -> None:
        if len(self.files) > 1:
            del self.files[self.name()]

    def delete_use(self) -> None:
        uses = self.function().uses
        if uses:
            uses.pop(self.source.randrange(len(uses)))

    def add_use(self) -> None:
        uses = self.function().uses
        uses.insert(self.source.randint(0, len(uses)), self.use())

    def swap_path(self) -> None:
        uses = self.function().uses
        if uses:
            uses[self.source.randrange(len(uses))] = self.use()

    def break_syntax(self) -> None:
        self.file().is_broken = True

    def mend_syntax(self) -> None:
        self.file().is_broken = False

    def reformat(self) -> None:
        self.file().indent = self.source.choice(["  ", "    ", "\t"])

    def name(self) -> str:
        return self.source.choice(sorted(self.files))

    def file(self) -> File:
        return self.files[self.name()]

    def function(self) -> Function:
        return self.source.choice(self.file().functions)

    EDITS = (
        insert_lines, rename_function, move_function, add_function, rename_file, delete_file,
        delete_use, delete_use, add_use, swap_path, break_syntax, mend_syntax, reformat,
    )  # fmt: skip

    def edit(self) -> None:
        self.source.choice(self.EDITS)(self)

    # What must be so.

    def new(self) -> Counter[tuple[str, str]]:
        """What must be reported: file and statement."""
        found: Counter[tuple[str, str]] = Counter()
        for name, file in self.files.items():
            if not file.is_broken:
                more = file.uses() - self.known.get(name, Counter())
                found.update({(name, use): count for use, count in more.items()})
        return found

    def left(self) -> dict[str, Counter[str]]:
        """What the baseline must hold when it is up to date.

        A file that cannot be parsed keeps all that it had, under the name that it had.
        """
        return {
            self.recorded_as[name] if self.files[name].is_broken else name: uses
            for name, uses in self.kept().items()
        }

    def kept(self) -> dict[str, Counter[str]]:
        """The same by the names that files have now."""
        kept = {}
        for name, uses in self.known.items():
            file = self.files.get(name)
            if file is not None and not self.is_out_of_sight(name):
                kept[name] = uses if file.is_broken else uses & file.uses()
        return {name: uses for name, uses in kept.items() if uses}

    def is_out_of_sight(self, name: str) -> bool:
        """Has it another name, and spells nothing that files that are gone were recorded for?"""
        if self.recorded_as[name] == name:
            return False
        gone = [
            uses for known, uses in self.known.items() if self.recorded_as[known] not in self.files
        ]
        words = {use.rpartition(" ")[2].rpartition(".")[2] for uses in gone for use in uses}
        text = self.files[name].text()
        return not any(word in text for word in words)

    def tighten(self) -> None:
        """The baseline is updated."""
        self.known = self.kept()
        for name in self.known:
            if not self.files[name].is_broken:
                self.recorded_as[name] = name
