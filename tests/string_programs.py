"""Python files with paths in strings, made from a seed, and what is to be found in each.

`generate(seed)` writes a file of several sites. A site is a form of call (or a setting, or none), a
path that a rule governs or nearly governs, a way to write it, a way for it to get to the call, and
a place. Each site says which of its lines must be reported, with code and path; no other may be.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from textwrap import indent
from typing import NamedTuple

RULES = """\
[[moved]]
id = "module"
old = "acme.legacy"
new = "fresh.core"

[[moved]]
id = "symbol"
old = "acme.old.engine.Engine"
new = "fresh.engine.UserEngine"

[[moved]]
id = "top"
old = "oldtop"
new = "newtop"
"""
GOVERNED = ("acme.legacy", "acme.old.engine.Engine", "oldtop")

MODULES = ("acme.legacy", "acme.legacy.sub", "acme.legacy.sub.deep", "oldtop", "oldtop.sub")
OTHER_MODULES = (
    "acme.core",
    "acme.legacy_v2",
    "xacme.legacy",
    "acme.old.engine",
    "acme.old",
    "acme.legac",
    "oldtopping",
    "oldto",
    "x.oldtop",
)
OBJECTS = (
    "acme.legacy.Engine",
    "acme.legacy.Engine.run",
    "acme.legacy.sub.helper",
    "acme.old.engine.Engine",
    "acme.old.engine.Engine.run",
    "oldtop.Thing",
)
OTHER_OBJECTS = (
    "acme.core.Engine",
    "acme.legacy_v2.Engine",
    "acme.old.engine.Other",
    "acme.old.engine.EngineX",
    "acme.old.Engine",
    "app.user.Engine",
    "xacme.legacy.Engine",
    "app.acme.legacy.Engine",
    "oldtopping.Thing",
)
NO_PATHS = (
    "use {} instead",
    "{} is old",
    " {}",
    "{} ",
    "{}.",
    ".{}",
    "{}-x",
    "{}()",
    "x/{}",
    "https://{}/",
    "{}, {}",
    "\\n{}",
)


def is_governed(path: str) -> bool:
    return any(path == old or path.startswith(f"{old}.") for old in GOVERNED)


class Mark(NamedTuple):
    """A line of a text that must be reported."""

    line: int  # 0-based, in the text
    code: str
    path: str


class Text(NamedTuple):
    """Lines of source, and what is to be found in them."""

    source: str
    marks: tuple[Mark, ...] = ()

    def shifted(self, lines: int) -> tuple[Mark, ...]:
        return tuple(mark._replace(line=mark.line + lines) for mark in self.marks)

    def within(self, before: str, after: str = "") -> Text:
        """This text between two others that hold nothing to be found."""
        return Text(before + self.source + after, self.shifted(before.count("\n")))


def joined(*parts: Text | str) -> Text:
    """Texts one after the other; each ends its line."""
    source, marks = "", tuple[Mark, ...]()
    for part in parts:
        text = Text(part) if isinstance(part, str) else part
        marks += text.shifted(source.count("\n"))
        source += (
            text.source if text.source.endswith("\n") or not text.source else f"{text.source}\n"
        )
    return Text(source, marks)


def indented(text: Text) -> Text:
    return text._replace(source=indent(text.source, "    "))


# --- The call -------------------------------------------------------------------------------------


class Form(NamedTuple):
    """A call that a path is given to; `$n` is the site's number, `{}` the argument."""

    id: str
    imports: str
    call: str
    code: str
    takes_module: bool = False
    is_statement: bool = False  # cannot be part of an expression


