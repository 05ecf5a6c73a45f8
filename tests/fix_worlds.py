"""Small worlds in which names have moved, and a way to run a program in them.

A scenario is a few rules and the modules they speak of. `Scenario.sources(kept)` is the world in
which only the deprecated paths of the rules `kept` are still there; `run` executes a program in a
world, loading its modules only when they are imported, and says what it saw. Each object has a tag,
the same under its old and its new path.
"""

from __future__ import annotations

import ast
import functools
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
import traceback
import types
import typing
import warnings
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple
from unittest import mock

# --- What a scenario is ---------------------------------------------------------------------------


class Subject(NamedTuple):
    """A deprecated name that programs use."""

    module: str
    name: str
    new: str = ""  # its new path; "": it has none
    sibling: str = ""  # another name of the module
    kind: str = "class"  # or "builtin", "function", "exception"

    @property
    def target(self) -> tuple[str, str]:
        """The module and the name to import for the new path."""
        module, _, name = self.new.rpartition(".")
        return module, name


class Scenario(NamedTuple):
    """Rules (id -> old path, new path) and modules, a line for each name:

        Name = tag             a class; `name() = tag` a function, `Name! = tag` an exception
        Name <- path @rule     a bridge to the object at `path`, until the rule's old path is gone
        > statement            as it is

    A module's key may say ` @rule`, too: then the whole module goes.
    """

    id: str
    rules: Mapping[str, tuple[str, str]]
    modules: Mapping[str, str]
    subjects: Sequence[Subject]
    copies: bool = False  # do bridges hold equal objects, instead of the same?

    def toml(self) -> str:
        tables = []
        for name, (old, new) in self.rules.items():
            target = f'new = "{new}"\n' if new else ""
            tables.append(f'[[moved]]\nid = "{name}"\nold = "{old}"\n{target}')
        return "\n".join(tables)

    def sources(self, kept: frozenset[str]) -> dict[str, str]:
        """The modules of the world that still has the deprecated paths of the rules `kept`."""
        tags = dict(self._tags())
        found = {}
        for key, lines in {**COMMON, **self.modules}.items():
            name, _, rule = key.partition(" @")
            if rule and rule not in kept:
                continue
            alive = [
                line.partition("@")[0].rstrip("# ")
                for line in lines.splitlines()
                if "@" not in line or line.partition("@")[2].strip() in kept
            ]
            body = "\n".join(_statement(line, tags, self.copies) for line in alive)
            tag = self._module_tag(name)
            found[name] = f"import probe as _probe\n_tag = {tag!r}\n{body}\n"
        return found

    def _module_tag(self, name: str) -> str:
        """A module that moved as a whole has the tag of its new self."""
        for old, new in self.rules.values():
            if new and (name == old or name.startswith(old + ".")):
                moved = new + name[len(old) :]
                if any(key.partition(" @")[0] == moved for key in self.modules):
                    return moved
        return name

    def _tags(self) -> Iterator[tuple[str, str]]:
        for key, lines in self.modules.items():
            for line in lines.splitlines():
                if line.startswith("> "):
                    continue
                name, separator, tag = line.partition("@")[0].partition(" = ")
                if separator:
                    yield (
                        f"{key.partition(' @')[0]}.{name}".rstrip("()!"),
                        f"{name} = {tag.strip()}",
                    )

    @property
    def packages(self) -> frozenset[str]:
        names = [key.partition(" @")[0] for key in {**COMMON, **self.modules}]
        return frozenset(name.rpartition(".")[0] for name in names) - {""}

    def files(self, kept: frozenset[str]) -> dict[str, str]:
        """The world on disk."""
        found = {}
        for name, source in self.sources(kept).items():
            path = name.replace(".", "/")
            found[f"{path}/__init__.py" if name in self.packages else f"{path}.py"] = source
        return found

    def beside(self, module: str) -> str:
        """The last name of another module of the same package; "" if there is none."""
        parent = module.rpartition(".")[0]
        names = {key.partition(" @")[0].rpartition(".") for key in {**COMMON, **self.modules}}
        return next(
            (
                last
                for above, _, last in sorted(names)
                if above == parent and last != module[-len(last) :]
            ),
            "",
        )

    @property
    def all_rules(self) -> frozenset[str]:
        return frozenset(self.rules)


