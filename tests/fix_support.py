"""A small world in the middle of a migration, and what every mended file has to stand up to.

The world exists twice: as a tree of stubs, which the fixer reads, and as modules that are made when
they are imported, in which files are executed before and after. Afterwards the old paths are gone.
"""

from __future__ import annotations

import ast
import importlib
import io
import sys
import tokenize
import types
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from textwrap import dedent
from typing import Any, NamedTuple

import pytest
from support import make_project, write_files

from flake8_ssot import flake8_config
from flake8_ssot.fix import Fixed, fix_source
from flake8_ssot.index import is_at_or_below
from flake8_ssot.job import Job
from flake8_ssot.modules import Module
from flake8_ssot.scan import judge
from flake8_ssot.selection import make_selection

MOVED = {  # old path -> new path; "" if it has no successor
    "acme.legacy.engine.Engine": "acme.core.engine.UserEngine",
    "acme.legacy.engine.create": "acme.core.factory.create",
    "acme.legacy.engine.lost": "acme.core.engine.nowhere",
    "acme.legacy.engine.vague": "acme.lazy.vague",
    "acme.legacy.engine.wire": "elsewhere.net.wire",
    "acme.tools": "acme.kit",
    "acme.tools.Saw": "acme.saws.BigSaw",
    "acme.tools.Screw": "acme.kit.Bolt",
    "acme.num.product": "acme.num.prod",
    "acme.num.Old.make": "acme.num.Old.build",
    "acme.paint": "acme.colour",
    "acme.nomodule": "acme.missing",
    "acme.alone": "single",
    "acme.gone": "",
    "foo": "foo.core",
    "oldtop": "newtop",
    "swap.one.A": "swap.two.B",
    "swap.one.B": "swap.two.A",
    "chain.a.A": "chain.b.B",
    "chain.b.B": "chain.c.C",
    "acme.compat.List": "builtins.list",
    "acme.compat.open": "builtins.open",
}
RULES = "\n".join(
    f'[[moved]]\nid = "{old}"\nold = "{old}"\n' + (f'new = "{new}"\n' if new else "")
    for old, new in MOVED.items()
)
CALLS = """
[[signature]]
id = "send"
callable = "acme.mail.send"
modern = ["message", "recipient?", "*", "timeout?"]
legacy = [["message", "to?", "wait?"]]
rename = { to = "recipient", wait = "timeout" }

[[signature]]
id = "constructor"
callable = "acme.core.engine.UserEngine"
modern = ["context", "factory"]
legacy = [["registry", "bridge"]]
rewrite = "{callable}({registry}.context, make({bridge}))"
[signature.roles.registry]
names = ["registry"]
[signature.roles.bridge]
names = ["bridge"]
[signature.roles.context]
names = ["context"]

[[moved]]
id = "send-moved"
old = "acme.oldmail.send"
new = "acme.mail.send"

[[moved]]
id = "post-moved"
old = "acme.oldmail.post"
new = "acme.mail.send"
"""

NEW: dict[str, tuple[str, ...]] = {  # module -> its names; what they are is what they are called
    "acme": ("version",),
    "acme.core": (),
    "acme.core.engine": ("UserEngine", "stop", "helper"),
    "acme.core.factory": ("create",),
    "acme.kit": ("Hammer", "Bolt", "Nail", "hit"),
    "acme.kit.drill": ("Bit",),
    "acme.saws": ("BigSaw",),
    "acme.colour": ("Red", "Blue"),
    "acme.legacy": (),
    "acme.legacy.engine": ("run", "halt"),
    "acme.lazy": (),
    "acme.other": ("x", "y"),
    "acme.shadow": ("UserEngine", "BigSaw"),
    "acme.compat": ("Other",),
    "acme.num": ("prod", "Old"),
    "acme.mail": ("send",),
    "acme.oldmail": ("keep",),
    "acme.helpers": ("make",),
    "single": ("One", "Two"),
    "foo": (),
    "foo.core": ("Foo", "Bar"),
    "swap": (),
    "swap.one": ("stays",),
    "swap.two": ("A", "B"),
    "chain": (),
    "chain.a": ("keep",),
    "chain.b": ("keep",),
    "chain.c": ("C",),
    "newtop": ("Up", "Down"),
    "elsewhere": (),
    "elsewhere.net": ("wire",),
    "app": (),
}
OLD: dict[str, dict[str, str]] = {  # module -> its names that will be gone, and what they are
    "acme.legacy.engine": {
        "Engine": "acme.core.engine.UserEngine",
        "create": "acme.core.factory.create",
        "lost": "lost",
        "vague": "acme.lazy.vague",
        "wire": "elsewhere.net.wire",
    },
    "acme.tools": {
        "Hammer": "acme.kit.Hammer",
        "Nail": "acme.kit.Nail",
        "hit": "acme.kit.hit",
        "Saw": "acme.saws.BigSaw",
        "Screw": "acme.kit.Bolt",
    },
    "acme.tools.drill": {"Bit": "acme.kit.drill.Bit"},
    "acme.num": {"product": "acme.num.prod"},
    "acme.paint": {"Red": "acme.colour.Red", "Blue": "acme.colour.Blue"},
    "acme.nomodule": {"Thing": "acme.nomodule.Thing"},
    "acme.alone": {"One": "single.One", "Two": "single.Two"},
    "acme.gone": {"Ghost": "acme.gone.Ghost"},
    "oldtop": {"Up": "newtop.Up", "Down": "newtop.Down"},
    "foo": {"Foo": "foo.core.Foo", "Bar": "foo.core.Bar"},
    "swap.one": {"A": "swap.two.B", "B": "swap.two.A"},
    "chain.a": {"A": "chain.c.C"},
    "chain.b": {"B": "chain.c.C"},
    "acme.oldmail": {"send": "acme.mail.send", "post": "acme.mail.send"},
    "acme.compat": {"List": "builtins.list", "open": "builtins.open"},
}
MODULE_TAGS = {
    "acme.tools": "acme.kit",
    "acme.tools.drill": "acme.kit.drill",
    "acme.paint": "acme.colour",
    "acme.alone": "single",
    "foo": "foo.core",
    "oldtop": "newtop",
}
OUTSIDE = frozenset({"elsewhere", "single", "app"})  # not part of the tree that the fixer sees
TOPS = frozenset(name.partition(".")[0] for name in (*NEW, *OLD))


