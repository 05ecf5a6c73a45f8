"""Turn the tables of a rule file into records: in, a TomlFile; out, rules and problems.

Every problem of the file is collected; nothing is raised here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from flake8_ssot import fields
from flake8_ssot.fields import unknown_key
from flake8_ssot.forms import Form, parse_form
from flake8_ssot.model import Problem
from flake8_ssot.rules import Bridge, Example, Moved, Role, Rule, Signature, shows
from flake8_ssot.template import CALLABLE, Template, parse_template
from flake8_ssot.toml_cache import Key
from flake8_ssot.toml_file import TomlFile

MAX_RULES = 20_000
MAX_FORMS = 16
MAX_PARAMETERS = 64


class Parsed(NamedTuple):
    """What one file holds."""

    rules: tuple[Rule, ...]
    problems: tuple[Problem, ...]


def parse(file: TomlFile, prefix: Key = ()) -> Parsed:
    """The rules below `prefix` of `file` (`("tool", "ssot")` in a pyproject.toml)."""
    table: Any = file.data
    for part in prefix:
        table = table[part]
    reader = _Reader(file)
    rules: list[Rule] = []
    for name, read in (
        ("moved", reader.moved),
        ("signature", reader.signature),
        ("bridge", reader.bridge),
    ):
        rules += reader.rules(table.get(name, []), (*prefix, name), read)
    return Parsed(tuple(rules), tuple(reader.problems))


def _forms(value: object) -> tuple[Form, ...]:
    """One form, or a list of them. Raises ValueError on anything else."""
    if not isinstance(value, list) or not value:
        raise ValueError("must be a list of parameters, or a list of such lists")
    lists = value if isinstance(value[0], list) else [value]
    sizes = [len(item) for item in lists if isinstance(item, list)]
    if len(lists) > MAX_FORMS or max(sizes, default=0) > MAX_PARAMETERS:
        raise ValueError(f"may hold {MAX_FORMS} forms of {MAX_PARAMETERS} parameters at most")
    found: list[Form] = []
    for item in lists:
        try:
            form = parse_form(fields.text_list(item))
        except ValueError as error:
            raise ValueError(f": {error}") from None
        if form in found:
            raise ValueError(f"holds the form {form.text} twice")
        found.append(form)
    return tuple(found)


def _modern_forms(value: object) -> tuple[Form, ...]:
    """As `_forms`; an empty list is a call without arguments."""
    return _forms([[]] if value == [] else value)


def _legacy_forms(value: object) -> tuple[Form, ...]:
    if isinstance(value, list) and value and not isinstance(value[0], list):
        raise ValueError("must be a list of forms: write [[...]]")
    return _forms(value)


def _rename(value: object) -> dict[str, str]:
    if isinstance(value, dict) and len(value) > MAX_PARAMETERS:
        raise ValueError(f"may hold {MAX_PARAMETERS} keywords at most")
    if not isinstance(value, dict) or not all(isinstance(new, str) for new in value.values()):
        raise ValueError('must be a table of legacy = "modern" keywords')
    return dict(value)


def _template(value: object) -> Template:
    return parse_template(fields.one_line(value))


_COMMON_KEYS: dict[str, Callable[[object], Any]] = {  # key -> its reader
    "why": fields.one_line,
    "url": fields.url,
    "source": fields.one_line,
    "allow": fields.glob_list,
    "remove-by": fields.date,
}
_MOVED_KEYS: dict[str, Callable[[object], Any]] = {
    "id": fields.identifier,
    "old": fields.dotted_path,
    "new": fields.dotted_path,
    "namespace": fields.dotted_path,
    **_COMMON_KEYS,
}
_BRIDGE_KEYS: dict[str, Callable[[object], Any]] = {
    "id": fields.identifier,
    "old": fields.member_path,
    "new": fields.dotted_path,
    **_COMMON_KEYS,
}
_SIGNATURE_KEYS: dict[str, Callable[[object], Any]] = {
    "id": fields.identifier,
    "callable": fields.member_path,
    "modern": _modern_forms,
    "legacy": _legacy_forms,
    "rename": _rename,
    "rewrite": _template,
    **_COMMON_KEYS,
}
_ROLE_KEYS: dict[str, Callable[[object], Any]] = {
    "types": fields.dotted_paths,
    "names": fields.name_globs,
}
_EXAMPLE_KEYS: dict[str, Callable[[object], Any]] = {
    "bad": fields.source_text,
    "good": fields.source_text,
    "path": fields.relative_path,
}


class _Reader:
    """Reads the tables of one file and keeps every problem it meets."""

    def __init__(self, file: TomlFile) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def problem(self, key: Key, message: str) -> None:
        self.problems.append(Problem(self.file.path, self.file.line(key), message))

    def tables(self, value: object, key: Key) -> list[tuple[Key, dict[str, Any]]]:
        name = ".".join(part for part in key if isinstance(part, str))
        if not isinstance(value, list):
            self.problem(key, f"{name!r} must be an array of tables: write [[{name}]]")
            return []
        found = []
        for number, table in enumerate(value):
            if isinstance(table, dict):
                found.append(((*key, number), table))
            else:
                self.problem((*key, number), f"{name!r} must hold tables: write [[{name}]]")
        return found

    def fields(
        self,
        table: dict[str, Any],
        key: Key,
        readers: dict[str, Callable[[object], Any]],
        also: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        """The valid values of `table`; a problem for each that is not, and each unknown key."""
        values = {}
        for name, value in table.items():
            if name in also:
                continue
            if name not in readers:
                where = f"[[{'.'.join(str(part) for part in key if isinstance(part, str))}]]"
                self.problem((*key, name), unknown_key(name, (*readers, *also), where))
                continue
            try:
                values[name] = readers[name](value)
            except ValueError as error:
                separator = "" if str(error).startswith(":") else " "
                self.problem((*key, name), f"{name!r}{separator}{error}")
        return values

    def rules(
        self,
        value: object,
        key: Key,
        read: Callable[[dict[str, Any], Key], Rule | None],
    ) -> Iterator[Rule]:
        """The rules of one kind that are complete."""
        tables = self.tables(value, key)
        if len(tables) > MAX_RULES:
            self.problem(key, f"more than {MAX_RULES} rules")
            return
        for place, table in tables:
            rule = read(table, place)
            if rule is not None:
                yield rule

    def needs(self, table: dict[str, Any], place: Key, what: str, *keys: str) -> None:
        for name in keys:
            if name not in table:
                self.problem(place, f"a [[{what}]] rule needs {name!r}")

    def common(self, table: dict[str, Any], place: Key, values: dict[str, Any]) -> dict[str, Any]:
        """What every kind of rule has."""
        return {
            "why": values.get("why", ""),
            "url": values.get("url", ""),
            "source": values.get("source", ""),
            "allow": values.get("allow", ()),
            "remove_by": values.get("remove-by"),
            "examples": tuple(self.examples(table.get("example", []), (*place, "example"))),
            "file": self.file.path,
            "line": self.file.line(place),
        }

    def moved(self, table: dict[str, Any], place: Key) -> Moved | None:
        values = self.of_path(table, place, "moved", _MOVED_KEYS)
        return None if values is None else Moved(**values)

    def bridge(self, table: dict[str, Any], place: Key) -> Bridge | None:
        values = self.of_path(table, place, "bridge", _BRIDGE_KEYS)
        return None if values is None else Bridge(**values)

    def of_path(
        self, table: dict[str, Any], place: Key, what: str, keys: dict[str, Callable[[object], Any]]
    ) -> dict[str, Any] | None:
        """The fields of a rule that leads from `old` to `new`; None if it is not complete."""
        values = self.fields(table, place, keys, ("example",))
        common = self.common(table, place, values)
        self.needs(table, place, what, "id", "old")
        if not self.has_ends(values, place):
            return None
        own = {"namespace": values["namespace"]} if "namespace" in values else {}
        return {"id": values["id"], "old": values["old"], "new": values.get("new"), **own, **common}

    def has_ends(self, values: dict[str, Any], place: Key) -> bool:
        """Are `id` and `old` there, and is `new` another path?"""
        if "id" not in values or "old" not in values:
            return False
        if values["old"] == values.get("new"):
            self.problem((*place, "new"), "'new' is the same path as 'old'")
            return False
        return True

    def signature(self, table: dict[str, Any], place: Key) -> Signature | None:
        values = self.fields(table, place, _SIGNATURE_KEYS, ("example", "roles"))
        common = self.common(table, place, values)
        self.needs(table, place, "signature", "id", "callable", "modern", "legacy")
        roles = tuple(self.roles(table.get("roles", {}), (*place, "roles")))
        if not all(name in values for name in ("id", "callable", "modern", "legacy")):
            return None
        rule = Signature(
            id=values["id"],
            callable=values["callable"],
            modern=values["modern"],
            legacy=values["legacy"],
            roles=roles,
            rename=values.get("rename", {}),
            rewrite=values.get("rewrite"),
            **common,
        )
        problems = list(_signature_problems(rule))
        for key, message in problems:
            self.problem((*place, *key), message)
        return None if problems else rule

    def roles(self, value: object, key: Key) -> Iterator[Role]:
        if not isinstance(value, dict):
            self.problem(key, "'roles' must hold tables: write [signature.roles.NAME]")
            return
        if len(value) > MAX_PARAMETERS:
            self.problem(key, f"'roles' may hold {MAX_PARAMETERS} roles at most")
            return
        for name, table in value.items():
            if not name.isidentifier():
                self.problem((*key, name), "a role's name must be like a parameter's")
                continue
            if not isinstance(table, dict):
                self.problem((*key, name), f"write [signature.roles.{name}]")
                continue
            values = self.fields(table, (*key, name), _ROLE_KEYS)
            if not (table.get("types") or table.get("names")):
                self.problem((*key, name), f"the role {name!r} needs 'types', 'names' or both")
            yield Role(name, values.get("types", ()), values.get("names", ()))

    def examples(self, value: object, key: Key) -> Iterable[Example]:
        for place, table in self.tables(value, key):
            values = self.fields(table, place, _EXAMPLE_KEYS)
            if "bad" not in table and "good" not in table:
                self.problem(place, "an example needs 'bad', 'good' or both")
            yield Example(
                bad=values.get("bad"),
                good=values.get("good"),
                path=values.get("path", "example.py"),
                line=self.file.line(place),
            )


def _signature_problems(rule: Signature) -> Iterator[tuple[Key, str]]:
    """What does not fit together in one rule: the key, and what is wrong."""
    for form in rule.legacy:
        if form in rule.modern:
            yield ("legacy",), f"the form {form.text} is declared as modern, too"
    legacy = {name for form in rule.legacy for name in form.names}
    modern = {name for form in rule.modern for name in form.names}
    for old, new in rule.rename.items():
        if old not in legacy:
            yield ("rename", old), unknown_key(old, sorted(legacy), "'rename'")
        if new not in modern:
            yield ("rename", old), unknown_key(new, sorted(modern), "'rename'")
    if len(set(rule.rename.values())) < len(rule.rename):
        yield ("rename",), "'rename' leads two keywords to one"
    if rule.rewrite is not None:
        for name in dict.fromkeys(rule.rewrite.placeholders):
            if name not in legacy and name != CALLABLE:
                yield ("rewrite",), unknown_key(name, (*sorted(legacy), CALLABLE), "'rewrite'")
    unused = [role for role in rule.roles if not any(shows(role, name) for name in legacy | modern)]
    for role in unused:
        yield (
            ("roles", role.name),
            f"no parameter has the role {role.name!r}; its name or a glob must match one",
        )