def _statement(line: str, tags: Mapping[str, str], copies: bool, name: str = "") -> str:
    """The Python that a line of a module stands for."""
    if line.startswith("> "):
        return line[2:]
    if " <- " in line:
        name, path = (part.strip() for part in line.split(" <- "))
        if not copies or path not in tags:
            parent, _, last = path.rpartition(".")
            if parent.rpartition(".")[2][:1].isupper():  # nested in a class
                module, _, outer = parent.rpartition(".")
                return f"from {module} import {outer} as _{outer}\n{name} = _{outer}.{last}"
            return f"from {parent} import {last} as {name}"
        line = tags[path]
    defined, separator, tag = (part.strip() for part in line.partition(" = "))
    if not separator:
        return line
    local = name or defined.rstrip("()!")
    if defined.endswith("()"):
        return f"{local} = _probe.function({tag!r})"
    base = "_probe.Trouble" if defined.endswith("!") else "_probe.Tagged"
    return f"class {local}({base}): tag = {tag!r}"


PROBE = """\
class Tagged:
    tag = "none"
    part = 7

    def __init__(self, *args, **kwargs):
        self.args = args

    def __call__(self, *args):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *details):
        return None

    @classmethod
    def create(cls, *args):
        return cls(*args)

class Trouble(Exception):
    tag = "none"

def function(tag):
    def made(*args):
        return args[0] if args and callable(args[0]) else tag
    made.tag = tag
    return made
"""

COMMON = {  # what every scenario has, and no rule moves
    "acme": "",
    "acme.app": "",
    "acme.app.deep": "",
    "acme.app.near": "Near = near",
    "acme.other": "",
    "acme.other.things": "Thing = thing\nwidget() = widget",
}

# --- The scenarios --------------------------------------------------------------------------------

_ENGINE = "acme.legacy.engine"


def _symbol(name: str, new: str, *, tag: str = "engine", copies: bool = False) -> Scenario:
    """`acme.legacy.engine.Engine` moves to `new`; `Helper` stays where it is."""
    module, _, last = new.rpartition(".")
    parents = {}
    for length in range(1, module.count(".") + 1):
        parents[".".join(module.split(".")[:length])] = ""
    return Scenario(
        name,
        {"engine": (f"{_ENGINE}.Engine", new)},
        {
            "acme.legacy": "",
            _ENGINE: f"Helper = helper\nEngine <- {new} @engine",
            "acme.legacy.side": "Side = side",
            **parents,
            module: f"{last} = {tag}\nModern = modern",
        },
        [Subject(_ENGINE, "Engine", new, "Helper")],
        copies,
    )


_TOOLS = "Hammer = hammer\nSaw = saw\npolish() = polish"
_TOOLS_BRIDGES = "Hammer <- acme.kit.Hammer\nSaw <- acme.kit.Saw\npolish <- acme.kit.polish"