def write_world(folder: Path) -> None:
    """Write the stubs, old and new ones, as the fixer finds them in the project."""
    names: dict[str, list[str]] = {name: list(own) for name, own in NEW.items()}
    for name, gone in OLD.items():
        names.setdefault(name, []).extend(gone)
    found = {}
    for name, own in names.items():
        if name.partition(".")[0] in OUTSIDE:
            continue
        is_package = any(other.startswith(f"{name}.") for other in names)
        path = name.replace(".", "/") + ("/__init__.py" if is_package else ".py")
        found[path] = "".join(f"{item} = object()\n" for item in own)
    found["acme/lazy.py"] += "def __getattr__(name):\n    return object()\n"
    write_files(folder, found)


def xfail(reason: str) -> pytest.MarkDecorator:
    """The expectation is right, the fixer is not (yet)."""
    return pytest.mark.xfail(strict=True, reason=reason)


class Thing(type):
    """A class that knows its tag, which is the same by the old and the new path."""

    TAG: str

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        tag = f"{cls.TAG}.{name}"
        return make_thing(MOVED.get(tag, tag))


class _Base(Exception, metaclass=Thing):  # noqa: N818 - so that it can be raised and caught
    TAG = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args)
        self.kwargs = kwargs

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return make_thing(f"{type(self).TAG}().{name}")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return type(self)(*args, **kwargs)

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def __class_getitem__(cls, item: Any) -> Any:
        return cls


def make_thing(tag: str) -> Any:
    """The object that is called `tag` in the new world."""
    if tag.startswith("builtins."):
        return getattr(importlib.import_module("builtins"), tag.partition(".")[2])
    return Thing(tag.rpartition(".")[2], (_Base,), {"TAG": tag})


class World(MetaPathFinder, Loader):
    """Finds the modules of the world; the old names are there if `keeps` says so."""

    def __init__(self, keeps: Callable[[str], bool]) -> None:
        things: dict[str, Any] = {}

        def thing(tag: str) -> Any:
            return things.setdefault(tag, make_thing(tag))  # one object, by both paths

        self.modules: dict[str, dict[str, Any]] = {
            module: {name: thing(f"{module}.{name}") for name in names}
            for module, names in NEW.items()
        }
        for module, gone in OLD.items():
            stay = [name for name in gone if keeps(f"{module}.{name}")]
            if stay or keeps(module):
                found = self.modules.setdefault(module, {})
                found.update((name, thing(gone[name])) for name in stay)

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: types.ModuleType | None = None,
    ) -> ModuleSpec | None:
        if fullname not in self.modules:
            return None
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        name = module.__name__
        public = [item for item in self.modules[name] if not item.startswith("_")]
        tag = MODULE_TAGS.get(name, name)
        vars(module).update(self.modules[name], TAG=tag, __all__=public)
        if name == "acme.lazy":
            vars(module)["__getattr__"] = lambda item: make_thing(f"acme.lazy.{item}")

    @contextmanager
    def in_force(self) -> Iterator[None]:
        """Import from this world; afterwards nothing of it is left in the process."""
        assert not any(name.partition(".")[0] in TOPS for name in sys.modules)
        sys.meta_path.insert(0, self)
        try:
            yield
        finally:
            sys.meta_path.remove(self)
            for name in list(sys.modules):
                if name.partition(".")[0] in TOPS:
                    del sys.modules[name]


def namespace(data: bytes, module: Module, world: World) -> dict[str, object]:
    """Execute a file; the tags of its names."""
    code = compile(data, "executed.py", "exec", dont_inherit=True)
    with world.in_force():
        parent = module.name.rpartition(".")[0]
        if parent:
            importlib.import_module(parent)
        made = types.ModuleType(module.name)
        made.__package__ = module.name if module.is_package else parent
        if module.is_package:
            made.__path__ = []
        sys.modules[module.name] = made
        exec(code, vars(made))  # the tests' own sources, in a world of stubs
        return {
            name: tag_of(value)
            for name, value in vars(made).items()
            if not name.startswith("__") or name in ("__all__", "__annotations__")
        }


