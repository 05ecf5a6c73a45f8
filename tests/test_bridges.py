"""What one module keeps alive: tables of sources, and what is found in them."""

from __future__ import annotations

import time
from textwrap import dedent

import pytest
from support import ENOUGH_SECONDS

from flake8_ssot.bridge_records import Bridge, Reading
from flake8_ssot.bridges import has_words, is_importable, looks_like_test, read_module
from flake8_ssot.modules import Module
from flake8_ssot.source import Source, Unparsable, parse, split_lines

TOPS = frozenset({"acme"})


def read(
    text: str, module: str = "acme.old", *, package: bool = False, path: str = "acme/old.py"
) -> Reading:
    plain = dedent(text)
    tree = parse(plain)
    assert not isinstance(tree, Unparsable), tree
    return read_module(Source(path, split_lines(plain), tree), Module(module, package), TOPS)


def brief(bridge: Bridge) -> tuple[str, str, str]:
    """Its sort, path (without the module's package) and what is known to be behind it."""
    behind = bridge.behind or ",".join(item.spelled for item in bridge.successors)
    return bridge.sort.value, bridge.path.removeprefix("acme."), behind


MODULES = [
    pytest.param("from acme.new import Thing\n", "", id="only-re-exports"),
    pytest.param("from acme.new import *\n", "", id="star"),
    pytest.param("from .new import Thing\n__all__ = ['Thing']\n", "", id="all"),
    pytest.param("from .new import A\nB = A\n", "", id="alias"),
    pytest.param("try:\n    from .new import A\nexcept ImportError:\n    A = None\n", "", id="try"),
    pytest.param(
        "import logging\nfrom .new import A\nlogger = logging.getLogger(__name__)\n"
        "logger.debug(1)\n"
        "def __dir__(): return []\n",
        "",
        id="logger",
    ),
    pytest.param(
        "import warnings\nwarnings.warn('use acme.new', DeprecationWarning)\n",
        "acme.new",
        id="warn",
    ),
    pytest.param(
        "import warnings\nwarnings.warn(FutureWarning('acme.old is deprecated: use acme.new'))\n",
        "acme.new",
        id="warn-with-an-instance",
    ),
    pytest.param(
        "import warnings\nwarnings._deprecated(__name__, remove=(3, 13))\n", "", id="helper"
    ),
    pytest.param(
        "from warnings import warn\nif x:\n"
        "    warn('This module is deprecated', DeprecationWarning)\n",
        "",
        id="conditional-about-itself",
    ),
    pytest.param(
        "import warnings\nwith x:\n    warnings.warn('gone', RemovedIn9Warning)\n", "", id="with"
    ),
    pytest.param('"""DEPRECATED: use acme.new."""\nX = 1\n', "acme.new", id="docstring"),
    pytest.param(
        '"""Things.\n\nThis module is deprecated.\n"""\nX = 1\n', "", id="docstring-below"
    ),
    pytest.param('"""Compatibility layer."""\nX = 1\n', "", id="layer"),
    pytest.param("# Shim module for backward compatibility\n\nX = 1\n", "", id="header"),
    pytest.param(
        '"""Old and older. Old things.\n\nWorks. Redirects imports for old code.\n\nre-exports old'
        ' things.\n"""\nfrom .new import A\n',
        "",
        id="weak-words-and-shape",
    ),
    pytest.param(
        '"""A. B. C.\n\nFor compatibility.\n"""\nfrom .new import A, B\n__all__ = ["A", "B", "f"]\n'
        "def f(): pass\n",
        "",
        id="weak-words-and-most-names",
    ),
    pytest.param(
        "from acme import new\ndef __getattr__(name):\n    return getattr(new, name)\n",
        "acme.new",
        id="getattr-passes-on",
    ),
    pytest.param(
        "from lib import warn_deprecated\n__all__ = ['A']\n"
        "def __getattr__(name):\n    return warn_deprecated(name)\n",
        "",
        id="getattr-warns",
    ),
    pytest.param(
        "import warnings\nimport acme.new\ndef __getattr__(name):\n"
        "    warnings.warn('use acme.new', DeprecationWarning)\n"
        "    return getattr(acme.new, name)\n",
        "acme.new",
        id="getattr-with-a-warning",
    ),
]


