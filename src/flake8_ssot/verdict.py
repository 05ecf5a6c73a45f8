"""Legacy, modern, neither, or cannot tell: in, a call's shape and what its arguments show.

The strongest evidence decides: keywords, then the number of arguments, then types, then names.
docs/signatures.md explains it with examples.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from flake8_ssot.forms import Fit, Form, Shape, fit
from flake8_ssot.roles import Roles
from flake8_ssot.rules import Signature


class Sort(Enum):
    """The four verdicts."""

    MODERN = "modern"
    LEGACY = "legacy"
    NEITHER = "neither"
    UNCLEAR = "cannot tell"


class Shown(NamedTuple):
    """What one positional argument shows."""

    text: str  # its source, shortened
    by_type: frozenset[str] = frozenset()  # roles of the classes it may be of
    is_complete: bool = False  # is every class it may be of known?
    scalar: str = ""  # the class of a text or number, by its path
    by_name: frozenset[str] = frozenset()  # roles that names show
    hows: tuple[tuple[str, str], ...] = ()  # role -> the evidence, in words

    def how(self, role: str) -> str:
        return dict(self.hows).get(role, "")


class Verdict(NamedTuple):
    """The verdict on one call."""

    sort: Sort
    evidence: tuple[str, ...]
    place: int | None  # the argument that decides: positional ones first; None: the whole call
    fit: Fit  # the form that the call was meant for, as far as one can tell


def judge(
    rule: Signature,
    roles: Roles,
    shape: Shape,
    shown: tuple[Shown, ...],
    *,
    is_partial: bool = False,
) -> Verdict:
    """The verdict on a call of `shape` whose positional arguments show `shown`.

    Of a partial, the arguments given so far are judged: others may follow.
    """
    has_stars = shape.more_positional or shape.more_keywords
    if is_partial:
        shape = shape._replace(more_positional=True, more_keywords=True)
    modern = [fit(form, shape) for form in rule.modern]
    legacy = [fit(form, shape) for form in rule.legacy]
    fitting_modern = [item for item in modern if item.is_possible]
    fitting_legacy = [item for item in legacy if item.is_possible]
    case = _Case(rule, roles, shape, shown)
    if not fitting_modern and not fitting_legacy:
        return case.misfit(modern, legacy)
    if has_stars:
        return case.open_ended(fitting_modern, fitting_legacy)
    if not fitting_modern:
        return case.only_legacy(case.likeliest(fitting_legacy))
    rivals = [
        item for item in fitting_legacy if all(case.differs(item, new) for new in fitting_modern)
    ]
    if not rivals:
        return case.only_modern(case.likeliest(fitting_modern))
    return case.compare(case.likeliest(fitting_modern), case.likeliest(rivals))


class _Case:
    def __init__(
        self, rule: Signature, roles: Roles, shape: Shape, shown: tuple[Shown, ...]
    ) -> None:
        self.rule = rule
        self.roles = roles
        self.shape = shape
        self.shown = shown

    # -- shape -----------------------------------------------------------------------------

    def misfit(self, modern: list[Fit], legacy: list[Fit]) -> Verdict:
        """No form takes these arguments: say what is wrong beside the nearest one."""
        nearest = min(modern, key=self.distance)
        meant_legacy = self.legacy_keyword() is not None and any(
            form.names_keyword(name) for form in self.rule.legacy for name in self.shape.keywords
        )
        if meant_legacy or self.spoken_for(legacy) > self.spoken_for(modern):
            nearest = min([*modern, *legacy], key=self.distance)
        place = None
        wrong = []
        for name in nearest.unknown:
            wrong.append(self.unknown_keyword(name, nearest))
            if place is None:
                place = self.shape.positional + self.shape.keywords.index(name)
        if nearest.surplus:
            count = self.shape.positional
            most = count - nearest.surplus
            noun = "argument" if count == 1 else "arguments"
            wrong.append(f"{count} positional {noun} where at most {most} fit")
            place = most if place is None else place
        for name in nearest.twice:
            wrong.append(f"`{name}` is given twice")
            if place is None:
                place = self.shape.positional + self.shape.keywords.index(name)
        if nearest.missing:
            names = ", ".join(f"`{name}`" for name in nearest.missing)
            wrong.append(f"{names} {'is' if len(nearest.missing) == 1 else 'are'} missing")
        return Verdict(Sort.NEITHER, tuple(wrong), place, nearest)

    def distance(self, item: Fit) -> tuple[int, int]:
        return item.faults, -_given(item)

    def spoken_for(self, fits: list[Fit]) -> int:
        """How many arguments show the role they have in one of the forms."""
        return max(
            sum(self.role(name) in shown.by_type | shown.by_name for shown, name in pairs)
            for pairs in map(self.positional, fits)
        )

    def unknown_keyword(self, name: str, nearest: Fit) -> str:
        for form in self.rule.legacy:
            if form is not nearest.form and form.names_keyword(name):
                return f"`{name}` belongs to the legacy signature"
        for form in self.rule.modern:
            if form is not nearest.form and form.names_keyword(name):
                return f"`{name}` belongs to the modern signature"
        return f"no argument named `{name}`"

    def open_ended(self, modern: list[Fit], legacy: list[Fit]) -> Verdict:
        """With `*args` or `**kwargs`, or unfinished, only a keyword given decides."""
        telling = self.legacy_keyword()
        if not modern and telling is not None:
            return Verdict(Sort.LEGACY, self.says_keyword(telling), telling, legacy[0])
        if modern and not legacy and self.shape.keywords:
            return Verdict(Sort.MODERN, (), None, modern[0])
        return Verdict(
            Sort.UNCLEAR,
            ("not all of its arguments are written out",),
            None,
            (modern or legacy)[0],
        )

    def legacy_keyword(self) -> int | None:
        """The first keyword that no modern form takes."""
        for number, name in enumerate(self.shape.keywords):
            if not any(form.takes_keyword(name) for form in self.rule.modern):
                return self.shape.positional + number
        return None

    def says_keyword(self, place: int) -> tuple[str, ...]:
        name = self.shape.keywords[place - self.shape.positional]
        return (f"`{name}` is a keyword of the legacy signature",)

    def likeliest(self, fits: list[Fit]) -> Fit:
        """Of several forms of a kind, the one that types, then names, speak for most."""

        def likelihood(item: Fit) -> tuple[bool, int, int]:
            pairs = self.positional(item)
            typed = sum(self.role(name) in shown.by_type for shown, name in pairs)
            named = sum(self.role(name) in shown.by_name for shown, name in pairs)
            return self.contradiction(item) is None, typed, named

        return max(fits, key=likelihood)

    def differs(self, legacy: Fit, modern: Fit) -> bool:
        """Does any argument mean something else in the legacy form?"""
        return any(
            self.tells_apart(old, new)
            for old, new in zip(legacy.landed, modern.landed, strict=True)
        )

    def tells_apart(self, old: str | None, new: str | None) -> bool:
        """Are these two parameters more than two names of one?"""
        if old is not None and new is not None and self.rule.rename.get(old) == new:
            return False
        return self.role(old) != self.role(new)

    def role(self, parameter: str | None) -> str | None:
        return None if parameter is None else self.roles.of[parameter]

    # -- one kind of form fits -------------------------------------------------------------

    def only_modern(self, modern: Fit) -> Verdict:
        number = self.contradiction(modern)
        if number is not None:
            return self.wrong_type(modern, number)
        return Verdict(Sort.MODERN, (), None, modern)

    def only_legacy(self, legacy: Fit) -> Verdict:
        supported = False
        doubted = []
        for number, (shown, parameter) in enumerate(self.positional(legacy)):
            role = self.role(parameter)
            if self.contradicts(shown, role):
                return self.wrong_type(legacy, number)
            supported = supported or role in shown.by_type or role in shown.by_name
            if not shown.by_type and shown.by_name and role not in shown.by_name:
                doubted.append(number)
        telling = self.legacy_keyword()
        if telling is not None:
            return Verdict(Sort.LEGACY, self.says_keyword(telling), telling, legacy)
        if doubted and not supported:
            return self.wrong_type(legacy, doubted[0])
        given = self.shape.positional
        noun, verb = ("argument", "fits") if given == 1 else ("arguments", "fit")
        count = f"{given} positional {noun} {verb} only {legacy.form.text}"
        place = self.first_surplus(legacy)
        return Verdict(Sort.LEGACY, (count, *self.support(legacy)), place, legacy)

    def first_surplus(self, legacy: Fit) -> int | None:
        """The first argument that lands elsewhere than in the nearest modern form, if any."""
        nearest = min(
            (fit(form, self.shape) for form in self.rule.modern), key=lambda item: item.faults
        )
        for number in range(self.shape.positional):
            if self.tells_apart(legacy.landed[number], nearest.landed[number]):
                return number
        return 0 if self.shape.positional else None

    def wrong_type(self, chosen: Fit, number: int) -> Verdict:
        shown = self.shown[number]
        wanted = chosen.landed[number]
        what = self.says(number, *sorted(shown.by_type or shown.by_name))
        if shown.scalar:
            what = f"argument {number + 1} `{shown.text}` is {_with_article(shown.scalar)}"
        text = f"{what}, where {chosen.form.text} wants `{wanted}`"
        return Verdict(Sort.NEITHER, (text,), number, chosen)

    # -- both kinds fit --------------------------------------------------------------------

    def compare(self, modern: Fit, legacy: Fit) -> Verdict:
        """The same arguments may mean either: ask their types, then their names."""
        places = [
            number
            for number, (old, new) in enumerate(zip(legacy.landed, modern.landed, strict=True))
            if number < self.shape.positional and self.tells_apart(old, new)
        ]
        for_legacy, for_modern, torn = [], [], []
        for number in places:
            shown = self.shown[number]
            old, new = self.role(legacy.landed[number]), self.role(modern.landed[number])
            if old in shown.by_type and new in shown.by_type:
                torn.append(number)
            elif old in shown.by_type:
                for_legacy.append(number)
            elif new in shown.by_type:
                for_modern.append(number)
        against_legacy = self.contradiction(legacy)
        against_modern = self.contradiction(modern)
        if against_legacy is not None and against_modern is not None:
            return self.no_form(modern, legacy, against_modern)
        if torn:
            return self.conflict(modern, torn)
        if for_legacy and for_modern:
            return self.conflict(modern, [*for_legacy, *for_modern])
        if for_modern or (against_legacy is not None and not for_legacy):
            if against_modern is not None:
                return self.no_form(modern, legacy, against_modern)
            return Verdict(Sort.MODERN, self.support(modern), None, modern)
        if for_legacy or against_modern is not None:
            if against_legacy is not None:
                return self.no_form(modern, legacy, against_legacy)
            place = (for_legacy or places)[0]
            return Verdict(Sort.LEGACY, self.support(legacy), place, legacy)
        return self.by_names(modern, legacy, places)

    def by_names(self, modern: Fit, legacy: Fit, places: list[int]) -> Verdict:
        for_legacy, for_modern = [], []
        for number in places:
            names = self.shown[number].by_name
            old, new = self.role(legacy.landed[number]), self.role(modern.landed[number])
            if old in names and new not in names:
                for_legacy.append(number)
            elif new in names and old not in names:
                for_modern.append(number)
        if for_legacy and not for_modern:
            return Verdict(Sort.LEGACY, self.support(legacy), for_legacy[0], legacy)
        if for_modern and not for_legacy:
            return Verdict(Sort.MODERN, self.support(modern), None, modern)
        if for_modern:
            return self.conflict(modern, [*for_legacy, *for_modern])
        if not places:
            return Verdict(Sort.UNCLEAR, ("both signatures take its arguments",), None, modern)
        silent = ", ".join(f"`{self.shown[number].text}`" for number in places)
        verb = "stands" if len(places) == 1 else "stand"
        return Verdict(Sort.UNCLEAR, (f"nothing shows what {silent} {verb} for",), None, modern)

    def conflict(self, modern: Fit, numbers: list[int]) -> Verdict:
        said = tuple(
            self.says(number, *sorted(self.shown[number].by_type or self.shown[number].by_name))
            for number in sorted(numbers)
        )
        return Verdict(Sort.UNCLEAR, said, None, modern)

    def no_form(self, modern: Fit, legacy: Fit, number: int) -> Verdict:
        nearest = legacy if self.support(legacy) and not self.support(modern) else modern
        against = self.contradiction(nearest)
        return self.wrong_type(nearest, number if against is None else against)

    # -- what arguments show ---------------------------------------------------------------

    def positional(self, chosen: Fit) -> list[tuple[Shown, str | None]]:
        return list(zip(self.shown, chosen.landed, strict=False))

    def contradiction(self, chosen: Fit) -> int | None:
        """The first argument whose type cannot be what `chosen` wants there."""
        for number, (shown, parameter) in enumerate(self.positional(chosen)):
            if self.contradicts(shown, self.role(parameter)):
                return number
        return None

    def contradicts(self, shown: Shown, role: str | None) -> bool:
        if role is None or not shown.is_complete:
            return False
        if shown.by_type:
            return role not in shown.by_type and role in self.roles.typed
        return bool(shown.scalar) and self.roles.excludes_scalar(shown.scalar, role)

    def support(self, chosen: Fit) -> tuple[str, ...]:
        """What speaks for a form, argument by argument: types, or else names."""
        pairs = list(enumerate(self.positional(chosen)))
        typed = [n for n, (shown, name) in pairs if self.role(name) in shown.by_type]
        named = [n for n, (shown, name) in pairs if self.role(name) in shown.by_name]
        return tuple(
            self.says(number, self.role(chosen.landed[number]) or "") for number in typed or named
        )

    def says(self, number: int, *roles: str) -> str:
        """As a sentence: argument 1 `x` is a registry (Registry() on line 3)."""
        shown = self.shown[number]
        parts = []
        for role in roles:
            verb = "is" if role in shown.by_type else "looks like"
            how = f" ({shown.how(role)})" if shown.how(role) else ""
            parts.append(f"{verb} {_article(role)} {role}{how}")
        return f"argument {number + 1} `{shown.text}` {' or '.join(parts)}"


def _given(item: Fit) -> int:
    """How many arguments found a parameter."""
    return sum(name is not None for name in item.landed)


def _article(word: str) -> str:
    return "an" if word[:1].lower() in "aeiou" else "a"


def _with_article(path: str) -> str:
    name = path.rpartition(".")[2]
    return f"{_article(name)} {name}"


def nearest_modern(rule: Signature, shape: Shape) -> Form:
    """The modern form to show: the one that the call is nearest to."""
    return min(rule.modern, key=lambda form: (fit(form, shape).faults, -_given(fit(form, shape))))