def tag_of(value: Any) -> object:
    """What a value is, comparable between worlds."""
    if isinstance(value, types.ModuleType):
        return "module", getattr(value, "TAG", value.__name__)
    if isinstance(value, Thing) and "TAG" in vars(value):
        return "thing", value.TAG
    if isinstance(value, _Base):
        return "instance", tag_of(type(value)), tag_of(value.args), tag_of(value.kwargs)
    if isinstance(value, type) and value.__module__ != "builtins":
        inside = {name: item for name, item in vars(value).items() if not name.startswith("__")}
        return "class", value.__name__, tag_of(value.__bases__), tag_of(inside)
    if isinstance(value, types.FunctionType):
        return "function", value.__name__, tag_of(value.__defaults__), tag_of(value.__annotations__)
    if isinstance(value, dict):
        return "dict", [(str(key), tag_of(item)) for key, item in value.items()]
    if isinstance(value, list | tuple):
        return type(value).__name__, [tag_of(item) for item in value]
    if isinstance(value, str | bytes | int | type(None) | type):
        return repr(value)
    return type(value).__name__


class Bench(NamedTuple):
    """A project, and how its files are mended."""

    folder: Path
    job: Job
    unsafe: bool = False

    def fix(self, before: str | bytes, path: str = "app/user.py") -> Fixed:
        data = dedent(before).encode() if isinstance(before, str) else before
        return fix_source(str(self.folder / path), data, self.job, unsafe=self.unsafe)

    def rewrites(self, before: str | bytes, after: str | bytes, path: str = "app/user.py") -> Fixed:
        """`before` becomes `after`, which parses, keeps its comments, and is settled."""
        wanted = dedent(after).encode() if isinstance(after, str) else after
        result = self.fix(before, path)
        assert result.problem is None
        assert text_of(result.after) == text_of(wanted), reasons(result)
        assert result.after == wanted
        assert result.after != result.before
        assert result.fixed
        ast.parse(result.after)
        assert not comments(result.before) - comments(result.after)
        again = self.fix(result.after, path)
        assert again.after == result.after
        assert again.left == result.left
        found = judge(str(self.folder / path), result.after, self.job).findings
        plain = [item._replace(fix=None, withheld="") for item in found]
        assert plain == [item.finding._replace(fix=None, withheld="") for item in result.left]
        return result

    def runs(self, result: Fixed, path: str = "app/user.py", dropped: str = "") -> None:
        """What is executed before, with the old paths, and after, without them, is the same.

        Only the old paths that are left stay. `dropped`: names that need not be there afterwards.
        """
        module = self.job.project.place(str(self.folder / path)).module
        left = {item.finding.old for item in result.left}

        def is_kept(name: str) -> bool:
            return any(is_at_or_below(name, old) or is_at_or_below(old, name) for old in left)

        was = namespace(result.before, module, World(lambda _: True))
        now = namespace(result.after, module, World(is_kept))
        kept = [name for name in was if name not in dropped.split()]
        assert {name: now.get(name) for name in kept} == {name: was[name] for name in kept}

    def stays(self, before: str | bytes, path: str = "app/user.py") -> str:
        """The file stays as it is; why, once for each reason."""
        result = self.fix(before, path)
        assert result.problem is None
        assert text_of(result.after) == text_of(result.before)
        assert not result.fixed
        return reasons(result)


def make_bench(
    folder: Path,
    rules: str = RULES,
    settings: str = "",
    *,
    tree: bool = True,
    select: tuple[str, ...] | None = None,
    unsafe: bool = False,
) -> Bench:
    """Write the rules and, with `tree`, the world into `folder`."""
    if tree:
        write_world(folder)
    loaded = make_project(folder, rules, settings)
    selection = make_selection(flake8_config.load(str(folder)), select, None, str(folder))
    return Bench(folder, Job(loaded, selection, with_fixes=True), unsafe)


def reasons(result: Fixed) -> str:
    """The reasons why something was left, in the order of the findings."""
    return "; ".join(dict.fromkeys(item.reason for item in result.left))


def text_of(data: bytes) -> str:
    """For messages: the bytes as text, whatever they are."""
    return data.decode("utf-8", "backslashreplace")


def comments(data: bytes) -> Counter[str]:
    """The comments of a file, but for those that are types."""
    tokens = tokenize.generate_tokens(io.StringIO(decoded(data)).readline)
    return Counter(
        token.string.rstrip()
        for token in tokens
        if token.type == tokenize.COMMENT and not token.string.startswith("# type: ")
    )


def decoded(data: bytes) -> str:
    """The text, with one kind of line end."""
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data.replace(b"\r", b"\n")).readline)
    text = data.decode(encoding)
    return text.replace("\r\n", "\n").replace("\r", "\n")