@pytest.mark.parametrize(("text", "behind"), MODULES)
def test_modules(text: str, behind: str) -> None:
    found = {brief(item) for item in read(text).bridges if item.sort.value == "module"}
    assert ("module", "old", behind) in found


NO_MODULES = [
    pytest.param("", id="empty"),
    pytest.param("import os\nfrom typing import Any\n", id="only-library"),
    pytest.param("from acme.new import A\ndef f(): return A\n", id="more-than-imports"),
    pytest.param("from acme.new import A\nX = A()\n", id="instance"),
    pytest.param("from acme.new import A\nA.x = 1\n", id="attribute"),
    pytest.param("from acme.new import A\nA()\n", id="call"),
    pytest.param("from acme.new import A\nfor x in A: pass\n", id="loop"),
    pytest.param(
        "from acme.new import main\nif __name__ == '__main__':\n    main()\n", id="script"
    ),
    pytest.param('"""Helpers to deprecate things."""\nX = 1\n', id="about-deprecation"),
    pytest.param('"""Compatible with all.\n\nRedirects 307.\n"""\nX = 1\n', id="other-words"),
    pytest.param('"""Things.\n\n- for compatibility\n"""\nX = 1\n', id="weak-words"),
    pytest.param(
        "import warnings\nif x:\n"
        "    warnings.warn('Python 3.8 is deprecated', DeprecationWarning)\n",
        id="conditional-about-others",
    ),
    pytest.param(
        "import warnings\nwarnings.warn('acme.other is deprecated', DeprecationWarning)\n",
        id="about-another",
    ),
    pytest.param("import warnings\nwarnings.warn('slow', UserWarning)\n", id="another-category"),
    pytest.param("import warnings\nwarnings.warn('changes', FutureWarning)\n", id="future-change"),
    pytest.param("import warnings\nwarnings.warn()  # legacy\n", id="no-arguments"),
    pytest.param("from ... import *  # legacy\n", id="star-of-nothing"),
    pytest.param(f"'''{'Words. ' * 12} Deprecated.'''\n", id="label-far-below"),
    pytest.param("def f():\n    '''This module is deprecated.'''\n", id="docstring-of-another"),
    pytest.param(
        "import importlib\n_T = {'A': '.a'}\ndef __getattr__(name):\n"
        "    if name in _T:\n        return importlib.import_module(_T[name])\n",
        id="lazy-imports",
    ),
    pytest.param("def __getattr__(): pass\n__getattr__ = 1\n", id="getattr-without-a-name"),
    pytest.param(
        "def __getattr__(name):\n    warn_deprecated(f'{__name__}.A option is deprecated')\n",
        id="getattr-about-another",
    ),
]


@pytest.mark.parametrize("text", NO_MODULES)
def test_no_modules(text: str) -> None:
    assert [item for item in read(text).bridges if item.sort.value == "module"] == []