FORMS = [
    Form("import_module", "import importlib as il$n", "il$n.import_module({})", "SOT103", True),
    Form(
        "import_module-alias",
        "from importlib import import_module as load$n",
        "load$n({})",
        "SOT103",
        True,
    ),
    Form(
        "import_module-name",
        "from importlib import import_module as get$n",
        "get$n(name={})",
        "SOT103",
        True,
    ),
    Form("builtin", "", "__import__({})", "SOT103", True),
    Form("find_spec", "from importlib import util as u$n", "u$n.find_spec({})", "SOT103", True),
    Form("run_module", "import runpy as r$n", "r$n.run_module({})", "SOT103", True),
    Form("importorskip", "import pytest as pt$n", "pt$n.importorskip({})", "SOT103", True),
    Form("get_data", "import pkgutil as pk$n", "pk$n.get_data({}, 'x')", "SOT103", True),
    Form("files", "from importlib import resources as rs$n", "rs$n.files({})", "SOT103", True),
    Form("modules-item", "import sys as s$n", "s$n.modules[{}]", "SOT103", True),
    Form("modules-get", "import sys as s$n", "s$n.modules.get({})", "SOT103", True),
    Form("modules-pop", "from sys import modules as m$n", "m$n.pop({}, None)", "SOT103", True),
    Form("modules-in", "import sys as s$n", "({} in s$n.modules)", "SOT103", True),
    Form("modules-not-in", "import sys as s$n", "({} not in s$n.modules)", "SOT103", True),
    Form("modules-set", "import sys as s$n", "s$n.modules[{}] = None", "SOT103", True, True),
    Form("modules-del", "import sys as s$n", "del s$n.modules[{}]", "SOT103", True, True),
    Form("resolve_name", "import pkgutil as pk$n", "pk$n.resolve_name({})", "SOT103"),
    Form("locate", "from pydoc import locate as find$n", "find$n({})", "SOT103"),
    Form(
        "import_string",
        "from django.utils.module_loading import import_string as get$n",
        "get$n({})",
        "SOT103",
    ),
    Form("patch", "from unittest.mock import patch as p$n", "p$n({})", "SOT104"),
    Form(
        "mock-patch", "from unittest import mock as mk$n", "mk$n.patch({}, autospec=True)", "SOT104"
    ),
    Form("patch-target", "from unittest import mock as mk$n", "mk$n.patch(target={})", "SOT104"),
    Form("unittest-mock", "import unittest.mock", "unittest.mock.patch({}, 1)", "SOT104"),
    Form("third-party", "import mock as tp$n", "tp$n.patch({}, new=1)", "SOT104"),
    Form("dict", "from unittest.mock import patch as p$n", "p$n.dict({}, {{}})", "SOT104"),
    Form("multiple", "from unittest.mock import patch as p$n", "p$n.multiple({}, run=1)", "SOT104"),
    Form(
        "monkeypatch",
        "import pytest as pt$n\nmp$n = pt$n.MonkeyPatch()",
        "mp$n.setattr({}, 1)",
        "SOT104",
    ),
    Form(
        "delattr", "import pytest as pt$n\nmp$n = pt$n.MonkeyPatch()", "mp$n.delattr({})", "SOT104"
    ),
]
IMPOSTORS = [  # calls that look alike
    Form("print", "", "print({})", ""),
    Form("logger", "import logging as lg$n", "lg$n.getLogger({}).info({})", ""),
    Form("local-function", "def get$n(name): return 1", "get$n({})", ""),
    Form(
        "local-after-import",
        "from importlib import import_module as get$n\ndef get$n(name): return 1",
        "get$n({})",
        "",
    ),
    Form("bound-again", "from unittest.mock import patch as p$n\np$n = len", "p$n({})", ""),
    Form("other-import", "from elsewhere import get as get$n", "get$n({})", ""),
    Form("other-modules", "modules$n = dict()", "modules$n[{}]", ""),
    Form("other-in", "modules$n = dict()", "({} in modules$n)", ""),
    Form("equals", "x$n = 1", "(x$n == {})", ""),
    Form("split", "", "({}).split('.')", ""),
    Form("format", "", "'%s' % ({})", ""),
    Form("other-argument", "from unittest.mock import patch as p$n", "p$n('app.x.Y', spec={})", ""),
    Form("upload", "from web import upload", "upload({})", ""),
    Form("error", "", "ValueError({})", ""),
    Form("caplog", "", "caplog.at_level(10, logger={})", ""),
]
NAMED = [  # the name of what is called, or of the keyword, speaks
    Form("load", "", "load_plugin({})", "SOT105"),
    Form("resolve", "", "x.resolve(1, {})", "SOT105"),
    Form("include", "", "f(include=[{}])", "SOT105"),
    Form("handler", "", "f(1, handler={})", "SOT105"),
    Form("foreign-key", "", "models.ForeignKey({}, 1)", "SOT105"),
    Form("autodiscover", "", "app.autodiscover_tasks([{}])", "SOT105"),
    Form("key", "", "f({{'class': {}}})", "SOT105"),
    Form("nested-key", "", "print([{{'a': 1, 'backend': {}}}])", "SOT105"),
    Form("item", "", "x.conf['a'] = {}", "SOT105", is_statement=True),
    Form("attribute", "", "x.conf.a = [{}]", "SOT105", is_statement=True),
    Form("environ", "import os as os$n", "os$n.environ.setdefault('A', {})", "SOT105"),
]


