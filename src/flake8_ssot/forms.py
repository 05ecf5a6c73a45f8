"""Signatures as rules declare them: in, parameter specs and a call's shape; out, how they fit.

A spec is what stands in `def`: `"a"`, `"a?"` (optional), `"/"`, `"*"`, `"*args"`, `"**kwargs"`.
"""

from __future__ import annotations

import keyword
import unicodedata
from typing import NamedTuple


class Parameter(NamedTuple):
    """One parameter of a form."""

    name: str
    required: bool
    positional: bool  # may be given by place
    by_name: bool  # may be given by keyword


class Form(NamedTuple):
    """One way a callable is, or was, called."""

    parameters: tuple[Parameter, ...]
    any_positional: bool  # has `*args`
    any_keyword: bool  # has `**kwargs`
    text: str  # as it would stand in `def`

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(parameter.name for parameter in self.parameters)

    def takes_keyword(self, name: str) -> bool:
        """May `name` be given by keyword?"""
        return self.any_keyword or self.names_keyword(name)

    def names_keyword(self, name: str) -> bool:
        """Is there a parameter `name` that may be given by keyword?"""
        return any(item.name == name and item.by_name for item in self.parameters)


class Shape(NamedTuple):
    """What a call shows without looking at its arguments' values."""

    positional: int  # arguments given by place, before any `*args`
    keywords: tuple[str, ...]  # the names given, in order
    more_positional: bool = False  # `*args`, or a partial that is completed later
    more_keywords: bool = False  # `**kwargs`, or the same


class Fit(NamedTuple):
    """How a call's arguments land on a form's parameters."""

    form: Form
    landed: tuple[str | None, ...]  # the parameter of each positional argument, then each keyword
    missing: tuple[str, ...]  # required parameters that nothing can fill
    unknown: tuple[str, ...]  # keywords that no parameter takes
    surplus: int  # positional arguments too many
    twice: tuple[str, ...]  # parameters filled by place and by keyword

    @property
    def is_possible(self) -> bool:
        return not (self.missing or self.unknown or self.surplus or self.twice)

    @property
    def faults(self) -> int:
        """How far the call is from this form."""
        return len(self.missing) + len(self.unknown) + self.surplus + len(self.twice)


def parse_form(specs: tuple[str, ...]) -> Form:
    """The form that `specs` declare. Raises ValueError with what is wrong."""
    parameters: list[Parameter] = []
    shown: list[str] = []
    by_place, any_positional, any_keyword, optional = True, False, False, ""
    variadic: set[str] = set()
    for given in specs:
        spec = unicodedata.normalize("NFKC", given)  # as Python reads identifiers
        name = spec.lstrip("*").removesuffix("?")
        stars = len(spec) - len(spec.lstrip("*"))
        if any_keyword:
            raise ValueError(f"{spec!r} stands behind '**'")
        if spec == "/":
            if not by_place or not parameters or not all(item.by_name for item in parameters):
                raise ValueError("'/' must stand once, behind positional parameters")
            parameters = [item._replace(by_name=False) for item in parameters]
        elif stars == 1:
            if not by_place:
                raise ValueError("'*' may stand only once")
            by_place, any_positional = False, bool(name)
            variadic.add(name)
        elif stars == 2 and name:
            any_keyword = True
            if name in variadic:
                raise ValueError(f"{name!r} stands there twice")
        elif stars or not name:
            raise ValueError(f"{given!r} is no parameter")
        if spec not in ("/", "*"):
            is_optional = spec.endswith("?")
            if not name.isidentifier() or keyword.iskeyword(name) or (stars and is_optional):
                raise ValueError(f"{given!r} is no parameter, like 'name', 'name?', '*' or '/'")
            if any(item.name == name for item in parameters) or (not stars and name in variadic):
                raise ValueError(f"{name!r} stands there twice")
            if not stars:
                if by_place and optional and not is_optional:
                    raise ValueError(f"{name!r} is required but follows the optional {optional!r}")
                optional = name if is_optional and by_place else optional
                parameters.append(Parameter(name, not is_optional, by_place, True))
                shown.append(name + "=..." if is_optional else name)
                continue
        shown.append(spec)
    if parameters and parameters[0].name in ("self", "cls"):
        raise ValueError(f"leave out {parameters[0].name!r}: no call gives it")
    if "*" in shown and not any(not item.positional for item in parameters):
        raise ValueError("'*' must be followed by a parameter")
    return Form(tuple(parameters), any_positional, any_keyword, f"({', '.join(shown)})")


def fit(form: Form, shape: Shape) -> Fit:
    """Lay the arguments of a call on the parameters of `form`."""
    found = _fit(form, shape)
    if not shape.more_positional or found.is_possible:
        return found
    # `*args` may fill any number of the next parameters.
    count = sum(parameter.positional for parameter in form.parameters)
    for extra in range(1, count - shape.positional + 1):
        longer = _fit(form, shape._replace(positional=shape.positional + extra))
        if longer.is_possible:
            start, end = shape.positional, shape.positional + extra
            return longer._replace(landed=longer.landed[:start] + longer.landed[end:])
    return found


def _fit(form: Form, shape: Shape) -> Fit:
    by_place = [parameter.name for parameter in form.parameters if parameter.positional]
    filled = by_place[: shape.positional]
    landed: list[str | None] = [*filled, *[None] * (shape.positional - len(filled))]
    unknown: list[str] = []
    twice: list[str] = []
    given = set(filled)
    for name in shape.keywords:
        known = any(item.name == name and item.by_name for item in form.parameters)
        landed.append(name if known else None)
        if not known and not form.any_keyword:
            unknown.append(name)
        elif known and name in given:
            twice.append(name)
        if known:
            given.add(name)
    missing = [
        item.name
        for item in form.parameters
        if item.required and item.name not in given and not (item.by_name and shape.more_keywords)
    ]
    surplus = 0 if form.any_positional else max(0, shape.positional - len(by_place))
    return Fit(form, tuple(landed), tuple(missing), tuple(unknown), surplus, tuple(twice))
