"""What is wrong with a fix: in, a program before and after; out, faults.

Nothing here knows how the fixer works. Programs are executed before and after in the world where
the old paths are still there, and after in the world where only those are left that the fixer said
it left; and the texts are compared line by line and node by node.
"""

from __future__ import annotations

import ast
import io
import re
import symtable
import tokenize
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from fix_generator import Program
from fix_worlds import Observed, run, world

from flake8_ssot.fix import Fixed
from flake8_ssot.job import Job
from flake8_ssot.model import Finding
from flake8_ssot.scan import judge
from flake8_ssot.source import decode

Fixer = Callable[[str, bytes, Job, bool], Fixed]  # path, bytes, job, unsafe


UNRESOLVED = ("NameError", "AttributeError")  # of a quoted type, which may be known afterwards


class Fault(NamedTuple):
    """Something that must not be."""

    kind: str
    text: str


class Judged(NamedTuple):
    """What came of one program."""

    runs: bool  # before anything was changed
    fixed: Fixed | None
    findings: tuple[Finding, ...]  # of the program as it was
    faults: tuple[Fault, ...]

    @property
    def is_complete(self) -> bool:
        return self.fixed is not None and bool(self.findings) and not self.fixed.left


def examine(program: Program, path: str, job: Job, fixer: Fixer) -> Judged:
    """Fix a program and say what is wrong; `path` is where it lies, `job` is that of its rules."""
    first = observe(program, program.data, program.scenario.all_rules)
    if any(seen.error for seen in first):
        return Judged(False, None, (), (Fault("does not run", first[-1].error),))
    found = judge(path, program.data, job).findings
    fixed = fixer(path, program.data, job, program.unsafe)
    faults = [
        *_reported(program, path, job, fixed),
        *(_texts(program.data, fixed.after, found) if fixed.after != program.data else ()),
        *_executed(program, fixed, first),
        *_again(fixed, fixer(path, fixed.after, job, program.unsafe)),
    ]
    return Judged(True, fixed, found, tuple(faults))


# --- Executed -------------------------------------------------------------------------------------


def observe(program: Program, data: bytes, kept: frozenset[str]) -> list[Observed]:
    """What a program does where only the rules `kept` have their old paths."""
    home, where = program.home, world(program.scenario, kept)
    return [
        run(data, home.module, home.is_package, where, checking=checking)
        for checking in ((False, True) if program.checks_types else (False,))
    ]


def _executed(program: Program, fixed: Fixed, first: list[Observed]) -> Iterator[Fault]:
    every = program.scenario.all_rules
    remain = frozenset(left.finding.rule for left in fixed.left) & every
    worlds = {"old": every} if fixed.after != program.data else {}
    worlds |= {"new": remain} if remain != every else {}
    for name, kept in worlds.items():
        for before, after in zip(first, observe(program, fixed.after, kept), strict=True):
            brought = {
                key
                for key, value in before.names.items()
                if program.home.is_package and name == "old" and not value.startswith("module ")
            }
            difference = _difference(before, after, _public(program) | brought)
            if difference:
                kept_text = f" (still there: {', '.join(sorted(kept)) or 'nothing'})"
                yield Fault(f"runs otherwise in the {name} world", difference + kept_text)
                break


def _difference(before: Observed, after: Observed, names: set[str]) -> str:
    if after.error:
        return f"it raises {after.error}"
    for one, other in zip(before.seen, after.seen, strict=False):
        if one != other and one[1] not in UNRESOLVED:
            return f"at {one[0]} it saw {one[1]}, now at {other[0]} {other[1]}"
    if len(before.seen) != len(after.seen):
        return f"it saw {len(before.seen)} things, now {len(after.seen)}"
    exports = zip(before.exports, after.exports, strict=True)
    if any(was not in (now, repr("missing")) for was, now in exports):
        return f"__all__ was {before.exports}, now {after.exports}"
    types = zip(before.comments, after.comments, strict=True)
    if any(was not in (now, *UNRESOLVED) for was, now in types):
        return f"type comments were {before.comments}, now {after.comments}"
    for name in sorted(names):
        was, now = before.names.get(name), after.names.get(name)
        if was is not None and was != now:
            return f"the module's {name!r} was {was}, now {now}"
    return ""