def numbered(text: str, number: int) -> str:
    return text.replace("$n", str(number))


def filled(form: Form, number: int, argument: Text) -> Text:
    """The call with its argument."""
    before, *rest = numbered(form.call, number).format(*["\0"] * 2).split("\0")
    text = argument.within(before)
    return text._replace(source=text.source + argument.source.join(rest))


# --- How the path is written ----------------------------------------------------------------------

Way = Callable[[str, random.Random], tuple[str, int]]  # the source, and the line that it begins on


def _cut(path: str, rng: random.Random) -> tuple[str, str]:
    """In two, in such a way that either keeps a word whole."""
    parts = path.split(".")
    if len(parts) == 1:
        return path, ""
    at = rng.randrange(1, len(parts))
    first, second = ".".join(parts[:at]), ".".join(parts[at:])
    return rng.choice([(f"{first}.", second), (first, f".{second}")])


def _pieces(path: str, rng: random.Random) -> tuple[str, int]:
    first, second = _cut(path, rng)
    return f"\"{first}\" '{second}'", 0


def _sum(path: str, rng: random.Random) -> tuple[str, int]:
    first, second = _cut(path, rng)
    return f"('{first}' + \"{second}\")", 0


def _on_lines(path: str, rng: random.Random) -> tuple[str, int]:
    first, second = _cut(path, rng)
    return f'("{first}"  # {path}\n    "{second}")', 0


def _on_the_next_line(path: str, rng: random.Random) -> tuple[str, int]:
    first, second = _cut(path, rng)
    return f'(  # why\n    "{first}"\n    "{second}"\n)', 1


def _f_string(path: str, rng: random.Random) -> tuple[str, int]:
    first, second = _cut(path, rng)
    return f"f\"{{'{first}'}}{second}\"", 0


WAYS: dict[str, Way] = {
    "double": lambda path, _: (f'"{path}"', 0),
    "single": lambda path, _: (f"'{path}'", 0),
    "raw": lambda path, _: (f'r"{path}"', 0),
    "unicode": lambda path, _: (f"u'{path}'", 0),
    "triple": lambda path, _: (f'"""{path}"""', 0),
    "parentheses": lambda path, _: (f'(("{path}"))', 0),
    "empty-f-string": lambda path, _: (f'f"{path}"', 0),
    "pieces": _pieces,
    "sum": _sum,
    "on-lines": _on_lines,
    "on-the-next-line": _on_the_next_line,
    "f-string": _f_string,
}
PLAIN_WAYS = ("double", "single", "raw", "triple", "parentheses")


def write(path: str, way: str, rng: random.Random, code: str) -> Text:
    """The path as an expression; `code` is what it is to be reported as, if a rule governs it."""
    source, line = WAYS[way](path, rng)
    is_word = code == "SOT105" and "." not in path  # a word may mean anything
    is_found = code and is_governed(path) and not is_word
    return Text(source, (Mark(line, code, path),) if is_found else ())


