"""Which strings of a file reach a call that imports or patches: in, a file; out, where they stand.

The question that `evidence` answers for arguments, asked for their strings: through names, lists,
dictionaries, loops, functions of the file. Bounded, as there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import NamedTuple

from flake8_ssot import meanings
from flake8_ssot.dynamic_imports import is_dotted
from flake8_ssot.evidence import Evidence
from flake8_ssot.model import Kind
from flake8_ssot.references import Named, Names
from flake8_ssot.scopes import Binding, Scope, View
from flake8_ssot.source import Source
from flake8_ssot.syntax import FunctionNode, every_argument, last_name
from flake8_ssot.texts import Leaf, text_of
from flake8_ssot.things import Steps, Thing

MAX_STRINGS = 5_000  # of one long list
MAX_FUNCTIONS = 200  # that hand a parameter on


class Reached(NamedTuple):
    """A string that reaches a call, and the absolute path it stands for there."""

    node: ast.Constant
    path: str
    named: Named


class _Parameter(NamedTuple):
    """A parameter whose argument reaches a call."""

    function: FunctionNode
    name: str
    steps: Steps


def reached(source: Source, names: Names, module: str) -> list[Reached]:
    """The strings that reach a call whose own argument tells nothing; `names` are tracked."""
    flow = _Flow(source, names, module)
    found: dict[tuple[ast.Constant, str], Reached] = {}
    for named in names.named:
        if named.path is None and named.view is not None:
            for node, path in flow.strings_of(named):
                found.setdefault((node, path), Reached(node, path, named))
    return list(found.values())


class _Flow(Evidence):
    """Notes each string that an expression may be."""

    def __init__(self, source: Source, names: Names, module: str) -> None:
        super().__init__(names.definitions, module)
        self.source = source
        self.strings: dict[ast.Constant, str] = {}
        self.parameters: dict[_Parameter, None] = {}
        self.views = {call.node: call.view for call in names.calls}
        self.calls_of: dict[str, list[ast.Call]] | None = None

    def strings_of(self, named: Named) -> list[tuple[ast.Constant, str]]:
        """The strings that reach the argument, each with what it names there."""
        view = named.view
        assert view is not None  # the file is tracked
        before, unknown, after = _around(named.argument, view)
        if unknown is None:
            return []
        self.strings, self.parameters = {}, {}
        self.begin()
        self.things(unknown, view)
        self.follow_parameters(view.scope.module)
        found = []
        for node, text in self.strings.items():
            path = _path_of(named, before + text + after, view, node)
            if path is not None:
                found.append((node, path))
        return found

    def things(self, expression: ast.expr, view: View, steps: Steps = (), /) -> tuple[Thing, ...]:
        """As for any evidence; strings are noted."""
        if isinstance(expression, ast.Constant) and not steps:
            if isinstance(expression.value, str) and len(self.strings) < MAX_STRINGS:
                self.strings[expression] = expression.value
        elif len(steps) == 1 and isinstance(expression, ast.List | ast.Tuple | ast.Set | ast.Dict):
            self.note_elements(expression, steps)
        return super().things(expression, view, steps)

    def note_elements(
        self, display: ast.List | ast.Tuple | ast.Set | ast.Dict, steps: Steps
    ) -> None:
        """The strings in a display, however long it is."""
        step = steps[0][0]
        elements: Iterable[ast.expr | None] = ()
        if not isinstance(display, ast.Dict):
            elements = display.elts if step in ("each", "any") else ()
        elif step == "each":
            elements = display.keys
        elif step in ("any", "values"):
            elements = display.values
        for item in elements:
            if isinstance(item, ast.Constant) and isinstance(item.value, str):
                self.strings[item] = item.value

    def argument(
        self, node: ast.arg, binding: Binding, view: View, steps: Steps
    ) -> tuple[Thing, ...]:
        """What a parameter may be; who calls the function is asked later."""
        scope: Scope | None = view.scope
        while scope is not None and scope.function is None:
            scope = scope.parent
        while scope is not None and scope.function is not None:
            if any(item is node for item in every_argument(scope.function.args)):
                self.parameters[_Parameter(scope.function, node.arg, steps)] = None
                break
            scope = scope.parent
        return super().argument(node, binding, view, steps)

    def follow_parameters(self, module: Scope) -> None:
        """What calls in this file give to parameters that reach the call."""
        done: set[_Parameter] = set()
        while len(done) < MAX_FUNCTIONS:
            parameter = next((item for item in self.parameters if item not in done), None)
            if parameter is None:
                return
            done.add(parameter)
            name = getattr(parameter.function, "name", "")
            for call in self.calls(name) if name else ():
                given = _given(call, parameter)
                if given is not None:
                    self.begin()
                    self.things(given, self.views.get(call, View({}, module)), parameter.steps)

    def calls(self, name: str) -> list[ast.Call]:
        """The calls in the file of anything with this last name."""
        if self.calls_of is None:
            self.calls_of = {}
            for node in self.source.nodes:
                if isinstance(node, ast.Call):
                    self.calls_of.setdefault(last_name(node), []).append(node)
        return self.calls_of.get(name, [])


def _given(call: ast.Call, parameter: _Parameter) -> ast.expr | None:
    """The argument that a call gives to the parameter."""
    for keyword in call.keywords:
        if keyword.arg == parameter.name:
            return keyword.value
    arguments = parameter.function.args
    places = [item.arg for item in (*arguments.posonlyargs, *arguments.args)]
    if places[:1] in (["self"], ["cls"]) and isinstance(call.func, ast.Attribute):
        places = places[1:]
    place = places.index(parameter.name) if parameter.name in places else len(call.args)
    given = call.args[: place + 1]
    is_told = len(given) > place and not any(isinstance(item, ast.Starred) for item in given)
    return given[place] if is_told else None


def _around(argument: ast.expr, view: View) -> tuple[str, ast.expr | None, str]:
    """The told texts around the one part of an argument that is not told."""
    parts: list[ast.expr] = []
    stack = [argument]
    while stack and len(parts) < 16:
        part = stack.pop()
        if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Add):
            stack += (part.right, part.left)
        elif isinstance(part, ast.JoinedStr):
            stack += reversed(part.values)
        elif isinstance(part, ast.FormattedValue):
            is_plain = part.format_spec is None and part.conversion in (-1, ord("s"))
            parts.append(part.value if is_plain else part)
        else:
            parts.append(part)
    texts = [text_of(part, view.lookup) for part in parts]
    unknown = [number for number, text in enumerate(texts) if text is None]
    if len(unknown) != 1:
        return "", None, ""
    number = unknown[0]
    before, after = texts[:number], texts[number + 1 :]
    return "".join(filter(None, before)), parts[number], "".join(filter(None, after))


def _path_of(named: Named, text: str, view: View, node: ast.Constant) -> str | None:
    """What the text names in the call."""
    if named.kind is Kind.DYNAMIC and isinstance(named.around, ast.Call):
        form = meanings.form_of(named.around, view.lookup)
        if form is not None:
            return meanings.named_by(named.around, form, view.lookup, Leaf(node, text))
    text = text.replace(":", ".", 1)
    return text if is_dotted(text) else None