NAMES = [
    # Functions.
    pytest.param(
        'def f():\n    """Deprecated: use g."""\ndef g(): pass\n', ("function", "g"), id="docstring"
    ),
    pytest.param(
        'def f():\n    """Do it.\n\n    .. deprecated:: 1.2\n       Use :func:`g` instead.\n'
        '    """\n'
        "def g(): pass\n",
        ("function", "g"),
        id="directive",
    ),
    pytest.param(
        "def f():\n    '''Deprecated, use g of this file.'''\ndef g(): pass\n",
        ("function", ""),
        id="plain-word-in-a-sentence",
    ),
    pytest.param("# Deprecated: use g()\ndef f(): pass\n", ("function", "g"), id="comment-above"),
    pytest.param(
        "import warnings\ndef f():\n    warnings.warn('use g()', DeprecationWarning, 2)\n",
        ("function", "g"),
        id="warns",
    ),
    pytest.param(
        "import warnings\nasync def f(x):\n    if x:\n"
        "        warnings.warn(f'f() is deprecated since {x}', DeprecationWarning)\n",
        ("function", ""),
        id="warns-of-itself-conditionally",
    ),
    pytest.param(
        "import warnings\ndef f(x):\n    if x:\n"
        "        warnings.warn('This function is deprecated', "
        "category=DeprecationWarning)\n",
        ("function", ""),
        id="warns-of-this",
    ),
    pytest.param(
        "import warnings\ndef f(x):\n    try:\n        warnings.warn('x', DeprecationWarning)\n"
        "    finally:\n        pass\n",
        ("function", ""),
        id="warns-in-try",
    ),
    pytest.param(
        "import warnings\nMESSAGE = 'the thing %s, ' + 'or use {}'.format('g()')\n"
        "def f():\n    warnings.warn(MESSAGE % 1, DeprecationWarning)\n",
        ("function", ""),
        id="message-elsewhere",
    ),
    pytest.param(
        "from warnings import deprecated\n@deprecated('use g')\ndef f(): pass\ndef g(): pass\n",
        ("function", "g"),
        id="decorator",
    ),
    pytest.param("@x.deprecated\ndef f(): pass\n", ("function", ""), id="decorator-without-words"),
    pytest.param(
        "import warnings\ndef _warn(m):\n    warnings.warn(m, DeprecationWarning)\n"
        "def f():\n    _warn('use g_h')\n",
        ("function", "g_h"),
        id="helper-of-the-file",
    ),
    pytest.param(
        "from acme.new import g\ndef f(a, *b, c=1, **d):\n    '''Compatibility wrapper.'''\n"
        "    return g(a, *b, c=c, **d)\n",
        ("function", "acme.new.g"),
        id="passes-on",
    ),
    pytest.param(
        "async def f(a):\n    '''Old name for compatibility.'''\n    from acme.new import g\n"
        "    return await g(a)\n",
        ("function", "acme.new.g"),
        id="passes-on-with-await",
    ),
    # Classes.
    pytest.param("class f:\n    '''Deprecated. Use G_H.'''\n", ("class", "G_H"), id="class"),
    pytest.param(
        "import warnings\nclass f:\n    def __init__(self):\n"
        "        warnings.warn('Old', DeprecationWarning)\n",
        ("class", ""),
        id="constructor-warns",
    ),
    pytest.param(
        "from acme.new import New\nclass f(New):\n    '''Compatibility alias.'''\n    pass\n",
        ("class", "acme.new.New"),
        id="empty-subclass",
    ),
    pytest.param(
        "import warnings\nfrom acme.new import New\nclass f(New[int], object):\n"
        "    '''Deprecated.'''\n    __slots__ = ()\n    def __init__(self, *a, **k):\n"
        "        warnings.warn('x', DeprecationWarning)\n        super().__init__(*a, **k)\n",
        ("class", "acme.new.New"),
        id="subclass-that-warns",
    ),
    pytest.param(
        "from acme.new import New\nclass f(New):\n    '''Deprecated.'''\n"
        "    def __new__(cls, *a):\n        return super().__new__(cls, *a)\n",
        ("class", "acme.new.New"),
        id="subclass-with-new",
    ),
    # Names.
    pytest.param(
        "from acme.new import New\n# Backward compatibility\nf = New\n",
        ("name", "acme.new.New"),
        id="alias",
    ),
    pytest.param(
        "import acme.new\nf: type = acme.new.New  # legacy name\n",
        ("name", "acme.new.New"),
        id="annotated-alias",
    ),
    pytest.param(
        "from acme.new import New\n# old names\ng = New\nf = New\n",
        ("name", "acme.new.New"),
        id="alias-in-a-group",
    ),
    pytest.param(
        "class New: pass\n_X = New\nf = _X  # renamed\n",
        ("name", "acme.old.New"),
        id="alias-of-own",
    ),
    pytest.param(
        "from acme.new import f  # re-exported\nX = f()\n", ("name", "acme.new.f"), id="kept-import"
    ),
    pytest.param(
        "# f: for backward compatibility\nfrom acme.new import f, g\nX = f(g)\n",
        ("name", "acme.new.f"),
        id="kept-import-by-name",
    ),
    pytest.param(
        "'''Old.\n\nf is deprecated, use g_h.\n'''\nf = 1\n",
        ("name", "g_h"),
        id="named-in-docstring",
    ),
    pytest.param(
        "'''Things.\n\n- Legacy: from acme.old import f\n- Current: from acme.new import f\n'''\n"
        "class f: pass\n",
        ("class", "acme.new.f"),
        id="old-and-new-import",
    ),
    pytest.param(
        "# DEPRECATED: from acme.old import f\n# CANONICAL: from acme.new import g\nimport os\n"
        "def f(): pass\n",
        ("function", "acme.new.g"),
        id="commented-imports",
    ),
    pytest.param(
        "from acme.new import f\nimport warnings\n"
        "warnings.warn('Importing f from acme.old is deprecated', DeprecationWarning)\n",
        ("name", "acme.new.f"),
        id="module-warns-of-a-name",
    ),
    pytest.param(
        "from zope import deprecated\nf = 1\ndeprecated('f', 'use acme.new.f')\n",
        ("name", "acme.new.f"),
        id="module-marks-a-name",
    ),
    pytest.param(
        "def __getattr__(name):\n    if name == 'f':\n        warn_deprecated('f')\n"
        "        from acme.new import g\n        return g\n",
        ("name", "acme.new.g"),
        id="getattr",
    ),
    pytest.param(
        "_T = {'f': 'acme.new.g', 'x': 1}\ndef __getattr__(name):\n    if name in _T:\n"
        "        warn_deprecated('f')\n        return _T[name]\n",
        ("name", "acme.new.g"),
        id="getattr-with-a-table",
    ),
    pytest.param(
        "T = {'f': 'not a path', 1: 'a.b'}\ndef __getattr__(name):\n    if name in T:\n"
        "        warn_deprecated('f')\n",
        ("name", ""),
        id="getattr-with-an-odd-table",
    ),
    pytest.param(
        "def __getattr__(name):\n    if name == 'f':\n        warn_deprecated('f')\n",
        ("name", ""),
        id="getattr-that-gives-nothing",
    ),
    pytest.param(
        "def f():\n    '''DEPRECATED: from acme.old import f'''\n",
        ("function", ""),
        id="docstring-with-its-import",
    ),
    pytest.param(
        "import warnings\ndef f(x):\n    warnings.warn('old: ' + x, DeprecationWarning)\n",
        ("function", ""),
        id="message-in-parts",
    ),
    pytest.param(
        "def __getattr__(name):\n    if name in ('f', 1):\n        return warn_deprecated('f')\n",
        ("name", ""),
        id="getattr-with-a-list",
    ),
    pytest.param(
        "__deprecated = {'f': ('.new', 'g')}\nadd(__deprecated)\n",
        ("name", "acme.new.g"),
        id="table",
    ),
]