# --- How it gets to the call ----------------------------------------------------------------------


class Given(NamedTuple):
    """What an indirection has to work with."""

    form: Form
    number: int
    path: str
    way: str
    rng: random.Random

    def text(self, code: str | None = None) -> Text:
        return write(self.path, self.way, self.rng, self.form.code if code is None else code)

    def call(self, argument: str) -> str:
        return filled(self.form, self.number, Text(argument)).source

    def others(self) -> list[Text]:
        """Paths beside it: some are governed, too."""
        pool = MODULES + OTHER_MODULES if self.form.takes_module else OBJECTS + OTHER_OBJECTS
        dotted = [path for path in pool if "." in path]
        chosen = self.rng.sample(dotted, self.rng.randrange(3))
        return [write(path, "double", self.rng, self.flowing) for path in chosen]

    @property
    def flowing(self) -> str:
        """The code of what reaches the call from afar."""
        return "SOT105" if self.form.code else ""


class Parts(NamedTuple):
    """What stands where: at the top of the module before and after, and in the site's place."""

    here: Text
    before: Text = Text("")
    after: Text = Text("")


def direct(given: Given) -> Parts:
    return Parts(filled(given.form, given.number, given.text()))


def constant(given: Given) -> Parts:
    name = f"TARGET{given.number}"
    bound = given.text().within(f"{name} = ")
    return Parts(Text(given.call(name)), before=bound)


def constant_used_twice(given: Given) -> Parts:
    name = f"TARGET{given.number}"
    bound = given.text().within(f"{name}: str = ")
    call = given.call(name)
    return Parts(Text(f"{call}\n{call}"), before=bound)


def local_constant(given: Given) -> Parts:
    name = f"target{given.number}"
    return Parts(joined(given.text().within(f"{name} = "), given.call(name)))


def late_constant(given: Given) -> Parts:
    """The call is in a function, the constant below it."""
    name = f"LATE{given.number}"
    body = indent(given.call(name), "    ")
    bound = given.text().within(f"{name} = ")
    return Parts(Text("pass"), before=Text(f"def late{given.number}():\n{body}"), after=bound)


def part_constant(given: Given) -> Parts:
    """A part of the path, perhaps a governed one, from a constant."""
    name = f"PART{given.number}"
    first, _, rest = given.path.partition(".")
    if given.rng.random() < 0.5 and "." in rest:
        second, _, rest = rest.partition(".")
        first = f"{first}.{second}"
    if not rest:
        return constant(given)
    whole = given.rng.choice(
        [f'f"{{{name}}}.{rest}"', f"{name} + '.{rest}'", f'{name} + "." + "{rest}"']
    )
    is_found = given.form.code and is_governed(given.path)
    argument = Text(whole, (Mark(0, given.form.code, given.path),) if is_found else ())
    here = filled(given.form, given.number, argument)
    return Parts(here, before=Text(f'{name} = "{first}"'))


def _display(given: Given, brackets: str) -> Text:
    """A list, tuple or set with the path and others, each on its line."""
    items = [*given.others(), given.text(given.flowing)]
    given.rng.shuffle(items)
    opening, closing = brackets[0], brackets[1]
    lines = [item.within("    ", ",") for item in items]
    return joined(opening, *lines, closing)


def _unended(text: Text) -> Text:
    return text._replace(source=text.source.rstrip("\n"))


def loop(given: Given) -> Parts:
    display = _unended(_display(given, given.rng.choice(["[]", "()", "{}"])))
    body = indent(given.call(f"each{given.number}"), "    ")
    return Parts(joined(display.within(f"for each{given.number} in ", ":"), body))


def loop_over_constant(given: Given) -> Parts:
    names = f"NAMES{given.number}"
    display = _unended(_display(given, given.rng.choice(["[]", "()"])))
    body = indent(given.call("each"), "    ")
    return Parts(Text(f"for each in {names}:\n{body}"), before=display.within(f"{names} = "))


