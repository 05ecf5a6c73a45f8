"""Which role an argument plays: in, a rule; out, answers for parameters, classes and names."""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from functools import lru_cache

from flake8_ssot.rules import Role, Signature, shows

# What a class's own method gives back is taken for one of its objects if it is called like this.
_CONSTRUCTOR_LIKE = re.compile(
    r"_*(from|for|create|make|build|new|of|default|empty|open|load|parse|with|copy|current|mock"
    r"|instance|get_(instance|default|current|or_create|shared|global|singleton))(_\w*)?"
)
_SCALARS = frozenset(
    f"builtins.{name}" for name in ("str", "bytes", "int", "float", "complex", "bool")
)
# Class of a literal -> the classes it may stand for, too (PEP 484).
_PROMOTED = {
    "builtins.bool": ("builtins.int", "builtins.float", "builtins.complex"),
    "builtins.int": ("builtins.float", "builtins.complex"),
    "builtins.float": ("builtins.complex",),
}
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


class Roles:
    """The roles of one rule, compiled."""

    def __init__(self, rule: Signature, canonical: Callable[[str], str]) -> None:
        self.canonical = canonical
        names = {name for form in (*rule.modern, *rule.legacy) for name in form.names}
        self.roles = rule.roles
        self.of = {name: self._role_of(name).name for name in names}  # parameter -> role
        own = [self._role_of(name) for name in sorted(names)]
        self.roles = tuple(dict.fromkeys([*rule.roles, *own]))
        self.types: dict[str, set[str]] = {}  # class -> the roles it shows
        for role in rule.roles:
            for path in role.types:
                full = path if "." in path else f"builtins.{path}"
                self.types.setdefault(canonical(full), set()).add(role.name)
        self.typed = frozenset(role.name for role in rule.roles if role.types)

    def _role_of(self, parameter: str) -> Role:
        """Its own, the first whose names show it, or one that only its name shows."""
        for role in self.roles:
            if role.name == parameter:
                return role
        for role in self.roles:
            if shows(role, parameter):
                return role
        return Role(parameter, (), (parameter,))

    def by_type(self, path: str) -> frozenset[str]:
        """The roles that a class, or what a class's own method makes, shows."""
        found = self.types.get(self.canonical(path))
        if found is None and path in _PROMOTED:
            above = [self.types.get(item, set()) for item in _PROMOTED[path]]
            return frozenset(set().union(*above))
        if found is None:
            owner, _, method = path.rpartition(".")
            if _CONSTRUCTOR_LIKE.fullmatch(method):
                found = self.types.get(self.canonical(owner))
            if found is not None and not found >= self.by_name(method):
                return frozenset()  # `Registry.create_context()` makes a context
        return frozenset(found or ())

    def excludes_scalar(self, path: str, role: str) -> bool:
        """Can a text or number of the class `path` not play `role`? Only if the role has types."""
        return path in _SCALARS and role in self.typed and role not in self.by_type(path)

    def by_name(self, name: str) -> frozenset[str]:
        """The roles that a variable's name shows; digits at its end do not matter."""
        return _by_name(self.roles, name)


@lru_cache(maxsize=4096)
def _by_name(roles: tuple[Role, ...], name: str) -> frozenset[str]:
    plain = name.strip("_")
    for spelled in dict.fromkeys((name, plain, plain.rstrip("0123456789_"))):
        found = frozenset(
            role.name
            for role in roles
            if any(fnmatchcase(spelled, pattern) for pattern in role.names)
        )
        if found:
            return found
    return frozenset()


def snake_case(name: str) -> str:
    """`MockAgentRegistry` as `mock_agent_registry`."""
    return _WORD_START.sub("_", name).lower()


def singular(name: str) -> str | None:
    """A heuristic: `contexts` as `context`, `registries` as `registry`; None for no plural."""
    if name.endswith("ies"):
        return name[:-3] + "y"
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else None
