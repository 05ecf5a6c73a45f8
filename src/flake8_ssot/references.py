"""What `names` finds in a file: the places that may name something in another module. Data only."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from enum import Enum
from typing import NamedTuple

from flake8_ssot.model import Kind
from flake8_ssot.scopes import Binding, Bindings, Origin, Scope, View
from flake8_ssot.syntax import FunctionNode


class Import(NamedTuple):
    """One alias of an import statement."""

    alias: ast.alias
    statement: ast.Import | ast.ImportFrom
    path: str  # the dotted path it names; of the module for a star
    scope: Scope
    type_checking: bool  # inside `if TYPE_CHECKING:`

    @property
    def local(self) -> str:
        """The name it binds; "*" for a star."""
        if self.alias.asname or isinstance(self.statement, ast.ImportFrom):
            return self.alias.asname or self.alias.name
        return self.alias.name.partition(".")[0]


class Meaning(NamedTuple):
    """One thing the root of an attribute chain may be."""

    path: str
    is_module: bool  # surely a module: `import a.b as c`
    is_spelled: bool  # the path is written out in this very expression


class Chain(NamedTuple):
    """`root.a.b.c`, or `getattr(root, "a")`: a reference by attribute."""

    kind: Kind
    meanings: tuple[Meaning, ...]  # of the root
    names: tuple[str, ...]  # the attributes, from the root outward
    nodes: tuple[ast.expr, ...]  # the expression that ends with each of the names
    root: ast.expr
    base: ast.expr  # what the first attribute is taken of; of getattr, its first argument
    bindings: Bindings  # of the base; none where it is no name
    scope: Scope
    fstring: ast.JoinedStr | None

    @property
    def is_in_string(self) -> bool:
        """Is the attribute named by a string: `getattr(root, "a")`, `patch.object(root, "a")`?"""
        return self.kind in (Kind.GETATTR, Kind.PATCH)


class StarName(NamedTuple):
    """A name that a star import may have brought."""

    node: ast.Name
    path: str
    bindings: Bindings
    scope: Scope


class Load(NamedTuple):
    """A name that is read, and what it may be bound to there. The root of each chain is one."""

    node: ast.Name
    bindings: Bindings
    scope: Scope


class Export(NamedTuple):
    """A string in `__all__`, and what the module binds to that name in the end."""

    node: ast.Constant
    bindings: Bindings


class Role(Enum):
    """What a string does where code is named."""

    IMPORT = "what is imported, and given back"
    QUESTION = "a module that is asked for, put in place or taken away"
    TARGET = "the path of what is replaced"
    OWNER = "the path of what is replaced in, with keywords for the names"


class Named(NamedTuple):
    """A string that names code in a call, or would, if it could be told."""

    kind: Kind
    role: Role
    node: ast.expr  # where it is spelled: the argument, or the constant it stands for
    path: str | None  # the absolute dotted path; None: nobody knows the string
    argument: ast.expr
    around: ast.expr  # the call, subscript or comparison
    scope: Scope
    names: tuple[ast.keyword, ...] = ()  # of OWNER
    is_sure: bool = True  # False: only the name of what is called speaks for it
    pieces: tuple[ast.expr, ...] = ()  # where the parts of the text are assigned
    view: View | None = None  # what names mean there, in files that are tracked


class Text(NamedTuple):
    """A string constant that looks like a dotted path, for all that is known."""

    node: ast.Constant
    scope: Scope
    is_type: bool  # does it stand where a type is expected?
    is_bound: bool  # is its first name one of the file's?


class Call(NamedTuple):
    """A call that may be of something governed, and what names meant at it."""

    node: ast.Call
    view: View
    fstring: ast.JoinedStr | None
    is_async: bool  # may `await` stand here?


class Use(NamedTuple):
    """A name or attribute that is read, perhaps a bridge."""

    node: ast.Name | ast.Attribute
    view: View
    fstring: ast.JoinedStr | None


class Function(NamedTuple):
    """A function of the file, and what it gives back."""

    node: FunctionNode
    view: View  # around its definition
    scope: Scope  # its own
    returns: list[Origin]
    yields: list[Origin]


GROWN = "+"  # stands for a method's name: an attribute's list or dictionary gets something more


class Class(NamedTuple):
    """A class of the file, and what is known of its instances."""

    node: ast.ClassDef
    view: View  # around its definition
    scope: Scope  # its body's
    qualname: str
    attributes: dict[str, list[tuple[str, Binding]]]  # name -> the method and what it assigns
    declared: dict[str, Origin]  # `name: Type` in its body


class Definitions(NamedTuple):
    """What a file defines itself."""

    functions: dict[ast.AST, Function]
    classes: dict[ast.AST, Class]
    class_of: dict[Scope, Class]  # by the scope of its body


class Names(NamedTuple):
    """Every reference of a file that could name something elsewhere."""

    imports: tuple[Import, ...]
    chains: tuple[Chain, ...]
    star_names: tuple[StarName, ...]
    exports: tuple[Export, ...]
    top_level: dict[str, Bindings]  # what the module's names are bound to when it has run
    calls: tuple[Call, ...]
    uses: tuple[Use, ...]
    definitions: Definitions
    has_star: bool  # any star import, of interest or not
    loads: tuple[Load, ...]  # every name that is read, if asked for
    named: tuple[Named, ...]  # strings that name code in a call
    texts: tuple[Text, ...]  # other strings that look like dotted paths of interest
    sources: tuple[Named, ...]  # of exec and eval: `path` is the source


class Interest(NamedTuple):
    """What the caller asks about; anything else is walked past."""

    tops: frozenset[str]  # top-level packages
    star_names: Callable[[str], Iterable[str]]  # the names a star import of a module may bring
    call_names: frozenset[str] | None = None  # last components of callables; None: ignore calls
    everything: bool = False  # every import is of interest
    loads: bool = False  # keep every name that is read
    strings: bool = False  # keep strings that may name code
    every_call: bool = False  # keep every call, not only those that may be governed