def comprehension(given: Given) -> Parts:
    display = _unended(_display(given, "[]"))
    return Parts(display.within(f"[{given.call('each')} for each in ", "]"))


def table(given: Given) -> Parts:
    name = f"TABLE{given.number}"
    items = [*given.others(), given.text(given.flowing)]
    lines = [item.within(f"    'k{key}': ", ",") for key, item in enumerate(items)]
    argument = given.rng.choice([f"{name}[x]", f"{name}.get(x)"])
    bound = joined(f"{name} = {{", *lines, "}")
    return Parts(Text(given.call(argument)), before=bound)


def table_in_a_loop(given: Given) -> Parts:
    name = f"TABLE{given.number}"
    items = [*given.others(), given.text(given.flowing)]
    lines = [item.within(f"    'k{key}': ", ",") for key, item in enumerate(items)]
    head = given.rng.choice([f"for key, each in {name}.items():", f"for each in {name}.values():"])
    body = indent(given.call("each"), "    ")
    return Parts(Text(f"{head}\n{body}"), before=joined(f"{name} = {{", *lines, "}"))


def parameter(given: Given) -> Parts:
    name = f"take{given.number}"
    body = given.call("name") if given.form.is_statement else f"return {given.call('name')}"
    function = Text(f"def {name}(name, other=1):\n    {body}")
    keyword = given.rng.choice(["", "name="])
    argument = given.text(given.flowing).within(f"{name}({keyword}", ")")
    return Parts(argument, before=function)


def default(given: Given) -> Parts:
    name = f"take{given.number}"
    body = indent(given.call("name"), "    ")
    head = given.text(given.flowing).within(f"def {name}(x=1, name=", "):")
    return Parts(Text(f"{name}()"), before=joined(head, body))


def returned(given: Given) -> Parts:
    name = f"where{given.number}"
    result = given.text(given.flowing).within(f"def {name}():\n    return ")
    return Parts(Text(given.call(f"{name}()")), before=result)


def pairs(given: Given) -> Parts:
    """The first of each pair."""
    items = [*given.others(), given.text(given.flowing)]
    given.rng.shuffle(items)
    lines = [item.within("    (", f", {number}),") for number, item in enumerate(items)]
    display = _unended(joined("[", *lines, "]"))
    body = indent(given.call(f"each{given.number}"), "    ")
    return Parts(joined(display.within(f"for each{given.number}, number in ", ":"), body))


def table_of_pairs(given: Given) -> Parts:
    name = f"TABLE{given.number}"
    items = [*given.others(), given.text(given.flowing)]
    lines = [item.within(f"    'k{key}': (", ", 1),") for key, item in enumerate(items)]
    bound = joined(f"{name} = {{", *lines, "}")
    call = given.call(f"each{given.number}")
    return Parts(Text(f"each{given.number}, number = {name}[x]\n{call}"), before=bound)


def attribute(given: Given) -> Parts:
    """An attribute of self, set in one method and read in another."""
    bound = given.text(given.flowing).within("self.where = ")
    first = joined("def __init__(self):", indented(bound))
    second = joined("def use(self):", indent(given.call("self.where"), "    "))
    owner = joined(f"class Owner{given.number}:", indented(joined(first, second)))
    return Parts(Text("pass"), before=owner)


def class_attribute(given: Given) -> Parts:
    bound = given.text(given.flowing).within("where = ")
    use = joined("def use(self):", indent(given.call("self.where"), "    "))
    owner = joined(f"class Owner{given.number}:", indented(joined(bound, use)))
    return Parts(Text("pass"), before=owner)


def method_parameter(given: Given) -> Parts:
    take = joined("def take(self, name):", indent(given.call("name"), "    "))
    argument = given.text(given.flowing).within("self.take(", ")")
    use = joined("def use(self):", indented(argument))
    owner = joined(f"class Owner{given.number}:", indented(joined(take, use)))
    return Parts(Text("pass"), before=owner)