@pytest.mark.parametrize(("text", "expected"), NAMES)
def test_names(text: str, expected: tuple[str, str]) -> None:
    found = {brief(item) for item in read(text).bridges}
    assert (expected[0], "old.f", expected[1]) in found


def test_a_table_of_modules() -> None:
    found = read("_deprecated = {'sub': {'f': 'acme.new.g', 'h': 'plain'}, x: {}}\n").bridges
    assert [brief(item) for item in found] == [("name", "old.sub.f", "acme.new.g")]


NO_NAMES = [
    pytest.param("def f():\n    '''Not deprecated.'''\n", id="not"),
    pytest.param("def f(x):\n    '''Do.\n\n    Args:\n        x: deprecated\n    '''\n", id="args"),
    pytest.param(
        "def f(x):\n    '''Do.\n\n    x : int\n\n        .. deprecated:: 1.0\n    '''\n",
        id="directive-of-a-parameter",
    ),
    pytest.param(
        "import warnings\ndef f(x):\n    if x:\n        warnings.warn('x is deprecated', "
        "DeprecationWarning)\n",
        id="conditional-about-a-parameter",
    ),
    pytest.param(
        "import warnings\ndef f(x):\n    warnings.warn('x is deprecated', DeprecationWarning)\n",
        id="about-a-parameter",
    ),
    pytest.param(
        "import warnings\ndef f(x):\n    if x:\n        return 1\n"
        "    warnings.warn('DEPRECATED: no x', DeprecationWarning)\n",
        id="after-a-return",
    ),
    pytest.param(
        "import warnings\ndef f(x):\n    while x:\n"
        "        warnings.warn('y', DeprecationWarning)\n",
        id="in-a-loop",
    ),
    pytest.param(
        "import warnings\ndef f():\n    def g():\n        warnings.warn('y', DeprecationWarning)\n",
        id="in-another-function",
    ),
    pytest.param("import warnings\ndef f():\n    warnings.warn('y', UserWarning)\n", id="category"),
    pytest.param("@deprecated_params('a')\ndef f(a): pass\n", id="decorator-about-parameters"),
    pytest.param("@deprecated('The a argument is deprecated')\ndef f(a): pass\n", id="decorator"),
    pytest.param("@overload\n@deprecated\ndef f(a): pass\n", id="overload"),
    pytest.param("def f():\n    is_deprecated('x')\n", id="question"),
    pytest.param(
        "def f(x):\n    warnings.warn('The x argument is deprecated', DeprecationWarning)\n",
        id="about-an-argument",
    ),
    pytest.param("class A: pass\nf = A  # plain\n# legacy\n", id="alias-without-words"),
    pytest.param("class f(B): ...  # compatibility\n", id="unknown-base"),
    pytest.param("class f(B):\n    '''Compatibility.'''\n    x\n", id="odd-body"),
    pytest.param("class f(B):\n    '''Compatibility.'''\n    def g(self): ...\n", id="method"),
    pytest.param(
        "class f(B):\n    '''Compatibility.'''\n    def __init__(self):\n        x = 1\n",
        id="constructor-of-its-own",
    ),
    pytest.param(
        "class f(B):\n    '''Compatibility.'''\n    def __init__(self):\n        return None\n",
        id="constructor-without-a-call",
    ),
    pytest.param(
        "class f(B):\n    '''Compatibility.'''\n    def __init__(self):\n        self.g()\n",
        id="constructor-that-calls-another",
    ),
    pytest.param(
        "from acme.new import g\ndef f(x):\n    '''Legacy adapter.'''\n    return g(x)\n",
        id="legacy",
    ),
    pytest.param(
        "def f(x):\n    '''Compatibility.'''\n    y = x\n    return g(y)\n", id="does-more"
    ),
    pytest.param("def f(x):\n    '''Compatibility.'''\n    return x\n", id="calls-nothing"),
    pytest.param("f = 1  # legacy\n", id="constant"),
    pytest.param("class f(A, B):\n    '''Compatibility.'''\n", id="two-bases"),
    pytest.param("class f(B):\n    '''Compatibility.'''\n    x = 1\n", id="with-a-body"),
    pytest.param("from os import f  # backward compatibility\n", id="kept-import-of-a-library"),
    pytest.param("from acme.new import f as _f  # re-export\nX = _f()\n", id="kept-private"),
    pytest.param("from acme.new import g  # needed\nX = g()\nf = g\n", id="no-words"),
    pytest.param("# compatibility\n\nfrom acme.new import g\nf = g()\n", id="comment-apart"),
    pytest.param("from acme.new import *  # re-export\nX = 1\n", id="star"),
    pytest.param("def main():\n    '''Deprecated.'''\n", id="script"),
    pytest.param("def test_it():\n    '''Deprecated.'''\n", id="test"),
    pytest.param("def _f():\n    '''Deprecated.'''\n", id="private"),
    pytest.param(
        "import warnings\ndef _warn_f():\n"
        "    warnings.warn('f is deprecated', DeprecationWarning)\n",
        id="warner",
    ),
    pytest.param("T = {'f': 'acme.new.f'}\n", id="another-table"),
    pytest.param(
        "def __getattr__(name):\n    if name.startswith('f'):\n"
        "        return warn_deprecated('f')\n"
        "    if other == 'f':\n        return 1\n    if name == 1:\n        return 1\n"
        "    if name is 'f':\n        return 1\n    if name in g():\n        return 1\n",
        id="getattr-asks-otherwise",
    ),
]