def _public(program: Program) -> set[str]:
    """The names that must stay: not those of `import a.b`, nor what a star brings unasked."""
    text = decode(program.data).text
    top = symtable.symtable(text, "<program>", "exec")
    bound = {symbol.get_name() for symbol in top.get_symbols() if _binds(symbol)}
    tables = top.get_children()
    while tables:
        table = tables.pop()
        tables += table.get_children()
        bound |= {
            symbol.get_name()
            for symbol in table.get_symbols()
            if symbol.is_declared_global() and _binds(symbol)
        }
    return bound - {
        item.name.partition(".")[0]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import)
        for item in node.names
        if not item.asname
    }


def _binds(symbol: symtable.Symbol) -> bool:
    return symbol.is_assigned() or symbol.is_imported()


# --- Reported -------------------------------------------------------------------------------------


def _reported(program: Program, path: str, job: Job, fixed: Fixed) -> Iterator[Fault]:
    if fixed.problem is not None:
        yield Fault("a problem", fixed.problem.reason)
    if (fixed.after != fixed.before) != bool(fixed.fixed):
        yield Fault("fixed", f"{len(fixed.fixed)} fixed, changed: {fixed.after != fixed.before}")
    if any(not left.reason for left in fixed.left):
        yield Fault("no reason", str(fixed.left))
    said = Counter((left.finding.code, left.finding.old) for left in fixed.left)
    result = judge(path, fixed.after, job)
    found = Counter((finding.code, finding.old) for finding in result.findings)
    if said != found:
        yield Fault("left", f"it said {dict(said)} are left, but check finds {dict(found)}")


def _again(fixed: Fixed, second: Fixed) -> Iterator[Fault]:
    if second.after != fixed.after:
        yield Fault("a second run", f"changes it again:\n{shown(second.after)}")
    elif Counter(left.reason for left in second.left) != Counter(
        left.reason for left in fixed.left
    ):
        yield Fault(
            "reasons",
            f"{[left.reason for left in fixed.left]}, in a second run "
            f"{[left.reason for left in second.left]}",
        )


# --- The texts ------------------------------------------------------------------------------------


def _texts(before: bytes, after: bytes, found: Iterable[Finding]) -> Iterator[Fault]:
    try:
        trees = ast.parse(before), ast.parse(after)
    except SyntaxError as error:
        yield Fault("syntax", str(error))
        return
    one, other = decode(before), decode(after)
    if one.encoding != other.encoding or other.problem:
        yield Fault("encoding", f"{one.encoding} became {other.encoding} ({other.problem})")
        return
    lost = _comments(one.text) - _comments(other.text)
    more = _comments(other.text) - _comments(one.text)
    more = Counter({text: n for text, n in more.items() if not text.startswith("# noqa")})
    if lost or more:
        yield Fault("comments", f"lost {dict(lost)}, new {dict(more)}")
    if before.endswith((b"\n", b"\r")) != after.endswith((b"\n", b"\r")):
        yield Fault("final newline", "")
    one_lines, other_lines = _split(before), _split(after)
    if not _ends(other_lines) <= _ends(one_lines):
        yield Fault("line ends", f"{_ends(one_lines)} became {_ends(other_lines)}")
    yield from _lines(one_lines, other_lines, *trees, found)
    for node in ast.walk(trees[1]):
        if isinstance(node, ast.ImportFrom):
            made = [item.name for item in node.names if item.asname and item.asname.endswith("_")]
            if len(set(made)) < len(made):
                yield Fault("several names for one thing", _text(node))
    difference = _Trees(trees[0]).difference(*trees)
    if difference:
        yield Fault("other nodes", difference)