SCENARIOS = [
    _symbol("renamed and moved", "acme.core.engine.UserEngine"),
    _symbol("renamed and moved, a copy", "acme.core.engine.UserEngine", copies=True),
    _symbol("moved", "acme.core.engine.Engine"),
    _symbol("to another package", "kit.people.deep.Engine"),
    _symbol("to a top-level module", "motors.Engine"),
    _symbol("to a top-level module, renamed", "motors.Motor", copies=True),
    _symbol("into the user's package", "acme.app.motors.UserEngine"),
    Scenario(
        "to a builtin",
        {"list": ("acme.compat.List", "builtins.list")},
        {"acme.compat": "Text = text\nList <- builtins.list @list"},
        [Subject("acme.compat", "List", "builtins.list", "Text", "builtin")],
    ),
    Scenario(
        "a function, a class, an exception",
        {
            "make": ("acme.legacy.make", "acme.core.build"),
            "user": ("acme.legacy.User", "acme.core.people.Person"),
            "trouble": ("acme.legacy.Trouble", "acme.core.Failure"),
        },
        {
            "acme.legacy": "Rest = rest\nmake <- acme.core.build @make\n"
            "User <- acme.core.people.Person @user\nTrouble <- acme.core.Failure @trouble",
            "acme.core": "build() = make\nFailure! = trouble",
            "acme.core.people": "Person = user",
        },
        [
            Subject("acme.legacy", "make", "acme.core.build", "Rest", "function"),
            Subject("acme.legacy", "User", "acme.core.people.Person", "make"),
            Subject("acme.legacy", "Trouble", "acme.core.Failure", "Rest", "exception"),
        ],
    ),
    Scenario(
        "an exception",
        {"trouble": ("acme.errors.Trouble", "acme.core.errors.Failure")},
        {
            "acme.errors": "Mishap! = mishap\nTrouble <- acme.core.errors.Failure @trouble",
            "acme.core": "",
            "acme.core.errors": "Failure! = trouble",
        },
        [Subject("acme.errors", "Trouble", "acme.core.errors.Failure", "Mishap", "exception")],
    ),
    Scenario(
        "renamed in its module",
        {"engine": ("acme.core.engine.Engine", "acme.core.engine.UserEngine")},
        {
            "acme.core": "",
            "acme.core.engine": "UserEngine = engine\nHelper = helper\nEngine = engine @engine",
        },
        [Subject("acme.core.engine", "Engine", "acme.core.engine.UserEngine", "Helper")],
    ),
    Scenario(
        "a module",
        {"tools": ("acme.tools", "acme.kit")},
        {"acme.tools @tools": _TOOLS_BRIDGES, "acme.kit": _TOOLS},
        [
            Subject("acme.tools", "Hammer", "acme.kit.Hammer", "Saw"),
            Subject("acme.tools", "polish", "acme.kit.polish", "Saw", "function"),
        ],
    ),
    Scenario(
        "a module, to a top-level one",
        {"tools": ("acme.tools", "kit")},
        {
            "acme.tools @tools": _TOOLS_BRIDGES.replace("acme.kit", "kit"),
            "kit": _TOOLS,
        },
        [Subject("acme.tools", "Hammer", "kit.Hammer", "Saw")],
        copies=True,
    ),
    Scenario(
        "a module, its last name kept",
        {"tools": ("acme.old.tools", "acme.new.tools")},
        {
            "acme.old": "",
            "acme.old.side": "Side = side",
            "acme.old.tools @tools": _TOOLS_BRIDGES.replace("acme.kit", "acme.new.tools"),
            "acme.new": "",
            "acme.new.tools": _TOOLS,
        },
        [Subject("acme.old.tools", "Hammer", "acme.new.tools.Hammer", "polish")],
    ),
    Scenario(
        "a module, one name elsewhere",
        {"tools": ("acme.tools", "acme.kit"), "saw": ("acme.tools.Saw", "acme.sharp.blades.Fine")},
        {
            "acme.tools @tools": "Hammer <- acme.kit.Hammer\npolish <- acme.kit.polish\n"
            "Saw <- acme.sharp.blades.Fine @saw",
            "acme.kit": "Hammer = hammer\npolish() = polish",
            "acme.sharp": "",
            "acme.sharp.blades": "Fine = saw",
        },
        [
            Subject("acme.tools", "Hammer", "acme.kit.Hammer", "Saw"),
            Subject("acme.tools", "Saw", "acme.sharp.blades.Fine", "Hammer"),
        ],
    ),
    Scenario(
        "a package, and what is below",
        {"legacy": ("acme.legacy", "acme.modern")},
        {
            "acme.legacy @legacy": "Top <- acme.modern.Top",
            "acme.legacy.engine @legacy": "Engine <- acme.modern.engine.Engine\n"
            "Helper <- acme.modern.engine.Helper",
            "acme.legacy.side @legacy": "Side <- acme.modern.side.Side",
            "acme.modern": "Top = top",
            "acme.modern.engine": "Engine = engine\nHelper = helper",
            "acme.modern.side": "Side = side",
        },
        [
            Subject("acme.legacy.engine", "Engine", "acme.modern.engine.Engine", "Helper"),
            Subject("acme.legacy", "Top", "acme.modern.Top"),
        ],
    ),
    Scenario(
        "a chain",
        {
            "one": ("acme.one.Engine", "acme.two.Engine"),
            "two": ("acme.two.Engine", "acme.three.Motor"),
        },
        {
            "acme.one": "Rest = rest\nEngine <- acme.three.Motor @one",
            "acme.two": "More = more\nEngine <- acme.three.Motor @two",
            "acme.three": "Motor = motor",
        },
        [
            Subject("acme.one", "Engine", "acme.three.Motor", "Rest"),
            Subject("acme.two", "Engine", "acme.three.Motor", "More"),
        ],
    ),
    Scenario(
        "below itself",
        {"engine": ("acme.engine", "acme.engine.core")},
        {
            "acme.engine": "Engine <- acme.engine.core.Engine @engine\n"
            "Helper <- acme.engine.core.Helper @engine",
            "acme.engine.core": "Engine = engine\nHelper = helper",
        },
        [Subject("acme.engine", "Engine", "acme.engine.core.Engine", "Helper")],
    ),
    Scenario(
        "two names exchanged",
        {"a": ("acme.one.Alpha", "acme.two.Beta"), "b": ("acme.one.Beta", "acme.two.Alpha")},
        {
            "acme.one": "Rest = rest\nAlpha <- acme.two.Beta @a\nBeta <- acme.two.Alpha @b",
            "acme.two": "Alpha = was beta\nBeta = was alpha",
        },
        [
            Subject("acme.one", "Alpha", "acme.two.Beta", "Beta"),
            Subject("acme.one", "Beta", "acme.two.Alpha", "Alpha"),
        ],
    ),
    Scenario(
        "no successor",
        {
            "gone": ("acme.legacy.Gone", ""),
            "user": ("acme.legacy.User", "acme.core.User"),
        },
        {
            "acme.legacy": "Rest = rest\nGone = gone @gone\nUser <- acme.core.User @user",
            "acme.core": "User = user",
        },
        [
            Subject("acme.legacy", "Gone", "", "User"),
            Subject("acme.legacy", "User", "acme.core.User", "Rest"),
        ],
    ),
    Scenario(
        "its target is missing",
        {
            "lost": ("acme.legacy.Lost", "acme.core.Found"),
            "user": ("acme.legacy.User", "acme.core.User"),
        },
        {
            "acme.legacy": "Rest = rest\nLost = lost @lost\nUser <- acme.core.User @user",
            "acme.core": "User = user",
        },
        [
            Subject("acme.legacy", "Lost", "", "User"),
            Subject("acme.legacy", "User", "acme.core.User", "Rest"),
        ],
    ),
    Scenario(
        "a module without one of its names",
        {"tools": ("acme.tools", "acme.kit")},
        {
            "acme.tools @tools": "Hammer <- acme.kit.Hammer\nLost = lost",
            "acme.kit": "Hammer = hammer\nExtra = extra",
        },
        [Subject("acme.tools", "Hammer", "acme.kit.Hammer", "Lost")],
    ),
    Scenario(
        "a module that says what it exports",
        {"tools": ("acme.tools", "acme.kit")},
        {
            "acme.tools @tools": "Hammer <- acme.kit.Hammer\nSaw <- acme.kit.Saw\n"
            "> __all__ = ['Hammer']",
            "acme.kit": "Hammer = hammer\nSaw = saw\nMore = more\n> __all__ = ('Hammer', 'More')",
        },
        [Subject("acme.tools", "Hammer", "acme.kit.Hammer", "Saw")],
    ),
    Scenario(
        "a bridge that answers when asked",
        {"user": ("acme.legacy.User", "acme.core.Person")},
        {
            "acme.legacy": "Rest = rest\n> def __getattr__(name):  # @user\n"
            ">     if name == 'User':  # @user\n>         import acme.core  # @user\n"
            ">         return acme.core.Person  # @user\n>     raise AttributeError(name)  # @user",
            "acme.core": "Person = user",
        },
        [Subject("acme.legacy", "User", "acme.core.Person", "Rest")],
    ),
    Scenario(
        "into a class",
        {"colour": ("acme.legacy.Colour", "acme.core.Palette.Colour")},
        {
            "acme.legacy": "Rest = rest\nColour <- acme.core.Palette.Colour @colour",
            "acme.core": "> class Palette(_probe.Tagged):\n"
            ">     Colour = type('Colour', (_probe.Tagged,), {'tag': 'colour'})",
        },
        [Subject("acme.legacy", "Colour", "", "Rest")],
    ),
    Scenario(
        "near the user",
        {"engine": ("acme.app.old.Engine", "acme.app.near.deep.Engine")},
        {
            "acme.app.old": "Rest = rest\nEngine <- acme.app.near.deep.Engine @engine",
            "acme.app.near": "Near = near",
            "acme.app.near.deep": "Engine = engine",
        },
        [Subject("acme.app.old", "Engine", "acme.app.near.deep.Engine", "Rest")],
    ),
]

