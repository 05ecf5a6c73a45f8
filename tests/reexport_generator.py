"""Write packages whose modules hand names on, and say what each name is when they have run."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

from support import write_files

OLD = ("A", "B", "_C")  # what the deprecated module of each package defines
RULE = '[[moved]]\nid = "{id}"\nold = "{old}"\n'
# Run in the folder of the packages: module -> name -> what of the deprecated modules it is.
REPORT = """\
import importlib, json, sys
found = {}
for name in json.load(sys.stdin):
    try:
        module = importlib.import_module(name)
        legacy = importlib.import_module(name.partition(".")[0] + ".legacy")
    except (AttributeError, ImportError, NameError):  # a circle
        found[name] = None
        continue
    known = {id(getattr(legacy, old)): old for old in ("A", "B", "_C")} | {id(legacy): ""}
    names = [key for key in vars(module) if id(vars(module)[key]) in known]
    found[name] = {key: known[id(vars(module)[key])] for key in names}
print(json.dumps(found))
"""


class Package:
    """One package: a deprecated module, and others that import from it and from each other."""

    def __init__(self, number: int) -> None:
        self.random = random.Random(number)
        self.name = f"t{number}"
        self.is_module_rule = self.random.random() < 0.3
        self.files: dict[str, str] = {}
        self.bound: dict[str, dict[str, None]] = {}  # module -> its names
        self.exports: dict[str, list[str] | None] = {}
        self.add("legacy", "".join(f"class {name}: ...\n" for name in OLD), dict.fromkeys(OLD))
        # One package at most does something: two may run in circles, each half done.
        order = ["m1", "sub.m2", "m3", "sub.m4", self.random.choice(["sub", ""]), "m5"]
        for module in order[: self.random.randint(3, len(order))]:
            self.write(module)
        for package in ("", "sub"):
            if package not in self.bound:
                self.add(package, "", {})

    @property
    def modules(self) -> list[str]:
        return [self.full(module) for module in self.bound if module != "legacy"]

    @property
    def rules(self) -> str:
        old = f"{self.name}.legacy"
        if self.is_module_rule:
            return RULE.format(id=self.name, old=old)
        return "".join(RULE.format(id=f"{self.name}.{name}", old=f"{old}.{name}") for name in OLD)

    def full(self, module: str) -> str:
        return f"{self.name}.{module}" if module else self.name

    def add(self, module: str, source: str, names: dict[str, None]) -> None:
        folder = module in ("", "sub")
        path = f"{self.full(module).replace('.', '/')}{'/__init__' if folder else ''}.py"
        self.files[path] = source
        self.bound[module] = names
        self.exports.setdefault(module, None)

    def write(self, module: str) -> None:
        names: dict[str, None] = {}
        lines = ["from typing import TYPE_CHECKING"]
        starred: set[str] = set()
        for number in range(self.random.randint(1, 6)):
            lines += self.statement(module, names, f"n{number}", starred)
        has_lost = any(line.startswith("del ") for line in lines)
        if has_lost or self.random.random() < 0.3:
            chosen = [name for name in names if self.random.random() < 0.6]
            self.exports[module] = chosen
            lines.append(f"__all__ = {chosen!r}")
        self.add(module, "\n".join(lines) + "\n", names)

    def statement(
        self, module: str, names: dict[str, None], new: str, starred: set[str]
    ) -> list[str]:
        """Lines of one kind; `names` is what is bound behind them, `starred` whose star was."""
        pick = self.random
        source = pick.choice(["legacy", *self.bound])
        given = [*self.bound[source]]
        kinds = ["from"] * 3 + ["import", "attribute", "try", "hidden", "function", "class"]
        kinds += ["parent"] if source else []
        kind = pick.choice([*kinds, "star", "del", "alias"]) if given else "class"
        # What a star import binds anew is not known to an alias of it.
        if kind in ("del", "alias") and (not names or starred):
            kind = "class"
        if kind == "star" and source in starred:  # only where a name was first had is known
            kind = "class"
        name = pick.choice(given) if given else ""
        local = pick.choice([name, new, f"_{new}", *names]) or new
        if kind == "try":  # a name of its own: else it may be what it was before
            local = f"{new}_of_{module.replace('.', '_')}"
        origin, full = self.spelled(module, source), self.full(source)
        if kind == "star":
            exports = self.exports[source]
            starred.add(source)
            public = [item for item in given if not item.startswith("_")]
            names |= dict.fromkeys(public if exports is None else exports)
            return [f"from {origin} import *"]
        if kind == "del":
            gone = pick.choice([*names])
            del names[gone]
            return [f"del {gone}"]
        if kind == "hidden":
            return ["if TYPE_CHECKING:", f"    from {origin} import {name} as hidden"]
        if kind == "function":
            return [f"def {new}_f():", f"    from {origin} import {name}", f"    return {name}"]
        known = pick.choice([*names]) if names else ""
        names[local] = None
        parent, _, last = full.rpartition(".")
        lines = {
            "from": [f"from {origin} import {name} as {local}"],
            "import": [f"import {full} as module", f"{local} = module.{name}"],
            "attribute": [f"import {full}", f"{local} = {full}.{name}"],
            "parent": [f"from {parent} import {last} as module", f"{local} = module.{name}"],
            "try": ["try:", f"    from {origin} import {name} as {local}", "except OSError: pass"],
            "class": [f"class {local}: ..."],
            "alias": [f"{local} = {known}"],
        }
        return [line.replace(f"{name} as {name}", name) for line in lines[kind]]

    def spelled(self, module: str, source: str) -> str:
        """The source module as `module` may write it."""
        if self.random.random() < 0.6:
            return self.full(source)
        level = 2 if module in ("sub.m2", "sub.m4", "sub") else 1
        return "." * level + source


def report(folder: Path, packages: list[Package]) -> dict[str, dict[str, str] | None]:
    """Import all modules, in a process of their own; what their names are. None: it failed."""
    for package in packages:
        write_files(folder, package.files)
    modules = [module for package in packages for module in package.modules]
    done = subprocess.run(
        [sys.executable, "-c", REPORT],
        cwd=folder,
        input=json.dumps(modules),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, str] | None] = json.loads(done.stdout)
    return found
