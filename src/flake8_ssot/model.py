"""The values that flow between the stages. No logic, standard library only."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

CLEAN, FOUND, FAILED = 0, 1, 2  # exit codes: findings or changes are 1, work not done is 2


class Problem(NamedTuple):
    """Something wrong in a file a person wrote: one line, said as `file:line: message`."""

    path: str
    line: int  # 1-based; 0: the file as a whole
    message: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.message}"


class SsotError(Exception):
    """The root of every error this package raises on purpose."""


class ConfigError(SsotError):
    """The configuration or a rule file cannot be used.

    Carries every problem found, so that a person can mend all of them in one go.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class UsageError(SsotError):
    """The command line asks for something that cannot be done."""


class Kind(str, Enum):
    """The form of a reference, in findings and in `--format json`."""

    IMPORT = "import"  # import a.old
    FROM = "from-import"  # from a.old import X, from a import old
    RELATIVE = "relative-import"  # from .old import X, from . import old
    STAR = "star-import"  # from a.old import *
    STAR_NAME = "star-name"  # X, after a star import that brought it
    ATTRIBUTE = "attribute"  # a.old.X, alias.X
    GETATTR = "getattr"  # getattr(alias, "X")
    ANNOTATION = "quoted-annotation"  # "alias.X" where a type is expected
    TYPE_COMMENT = "type-comment"  # alias.X in a `# type:` comment
    REEXPORT = "re-export"  # import X as X, an import in __init__.py
    ALL = "all-entry"  # "X" in __all__
    VIA = "import-via"  # from a.api import X, where a.api has it from a.old
    DYNAMIC = "dynamic-import"  # import_module("a.old"), sys.modules["a.old"]
    PATCH = "patch-target"  # patch("a.old.X"), patch.object(alias, "X")
    STRING = "string"  # "a.old.X" or "a.old:X" where code is named
    EXEC = "source-text"  # exec("import a.old")
    CONFIG = "configuration"  # a value in TOML, INI or YAML
    MENTION = "mention"  # a comment, docstring or sentence; no finding
    CALL = "call"  # Engine(registry, bridge)
    KEYWORD = "keyword-argument"  # Engine(registry=...)
    BRIDGE = "bridge"  # Engine.create_from_legacy
    UNBOUND = "unbound-name"  # Engine(...) where nothing binds Engine
    INTERNAL = "internal"  # our own failure


class Span(NamedTuple):
    """A place in a file: 1-based lines, 1-based columns in code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Applicability(str, Enum):
    """How far a fix may be trusted (the terms of ruff and of the language server protocol)."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    DISPLAY = "display"


class Edit(NamedTuple):
    """Replace the bytes of the file from `start` to `end` (0-based offsets, `end` exclusive)."""

    start: int
    end: int
    content: str


class Fix(NamedTuple):
    """All the edits that mend one finding; applied together or not at all."""

    applicability: Applicability
    edits: tuple[Edit, ...]


class Finding(NamedTuple):
    """One place that must change. `check` makes them; everything else only reads them."""

    code: str
    rule: str
    kind: Kind
    path: str  # as the caller spelled it
    span: Span
    message: str  # without the code, one line
    old: str  # the deprecated path spelled here
    new: str | None
    scope: str  # "Class.method" or "<module>"
    evidence: tuple[str, ...] = ()
    fix: Fix | None = None
    statement_line: int = 0  # 1-based first line of the import or call; 0: of neither
    withheld: str = ""  # why there is no fix, or none that is safe
    cell: int = 0  # 1-based cell of a notebook, whose lines are counted anew; 0: no notebook

    @property
    def text(self) -> str:
        """The code and the message, as flake8 plugins yield them."""
        return f"{self.code} {self.message}" if self.code else self.message