# --- Running --------------------------------------------------------------------------------------


class Observed(NamedTuple):
    """What a program did."""

    seen: tuple[tuple[str, str], ...]  # label, what was there
    names: Mapping[str, str]  # the module's names in the end
    exports: tuple[str, ...]  # what `__all__` stands for
    comments: tuple[str, ...]  # what the types in comments stand for
    error: str = ""


class World(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Modules that are loaded when they are imported, and nowhere else."""

    def __init__(self, sources: Mapping[str, str], packages: frozenset[str]) -> None:
        self.sources = {**sources, "probe": PROBE}
        self.packages = packages
        self.tops = {name.partition(".")[0] for name in self.sources} | {"kit", "motors"}

    def find_spec(
        self, name: str, path: object = None, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name.partition(".")[0] not in self.tops:
            return None
        if name not in self.sources:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        spec = importlib.machinery.ModuleSpec(name, self, is_package=name in self.packages)
        if name in self.packages:
            spec.submodule_search_locations = []
        return spec

    def create_module(self, spec: object) -> None:
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        exec(_compiled(self.sources[module.__name__]), module.__dict__)

    @contextmanager
    def installed(self) -> Iterator[None]:
        sys.meta_path.insert(0, self)
        try:
            yield
        finally:
            sys.meta_path.remove(self)
            for name in [name for name in sys.modules if name.partition(".")[0] in self.tops]:
                del sys.modules[name]


@functools.lru_cache(maxsize=4096)
def _compiled(source: str) -> types.CodeType:
    return compile(source, "<stub>", "exec", dont_inherit=True)


@functools.lru_cache(maxsize=1024)
def _world(number: int, kept: frozenset[str]) -> World:
    scenario = SCENARIOS[number]
    return World(scenario.sources(kept), scenario.packages)


def world(scenario: Scenario, kept: frozenset[str]) -> World:
    """The world that still has the deprecated paths of the rules `kept`."""
    return _world(SCENARIOS.index(scenario), kept)


HELPERS = ("see", "see_hints", "drive")


def run(data: bytes, name: str, is_package: bool, where: World, *, checking: bool) -> Observed:
    """Execute a program as the module `name`; `checking` is what TYPE_CHECKING is."""
    seen: list[tuple[str, str]] = []

    def see(label: object, value: object) -> None:
        seen.append((str(label), describe(value)))

    def see_hints(label: object, value: Any, local: dict[str, object]) -> None:
        try:
            found = typing.get_type_hints(value, None, local or None)
        except Exception as error:
            seen.append((str(label), type(error).__name__))
        else:
            see(label, found)

    module = types.ModuleType(name)
    module.__package__ = name if is_package else name.rpartition(".")[0]
    if is_package:
        module.__path__ = []
    namespace = module.__dict__
    namespace.update(see=see, see_hints=see_hints, drive=_drive)
    error = ""
    for forget in getattr(typing, "_cleanups", ()):  # `Optional["X"]` keeps what X was
        forget()
    with where.installed(), mock.patch.object(typing, "TYPE_CHECKING", checking):
        try:
            if "." in name:
                importlib.import_module(name.rpartition(".")[0])
            sys.modules[name] = module
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                exec(compile(data, f"<{name}>", "exec", dont_inherit=True), namespace)
        except Exception as raised:
            error = traceback.format_exc(limit=-1)
            if not isinstance(raised, SyntaxError):
                error = error.partition("\n")[2]
        finally:
            sys.modules.pop(name, None)
        names = {
            key: describe(value)
            for key, value in namespace.items()
            if not key.startswith("__") and key not in HELPERS
        }
        exports = tuple(
            describe(namespace.get(key, "missing")) for key in namespace.get("__all__", ())
        )
        comments = () if error else _comments(data, namespace)
        return Observed(tuple(seen), names, exports, comments, error)


def _drive(coroutine: Coroutine[object, object, object]) -> object:
    """Run a coroutine that waits for nothing."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value
    raise AssertionError(coroutine)


def _comments(data: bytes, namespace: dict[str, Any]) -> tuple[str, ...]:
    """What the type comments of the module itself stand for, seen from its end."""
    if b"# type:" not in data:
        return ()
    found = []
    nodes: list[ast.AST] = [ast.parse(data, type_comments=True)]
    while nodes:
        node = nodes.pop()
        comment = getattr(node, "type_comment", None)
        parts = comment.split("->") if isinstance(comment, str) else []
        found += [_evaluated(part.strip(), dict(namespace)) for part in parts]
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            nodes += ast.iter_child_nodes(node)
    return tuple(found)


def _evaluated(text: str, namespace: dict[str, Any]) -> str:
    try:
        return describe(eval(text, namespace))
    except Exception as error:
        return type(error).__name__


def describe(value: object) -> str:
    """What a value is, in words that do not depend on the path it was imported by."""
    if isinstance(value, types.ModuleType):
        return f"module {getattr(value, '_tag', value.__name__)}"
    if isinstance(value, dict):
        pairs = (f"{describe(key)}: {describe(item)}" for key, item in value.items())
        return f"{{{', '.join(pairs)}}}"
    if typing.get_origin(value) is not None:
        arguments = ", ".join(describe(item) for item in typing.get_args(value))
        return f"{describe(typing.get_origin(value))}[{arguments}]"
    if isinstance(value, list | tuple | set):
        return f"{type(value).__name__}({', '.join(map(describe, value))})"
    if isinstance(value, type):
        return f"class {getattr(value, 'tag', value.__name__)}"
    if isinstance(value, str | int | float | bytes | None):
        return repr(value)
    tag = getattr(value, "tag", None)
    return f"{'callable' if isinstance(value, types.FunctionType) else 'object'} {tag}"
