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
from flake8_ssot.references import Function, Named, Names
from flake8_ssot.scopes import Binding, Scope, View
from flake8_ssot.source import Source
from flake8_ssot.syntax import FunctionNode, every_argument, last_name
from flake8_ssot.texts import Leaf, text_of
from flake8_ssot.things import Steps, Thing, What
from flake8_ssot.tracking import class_around

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
        self.by_name: dict[str, list[ast.Call]] | None = None

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
                self.ask_all(node, scope, steps)
                break
            scope = scope.parent
        return super().argument(node, binding, view, steps)

    def ask_all(self, node: ast.arg, scope: Scope, steps: Steps) -> None:
        """Ask for default values and the like, also where the declared type would do."""
        function = self.definitions.functions.get(scope.function) if scope.function else None
        if function is None:
            return
        for source in (self.parametrized, self.fixture, self.default):
            source(node, function, steps)
        body = class_around(scope)
        owner = self.definitions.class_of.get(body) if body is not None else None
        if owner is not None:  # a class may be parametrized, too
            above = Function(owner.node, owner.view, scope, [], [])  # type: ignore[arg-type]
            self.parametrized(node, above, steps)

    def follow_parameters(self, module: Scope) -> None:
        """What calls in this file give to parameters that reach the call."""
        done: set[_Parameter] = set()
        while len(done) < MAX_FUNCTIONS:
            parameter = next((item for item in self.parameters if item not in done), None)
            if parameter is None:
                return
            done.add(parameter)
            for call in self.calls(parameter.function):
                view = self.views.get(call, View({}, module))
                for given, steps in _given(call, parameter):
                    self.begin()
                    self.things(given, view, steps)

    def calls(self, function: FunctionNode) -> list[ast.Call]:
        """The calls in the file of this function, or of the class whose constructor it is."""
        if isinstance(function, ast.Lambda):
            return [call for call, view in self.views.items() if _is_named(function, call, view)]
        name = function.name
        owner = None
        if name == "__init__":
            owners = self.definitions.classes.values()
            is_of = (item for item in owners if function in item.node.body)
            owner = next(is_of, None)
            name = owner.node.name if owner is not None else ""
        wanted = owner.node if owner is not None else function
        return [call for call in self.calls_of(name) if self.is_call_of(call, wanted)]

    def is_call_of(self, call: ast.Call, wanted: ast.AST) -> bool:
        """Does it call that function or class of the file?"""
        strings, parameters = dict(self.strings), dict(self.parameters)
        self.begin()
        found = any(
            thing.node is wanted and thing.what in (What.FUNCTION, What.CLASS)
            for thing in self.things(call.func, self.views[call])
        )
        self.strings, self.parameters = strings, parameters  # the question is another one
        return found

    def calls_of(self, name: str) -> list[ast.Call]:
        """The calls in the file of anything with this last name."""
        if self.by_name is None:
            self.by_name = {}
            for call in self.views:
                self.by_name.setdefault(last_name(call), []).append(call)
        return self.by_name.get(name, []) if name else []


def _is_named(function: ast.Lambda, call: ast.Call, view: View) -> bool:
    """Does it call a name that the lambda was assigned to?"""
    callee = call.func
    found = view.lookup(callee.id) if isinstance(callee, ast.Name) else ()
    return any(binding.value is function for binding in found)


def _given(call: ast.Call, parameter: _Parameter) -> list[tuple[ast.expr, Steps]]:
    """The arguments that a call gives to the parameter, and what is taken out of each."""
    arguments, steps = parameter.function.args, parameter.steps
    if arguments.vararg is not None and arguments.vararg.arg == parameter.name:
        rest = call.args[len(arguments.posonlyargs) + len(arguments.args) :]
        return [(item, steps[1:]) for item in rest if not isinstance(item, ast.Starred)]
    for keyword in call.keywords:
        if keyword.arg == parameter.name:
            return [(keyword.value, steps)]
    places = [item.arg for item in (*arguments.posonlyargs, *arguments.args)]
    is_constructor = getattr(parameter.function, "name", "") == "__init__"
    if places[:1] in (["self"], ["cls"]):
        places = places[1:] if isinstance(call.func, ast.Attribute) or is_constructor else places
    place = places.index(parameter.name) if parameter.name in places else len(call.args)
    given = call.args[: place + 1]
    is_told = len(given) > place and not any(isinstance(item, ast.Starred) for item in given)
    return [(given[place], steps)] if is_told else []


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