@pytest.mark.parametrize("text", NO_NAMES)
def test_no_names(text: str) -> None:
    found = [brief(item) for item in read(text).bridges if item.sort.value != "module"]
    assert found == []


METHODS = """\
import warnings
class A:
    def new(self): pass
    def documented(self):
        '''Deprecated: use new().'''
    def shouts(self):
        warnings.warn("use self.new() instead", DeprecationWarning)
    def passes(self, x):
        '''Deprecated.'''
        return self.new_one(x)
    @property
    def prop(self):
        warnings.warn("use new", DeprecationWarning)
    def _deprecation(self, what):
        warnings.warn(what, DeprecationWarning)
    def by_helper(self):
        self._deprecation("use new()")
    def fine(self):
        '''Compatibility.'''
        return self.new()
class _Private:
    def f(self):
        '''Deprecated.'''
class Old:
    '''Deprecated.'''
    def f(self):
        '''Deprecated.'''
"""


def test_methods() -> None:
    assert [brief(item) for item in read(METHODS).bridges] == [
        ("method", "old.A.documented", "new"),
        ("method", "old.A.shouts", "self.new"),
        ("method", "old.A.passes", "acme.old.A.new_one"),
        ("property", "old.A.prop", "new"),
        ("method", "old.A.by_helper", "new"),
        ("class", "old.Old", ""),
    ]
    documented = read(METHODS).bridges[0]
    assert documented.successors[0].paths == ("acme.old.A.new",)