def two_functions(given: Given) -> Parts:
    number = given.number
    inner = joined(f"def within{number}(name):", indent(given.call("name"), "    "))
    outer = f"def around{number}(x, path):\n    return within{number}(path)"
    argument = given.text(given.flowing).within(f"around{number}(1, ", ")")
    return Parts(argument, before=joined(inner, outer))


def parametrized(given: Given) -> Parts:
    display = _unended(_display(given, "[]"))
    mark = display.within("@pytest.mark.parametrize('name', ", ")")
    body = indent(given.call("name"), "    ")
    test = joined("import pytest", mark, f"def test_it{given.number}(name):", body)
    return Parts(Text("pass"), before=test)


def bound_again(given: Given) -> Parts:
    name = f"target{given.number}"
    first = given.text("").within(f"{name} = ")
    return Parts(joined(first, f"{name} = 'app.other.Thing'", given.call(name)))


def shadowed(given: Given) -> Parts:
    """A parameter of the constant's name."""
    name = f"TARGET{given.number}"
    body = indent(given.call(name), "    ")
    here = Text(f"print({name})\ndef f{given.number}({name}):\n{body}")
    return Parts(here, before=given.text("").within(f"{name} = "))


def not_the_path(given: Given) -> Parts:
    """The path inside a longer text."""
    shape = given.rng.choice(NO_PATHS)
    text = shape.format(given.path, given.path)
    return Parts(Text(given.call(f'"{text}"')))


def other_of_a_pair(given: Given) -> Parts:
    """The path is the one that does not get to the call."""
    pair = given.text("").within("for label, each in [(", ", 'app.other')]:")
    return Parts(joined(pair, indent(given.call("each"), "    "), "    print(label)"))


def other_parameter(given: Given) -> Parts:
    name = f"take{given.number}"
    body = indent(given.call("name"), "    ")
    function = Text(f"def {name}(name, label):\n    print(label)\n{body}")
    return Parts(given.text("").within(f"{name}('app.other', ", ")"), before=function)


def key_of_a_table(given: Given) -> Parts:
    """The values get to the call."""
    table_ = given.text("").within("table = {", ": 'app.other'}")
    body = indent(given.call("each"), "    ")
    return Parts(joined(table_, "for each in table.values():", body, "print(table)"))


def printed_list(given: Given) -> Parts:
    """Another list gets to the call."""
    names = _unended(_display(given._replace(form=given.form._replace(code="")), "[]"))
    body = indent(given.call("each"), "    ")
    other = f"for each in ['app.other']:\n{body}\nprint(names)"
    return Parts(joined(names.within("names = "), other))


EXACT = {  # reported as the form's code
    "direct": direct,
    "constant": constant,
    "constant-twice": constant_used_twice,
    "local-constant": local_constant,
    "late-constant": late_constant,
    "part-constant": part_constant,
}
FAR = {  # reported as SOT105
    "loop": loop,
    "loop-over-constant": loop_over_constant,
    "comprehension": comprehension,
    "table": table,
    "table-in-a-loop": table_in_a_loop,
    "parameter": parameter,
    "default": default,
    "returned": returned,
    "pairs": pairs,
    "table-of-pairs": table_of_pairs,
    "attribute": attribute,
    "class-attribute": class_attribute,
    "method-parameter": method_parameter,
    "two-functions": two_functions,
    "parametrized": parametrized,
}
NOWHERE = {  # never reported
    "other-of-a-pair": other_of_a_pair,
    "other-parameter": other_parameter,
    "key-of-a-table": key_of_a_table,
    "printed-list": printed_list,
    "bound-again": bound_again,
    "shadowed": shadowed,
    "not-the-path": not_the_path,
}
DETOURS: dict[str, Callable[[Given], Parts]] = {**EXACT, **FAR, **NOWHERE}

# --- Where it stands ------------------------------------------------------------------------------


