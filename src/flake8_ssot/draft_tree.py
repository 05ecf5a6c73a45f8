"""The tree that rules are drafted for: in, Readings and import roots; out, answers about paths.

Files are looked up, and read once more at most, to see where a name of a module comes from.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from flake8_ssot import targets
from flake8_ssot.bridge_records import Reading
from flake8_ssot.draft_records import Uses
from flake8_ssot.modules import Module
from flake8_ssot.targets import Existence

MAX_DEFINERS = 3  # modules that a hint names


class Tree:
    """Everything that was read, by module."""

    def __init__(self, readings: Iterable[Reading], roots: tuple[str, ...]) -> None:
        self.roots = roots
        self.readings: dict[str, Reading] = {}
        self.hidden: list[Reading] = []  # files that a package of the same name hides
        self.names: dict[str, Counter[str]] = defaultdict(Counter)  # module -> names taken from it
        self.definers: dict[str, list[str]] = defaultdict(list)  # name -> modules that define it
        self.statements: list[tuple[str, tuple[str, ...]]] = []  # file, paths of an import
        self._answers: dict[str, targets.Answer] = {}
        self._modules: dict[str, bool] = {}
        for reading in sorted(readings, key=lambda item: (not item.module.is_package, item.path)):
            self._take(reading)

    def _take(self, reading: Reading) -> None:
        module = reading.module.name
        if module and module in self.readings:
            self.hidden.append(reading)
        elif module:
            self.readings[module] = reading
            for name in reading.definitions:
                self.definers[name].append(module)
        for paths in reading.uses:
            self.statements.append((reading.path, paths))
            for path in paths:
                owner, _, name = path.rpartition(".")
                if owner and owner != module:
                    self.names[owner][name] += 1

    def find(self, path: str) -> targets.Answer:
        """Does the path exist?"""
        if path not in self._answers:
            self._answers[path] = targets.find(path, self.roots)
        return self._answers[path]

    def exists(self, path: str) -> bool:
        return self.find(path).existence is Existence.EXISTS

    def is_module(self, path: str) -> bool:
        """Is it a module of the tree or of the standard library?"""
        if path not in self._modules:
            is_known = path in self.readings or targets.is_module(path, self.roots) is True
            self._modules[path] = is_known
        return self._modules[path]

    def module_of(self, path: str) -> str:
        """The longest part of a path that is a module; "" for none."""
        while path and not self.is_module(path):
            path = path.rpartition(".")[0]
        return path

    def taken_from(self, module: str) -> Counter[str]:
        """The names that other files import from a module, but for its submodules."""
        found = self.names.get(module, Counter())
        return Counter(
            {
                name: count
                for name, count in found.items()
                if name != "*" and not self.is_module(f"{module}.{name}")
            }
        )

    def origin(self, path: str) -> str | None:
        """Where the module of `path` has the name from, by its import statement."""
        module, _, name = path.rpartition(".")
        reading = self.readings.get(module)
        bound = targets.bound_names(reading.path) if reading is not None else None
        if reading is None or bound is None:
            return None
        if name in bound.imports:
            level, base, imported = bound.imports[name]
            absolute = reading.module.absolute(level, base or None)
            return ".".join(filter(None, (absolute, imported))) if absolute else None
        for level, star in bound.stars:
            absolute = reading.module.absolute(level, star)
            if absolute and name not in bound.names and self.exists(f"{absolute}.{name}"):
                return f"{absolute}.{name}"
        return None

    def exports(self, module: str) -> frozenset[str]:
        """What a star import of the module brings, as far as its own file tells."""
        reading = self.readings.get(module)
        bound = targets.bound_names(reading.path) if reading is not None else None
        return bound.exports if bound is not None else frozenset()

    def defines(self, module: str, name: str) -> bool:
        """Is it a class or function of the module itself?"""
        reading = self.readings.get(module)
        return reading is not None and name in reading.definitions

    def modules_below(self, package: str) -> list[str]:
        """The modules that were read below a package."""
        return sorted(name for name in self.readings if name.startswith(package + "."))

    def lists(self, path: str) -> bool:
        """Does the module of `path` name it in `__all__`?"""
        module, _, name = path.rpartition(".")
        reading = self.readings.get(module)
        bound = targets.bound_names(reading.path) if reading is not None else None
        if bound is None or "__all__" not in bound.names:
            return False
        return name in bound.exports

    def count(self, paths: Iterable[str]) -> dict[str, Uses]:
        """How many statements, and in how many files, import each path or something below it."""
        wanted = set(paths)
        statements: Counter[str] = Counter()
        files: dict[str, set[str]] = defaultdict(set)
        for file, imported in self.statements:
            for path in {prefix for item in imported for prefix in _prefixes(item)} & wanted:
                statements[path] += 1
                files[path].add(file)
        return {path: Uses(statements[path], len(files[path])) for path in wanted}


def _prefixes(path: str) -> list[str]:
    found = []
    while path:
        found.append(path)
        path = path.rpartition(".")[0]
    return found


def is_private(path: str) -> bool:
    """Has any part of the path a leading underscore?"""
    return any(part.startswith("_") and not part.endswith("__") for part in path.split("."))


def is_inside(module: Module, path: str) -> bool:
    """Does the path lie in the package that `module` is?"""
    return module.is_package and path.startswith(module.name + ".")