SAME = [
    pytest.param("def f(a, b): return g(a, b)", True, id="all"),
    pytest.param("def f(a, *, b): return g(a, b=b)", True, id="keyword"),
    pytest.param("def f(*a, **k): return g(*a, **k)", True, id="stars"),
    pytest.param("def f(a, b): return g(b, a)", False, id="other-order"),
    pytest.param("def f(a, b): return g(a)", False, id="fewer"),
    pytest.param("def f(a): return g(a, 1)", False, id="more"),
    pytest.param("def f(a): return g(x=a)", False, id="other-keyword"),
    pytest.param("def f(*a): return g(*b)", False, id="other-star"),
    pytest.param("def f(**k): return g(**j)", False, id="other-stars"),
    pytest.param("def f(a=1): return g(a=a)", True, id="default"),
    pytest.param("def f(a):\n    print(a)\n    return g(a)", False, id="does-more"),
    pytest.param("def f(a): return h(a)(a)", False, id="calls-what-is-called"),
]


@pytest.mark.parametrize(("text", "expected"), SAME)
def test_are_the_parameters_the_same(text: str, expected: bool) -> None:
    found = read(f"from acme.new import g\n# Deprecated: use g\n{text}\n").bridges
    assert [item.is_same for item in found] == [expected]


WAYS = [
    pytest.param("acme.new.g", ("acme.new.g",), id="absolute"),
    pytest.param("new.g", ("new.g", "acme.pkg.new.g", "acme.new.g"), id="below-a-package"),
    pytest.param("new.py", ("acme.pkg.new", "acme.new", "new"), id="file"),
    pytest.param("acme/x/new.py", ("acme.x.new",), id="path-of-a-file"),
    pytest.param("a-b/new.py", (), id="odd-file"),
    pytest.param(".new.g", ("acme.pkg.new.g",), id="relative"),
    pytest.param("...new", (), id="above-the-top"),
    pytest.param("imported_g", ("acme.new.g",), id="imported"),
    pytest.param("imported_g.x", ("acme.new.g.x",), id="in-what-is-imported"),
    pytest.param("own_h", ("acme.pkg.old.own_h",), id="own"),
    pytest.param("no_body", (), id="unknown"),
]


@pytest.mark.parametrize(("spelled", "paths"), WAYS)
def test_what_a_name_may_be(spelled: str, paths: tuple[str, ...]) -> None:
    text = (
        f"def f():\n    '''Deprecated: use `{spelled}`.'''\n"
        "    from acme.new import g as imported_g\n"
        "def own_h(): pass\n"
    )
    successors = read(text, "acme.pkg.old").bridges[0].successors
    assert [item.paths for item in successors] == [paths]


def test_what_is_itself_named_is_no_successor() -> None:
    text = "def f():\n    '''Deprecated: use f from acme.old, or acme.old.f.'''\n"
    assert read(text).bridges[0].successors == ()


def test_a_package_shows_its_modules() -> None:
    """That is its interface, unless it says deprecated."""
    plain = "# re-exports, for backward compatibility\nfrom acme.pkg.new import A\n"
    found = read(plain, "acme.pkg", package=True, path="acme/pkg/__init__.py")
    assert [item.sort.value for item in found.bridges] == ["module"]
    shape = read("from .new import A\n", "acme.pkg", package=True)
    assert shape.bridges == ()
    passed = "from acme import new\ndef __getattr__(name):\n    return getattr(new, name)\n"
    assert read(passed, "acme.pkg", package=True).bridges == ()
    told = read('"""Deprecated."""\nfrom .new import A\n', "acme.pkg", package=True)
    assert [brief(item) for item in told.bridges] == [("module", "pkg", "")]