def _function(text: Text, number: int) -> Text:
    return joined(f"def function{number}():", indented(text))


def _async(text: Text, number: int) -> Text:
    return joined(f"async def function{number}():", indented(text), "    await x")


def _method(text: Text, number: int) -> Text:
    return joined(f"class Test{number}:", "    def test(self):", indented(indented(text)))


def _nested(text: Text, number: int) -> Text:
    inner = joined("def inner():", indented(text), "return inner")
    return joined(f"def outer{number}():", indented(inner))


def _branch(text: Text, number: int) -> Text:
    return joined(f"if x{number}:", indented(text), "else:", "    pass")


def _try(text: Text, number: int) -> Text:
    return joined("try:", indented(text), "except Exception:", "    pass")


def _with(text: Text, number: int) -> Text:
    return joined(f"with x{number} as y:", indented(text))


PLACES: dict[str, Callable[[Text, int], Text]] = {
    "module": lambda text, _: text,
    "function": _function,
    "async": _async,
    "method": _method,
    "nested": _nested,
    "branch": _branch,
    "try": _try,
    "with": _with,
}


def _decorated(text: Text, number: int) -> Text:
    head = text.within("@")
    return joined(head, f"def test{number}(x): ...")


def _decorated_class(text: Text, number: int) -> Text:
    return joined(text.within("@"), f"class Test{number}: ...")


def _decorated_method(text: Text, number: int) -> Text:
    body = joined(text.within("@"), "def test(self, x): ...")
    return joined(f"class Test{number}:", indented(body))


def _entered(text: Text, number: int) -> Text:
    return joined(text.within("with ", f" as x{number}, y:"), "    pass")


def _stacked(text: Text, number: int) -> Text:
    return text.within("stack.enter_context(", ")")


ROUND_CALLS: dict[str, Callable[[Text, int], Text]] = {  # of a call that is one expression
    "bare": lambda text, _: text,
    "decorator": _decorated,
    "class-decorator": _decorated_class,
    "method-decorator": _decorated_method,
    "entered": _entered,
    "stacked": _stacked,
    "assigned": lambda text, number: text.within(f"y{number} = "),
    "lambda": lambda text, number: text.within(f"y{number} = lambda: "),
    "in-a-list": lambda text, _: text.within("print([1, ", "])"),
    "conditional": lambda text, number: text.within(f"print(1 if x{number} else ", ")"),
}

# --- Sites that are no calls ----------------------------------------------------------------------


def setting(number: int, path: str, way: str, rng: random.Random) -> Text:
    """A name that nothing in the file reads."""
    text = write(path, way, rng, "SOT105")
    head, tail = rng.choice([("", ""), ("[", "]"), ("('x.y', ", ")"), ("{'a': {'b': [", "]}}")])
    return text.within(f"SETTING_{number} = {head}", tail)


def class_setting(number: int, path: str, way: str, rng: random.Random) -> Text:
    text = write(path, way, rng, "SOT105")
    return indented(text.within(f"field{number} = [", "]")).within(f"class Config{number}:\n")


def entry_point(number: int, path: str, way: str, rng: random.Random) -> Text:
    module, _, name = path.rpartition(".")
    if not module:
        return Text("pass")
    head, tail = rng.choice([("", ""), ("run = ", ""), ("", " [fast]")])
    written = f"{head}{module}:{name}{tail}"
    marks = (Mark(0, "SOT105", path),) if is_governed(path) else ()
    return Text(f'print("{written}")', marks)


def read_setting(number: int, path: str, way: str, rng: random.Random) -> Text:
    text = write(path, way, rng, "")
    return joined(text.within(f"READ_{number} = [", "]"), f"print(READ_{number})")


def docstring(number: int, path: str, way: str, rng: random.Random) -> Text:
    return Text(f'def f{number}():\n    """{path}"""\n    x = 1\n    "{path}"\n')