def _split(data: bytes) -> list[bytes]:
    return re.findall(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", data)


def _ends(lines: list[bytes]) -> set[bytes]:
    return {re.sub(rb"[^\r\n]", b"", line) for line in lines} - {b""}


def _comments(text: str) -> Counter[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return Counter(
        token.string.rstrip()
        for token in tokens
        if token.type == tokenize.COMMENT and not token.string.startswith("# type:")
    )


def _lines(
    before: list[bytes],
    after: list[bytes],
    old: ast.Module,
    new: ast.Module,
    found: Iterable[Finding],
) -> Iterator[Fault]:
    """Only lines of import statements, and of uses that were reported, may differ."""
    imports, new_imports = _import_lines(old), _import_lines(new)
    uses = {n for item in found for n in range(item.span.line, item.span.end_line + 1)} - imports
    stay = [line for n, line in enumerate(before, 1) if n not in imports | uses]
    come = [line for n, line in enumerate(after, 1) if n not in new_imports]
    rest = iter(come)
    lost = next((line for line in stay if line not in rest), None)  # each behind the one before
    if lost is not None:
        yield Fault("other lines", f"changed, moved or lost: {lost!r}")
    moved = sum(before[n - 1].strip(b"\xef\xbb\xbf \t\f").startswith(b"#") for n in imports)
    if len(come) > len(stay) + len(uses) + moved:
        yield Fault("other lines", f"{len(come) - len(stay) - len(uses) - moved} are new")


def _import_lines(tree: ast.Module) -> set[int]:
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom) or _is_only_imports(node):
            found |= set(range(node.lineno, (node.end_lineno or 0) + 1))  # type: ignore[attr-defined]
    return found


def _is_only_imports(node: ast.AST) -> bool:
    """A `try` that imports one thing or another: it may become one import."""
    if not isinstance(node, ast.Try) or node.orelse or node.finalbody:
        return False
    blocks = [node.body, *(handler.body for handler in node.handlers)]
    return all(
        isinstance(item, ast.Import | ast.ImportFrom) or _is_only_imports(item)
        for block in blocks
        for item in block
    )


class _Trees:
    """Compares two trees but for imports, and for chains that begin with an imported name."""

    def __init__(self, before: ast.Module) -> None:
        aliases = [
            alias
            for node in ast.walk(before)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        ]
        self.imported = {alias.asname or alias.name.partition(".")[0] for alias in aliases}
        for node in ast.walk(before):  # another name for an imported module
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self.imported.add(node.targets[0].id)

    def difference(self, before: object, after: object, *, text: bool = False) -> str:
        """Where they differ; `text`: in a place where a string is a type or an attribute."""
        if isinstance(before, list) and isinstance(after, list):
            return self._listed(before, after, text=text)
        if not isinstance(before, ast.AST) or not isinstance(after, ast.AST):
            return "" if before == after else f"{before!r} became {after!r}"
        root = _root(before)
        if root is not None and _root(after) is not None:
            same = ast.dump(before) == ast.dump(after)
            return "" if same or root in self.imported else f"{_text(before)} became {_text(after)}"
        if isinstance(before, ast.Constant) and isinstance(after, ast.Constant):
            same = before.value == after.value and before.kind == after.kind
            may = text and isinstance(before.value, str) and isinstance(after.value, str)
            return "" if same or may else f"{before.value!r} became {after.value!r}"
        if type(before) is not type(after):
            return f"{_text(before)} became {_text(after)}"
        for field in before._fields:
            is_text = field in ("annotation", "returns") or (text and field != "body")
            if isinstance(before, ast.Call) and field == "args":
                is_text = isinstance(before.func, ast.Name) and before.func.id in (
                    "getattr",
                    "cast",
                )
            one, other = getattr(before, field, None), getattr(after, field, None)
            found = self.difference(one, other, text=is_text)
            if found:
                return found
        return ""

    def _listed(self, before: list[object], after: list[object], *, text: bool) -> str:
        one, other = (
            [
                item
                for item in part
                if not isinstance(item, ast.Import | ast.ImportFrom)
                and not (isinstance(item, ast.AST) and _is_only_imports(item))
            ]
            for part in (before, after)
        )
        if len(one) != len(other):
            return f"{len(one)} parts became {len(other)}"
        return next(
            filter(
                None, (self.difference(*pair, text=text) for pair in zip(one, other, strict=True))
            ),
            "",
        )


def _root(node: ast.AST) -> str | None:
    """The name that a chain of attributes begins with."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def _text(node: ast.AST) -> str:
    return ast.unparse(node) if isinstance(node, ast.expr | ast.stmt) else type(node).__name__


def shown(data: bytes) -> str:
    """A program with line numbers, its odd characters escaped."""
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", data.decode("latin-1"))
    return "\n".join(
        f"{n:4} {line.rstrip(chr(10)).encode('unicode_escape').decode()}"
        for n, line in enumerate(lines, 1)
        if line
    )