def test_private_modules_are_nobodys() -> None:
    assert read("from acme.new import A\n", "acme._old").bridges == ()
    assert read('"""Compatibility layer."""\n', "acme._old").bridges == ()
    assert len(read('"""Deprecated."""\n', "acme._old").bridges) == 1


def test_modules_for_other_compatibility() -> None:
    assert read('"""Compatibility layer."""\nX = 1\n', "acme.compat").bridges == ()


def test_what_is_kept_of_a_module() -> None:
    text = "from .new import *\nfrom .new import A, B\nimport os.path, sys as s\nC = A\n"
    more = "__all__ = ['C']\n__all__ += ['B']\ndef __getattr__(n): return B\n"
    found = read(text + more)
    assert dict(found.handed) == {
        "A": "acme.new.A",
        "B": "acme.new.B",
        "C": "acme.new.A",
        "os": "os",
        "s": "sys",
    }
    assert found.exports == frozenset({"B", "C"})
    assert found.stars == ("acme.new",)
    assert found.own_use == frozenset({"A", "B"})
    assert found.definitions == ("__getattr__",)


def test_imports_are_counted_everywhere() -> None:
    text = """\
    import acme.a, os
    def f():
        try:
            from acme.b import c, d
        except ImportError:
            from .e import *
        match f:
            case 1:
                from . import g
    if TYPE_CHECKING:
        from acme.h import i
    else:
        import acme.j as k
    """
    assert set(read(text).uses) == {
        ("acme.a",),
        ("acme.b.c", "acme.b.d"),
        ("acme.e.*",),
        ("acme.g",),
        ("acme.h.i",),
        ("acme.j",),
    }


def test_imports_for_type_checkers_hand_on_nothing() -> None:
    text = '"""Deprecated."""\nif TYPE_CHECKING:\n    from acme.new import A\nelse:\n    B = 1\n'
    assert read(text).handed == ()


def test_relative_imports_of_an_unknown_module() -> None:
    found = read("from ... import a\nfrom .b import *\n", "", path="x.py")
    assert found.uses == ()
    assert found.bridges == ()


FILES = [
    pytest.param("a/test_x.py", True, id="test"),
    pytest.param("a/conftest.py", True, id="conftest"),
    pytest.param("a/testing.py", False, id="testing"),
    pytest.param("a/__main__.py", True, id="main"),
]


@pytest.mark.parametrize(("path", "expected"), FILES)
def test_files_nobody_imports(path: str, expected: bool) -> None:
    assert looks_like_test(path) is expected
    assert bool(read('"""Deprecated."""\n', path=path).bridges) is not expected


def test_is_importable() -> None:
    assert is_importable("a.b")
    assert not is_importable("")
    assert not is_importable("a-b.c")


def test_has_words() -> None:
    assert has_words(b"# Re-Export")
    assert not has_words(b"X = 1")


HOSTILE = [
    pytest.param("x = " + "-" * 80 + "1\n", id="deep-expression"),
    pytest.param("# deprecated\nx = y = z\n" * 3000, id="aliases"),
    pytest.param("a = b\nb = a  # compatibility\n", id="circle"),
    pytest.param(f"'''{'deprecated ' * 30_000}'''\n", id="long-docstring"),
    pytest.param("# deprecated\n" * 20_000 + "x = y\n", id="long-comment"),
    pytest.param("def f():\n '''deprecated'''\n" * 3000, id="functions"),
    pytest.param("M = M + 'x'\ndef f():\n    deprecated(M)\n", id="message-of-itself"),
    pytest.param(
        "def f(x):\n    '''Deprecated.'''\n    return g(" + "x," * 5000 + ")\n", id="call"
    ),
    pytest.param("'''Deprecated.'''\r\nx = 1\r\n", id="line-ends"),
    pytest.param("'''\\N{SNOWMAN} Deprecated \\ud800: use \\x00'''\n", id="odd-characters"),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_files(text: str) -> None:
    started = time.process_time()
    read(text)
    assert time.process_time() - started < ENOUGH_SECONDS / 4