def local_list(number: int, path: str, way: str, rng: random.Random) -> Text:
    text = write(path, way, rng, "")
    body = joined(text.within("found = [", "]"), f"return found == ['{path}'], '{path}' in found")
    return joined(f"def f{number}():", indented(body))


def comments(number: int, path: str, way: str, rng: random.Random) -> Text:
    return Text(f"x{number} = 1  # {path}, see {path}")


ALONE = {
    "setting": setting,
    "class-setting": class_setting,
    "entry-point": entry_point,
    "read-setting": read_setting,
    "docstring": docstring,
    "local-list": local_list,
    "comments": comments,
}

# --- A program ------------------------------------------------------------------------------------


class Site(NamedTuple):
    """What was chosen for one site."""

    form: str
    detour: str
    place: str
    around: str
    way: str
    path: str


class Program(NamedTuple):
    """A file, and every finding that is right: line, code, path."""

    seed: int
    source: str
    expected: tuple[tuple[int, str, str], ...]
    sites: tuple[Site, ...]


class _Module:
    """The parts of the file, in the making."""

    def __init__(self) -> None:
        self.top: list[Text | str] = []
        self.body: list[Text | str] = []
        self.bottom: list[Text | str] = []


def _path(rng: random.Random, *, takes_module: bool) -> str:
    if takes_module:
        return rng.choice(MODULES if rng.random() < 0.6 else OTHER_MODULES)
    return rng.choice(OBJECTS if rng.random() < 0.6 else OTHER_OBJECTS)


def _alone(number: int, module: _Module, rng: random.Random) -> Site:
    kind = rng.choice(list(ALONE))
    way = rng.choice(PLAIN_WAYS)
    path = _path(rng, takes_module=rng.random() < 0.3)
    module.body.append(ALONE[kind](number, path, way, rng))
    return Site(kind, "none", "module", "bare", way, path)


def _detours(form: Form, forms: Sequence[Form]) -> Sequence[str]:
    if forms is FORMS and form.code == "SOT103":
        return list(DETOURS)
    if forms is FORMS:
        return [*EXACT, *NOWHERE]
    return ["direct", "not-the-path"] if forms is NAMED else ["direct"]


def _called(number: int, module: _Module, rng: random.Random) -> Site:
    forms = rng.choices([FORMS, IMPOSTORS, NAMED], [7, 2, 2])[0]
    form = rng.choice(forms)
    detour = rng.choice(_detours(form, forms))
    if form.is_statement and detour == "comprehension":
        detour = "loop"
    way = rng.choice(list(WAYS) if forms is FORMS and detour in EXACT else PLAIN_WAYS)
    path = _path(rng, takes_module=form.takes_module)
    if detour in FAR and "." not in path:
        path += ".sub"
    parts = DETOURS[detour](Given(form, number, path, way, rng))
    around = "bare"
    if detour in ("direct", "constant", "part-constant") and not form.is_statement:
        plain = ["bare", "assigned", "lambda", "in-a-list", "conditional"]
        wrapping = list(ROUND_CALLS) if form.code == "SOT104" else plain
        around = rng.choice(wrapping)
    place = rng.choice(list(PLACES))
    here = PLACES[place](ROUND_CALLS[around](parts.here, number), number)
    imports = numbered(form.imports, number)
    if imports:
        module.top.append(imports)
    module.top.append(parts.before)
    module.body.append(here)
    module.bottom.append(parts.after)
    return Site(form.id, detour, place, around, way, path)


def generate(seed: int) -> Program:
    """The program of a seed."""
    rng = random.Random(seed)
    module = _Module()
    sites = []
    for number in range(rng.randrange(3, 11)):
        make = _alone if rng.random() < 0.2 else _called
        sites.append(make(number, module, rng))
    rng.shuffle(module.body)
    text = joined(*module.top, *module.body, *module.bottom)
    expected = sorted((mark.line + 1, mark.code, mark.path) for mark in text.marks)
    return Program(seed, text.source, tuple(expected), tuple(sites))
