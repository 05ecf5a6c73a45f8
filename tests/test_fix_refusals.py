"""`ssot fix` on one file: what it leaves alone, wholly or partly, and why; what it must not do."""

# ruff: noqa: E501  (a row of a table is a line)

from __future__ import annotations

import pytest
from fix_support import CALLS, RULES, Bench, make_bench, reasons

NOOPS = [  # nothing is found, or it is hidden: nothing is said
    pytest.param(
        """\
        import acme.legacy.engine as e
        class C: Engine = 1
        x = [e.Engine for e in [C]]
        """,
        "app/user.py",
        id="aliases-comprehension-shadows",
    ),
    pytest.param(
        """\
        import acme.legacy.engine as e
        class C: Engine = 1
        def f():
            e = C
            def g(): return e.Engine
            return g
        x = f()()
        """,
        "app/user.py",
        id="aliases-nested-function-shadows",
    ),
    pytest.param(
        """\
        import acme.legacy.engine as e
        class C: Engine = 1
        for e in [C]: x = e.Engine
        """,
        "app/user.py",
        id="aliases-loop-shadows",
    ),
    pytest.param(
        """\
        import acme.legacy.engine as e
        class C: Engine = 1
        def f(e): return e.Engine
        x = f(C)
        """,
        "app/user.py",
        id="aliases-parameter-shadows",
    ),
    pytest.param(
        """\
        import acme.legacy.engine as e
        class A:
            e = 1
            def f(self): return self.e.Engine
        """,
        "app/user.py",
        id="aliases-attribute-of-self",
    ),
    pytest.param(
        "from .engine import *\n", "acme/legacy/__init__.py", id="relative-init-star-lost-one"
    ),
    pytest.param(
        "from acme.legacy.engine import Engine\n",
        "acme/legacy/engine.py",
        id="relative-old-home-itself",
    ),
    pytest.param(
        "from acme.tools.drill import Bit\n",
        "acme/tools/__init__.py",
        id="relative-old-home-reexports",
    ),
    pytest.param("from .colour import Red, Blue\n", "acme/paint.py", id="relative-old-home-bridge"),
    pytest.param("from ...acme.paint import Red\n", "app/user.py", id="relative-too-many-dots"),
    pytest.param("from .acme.paint import Red\n", "user.py", id="relative-out-of-nowhere"),
    pytest.param(
        "from acme.legacy.engine import *\nx = run\n", "app/user.py", id="stars-lost-one-not-used"
    ),
    pytest.param(
        """\
        from acme.legacy.engine import *
        Engine = 1
        x = Engine
        """,
        "app/user.py",
        id="stars-rebound",
    ),
    pytest.param(
        """\
        try:
            from acme.core.engine import UserEngine as Engine
        except ImportError:
            from acme.core.engine import UserEngine as Engine
        x = Engine
        """,
        "app/user.py",
        id="fallbacks-same-already",
    ),
    pytest.param(
        """\
        def f():
            global e
            import acme.legacy.engine as e
        f()
        x = e.Engine
        """,
        "app/user.py",
        id="places-global-alias-symbol",
    ),
    pytest.param(
        """\
        from foo.core import Foo
        import foo.core
        x = Foo, foo.core.Bar
        """,
        "app/user.py",
        id="rules-below-itself-new",
    ),
    pytest.param(
        "from foo import core\nx = core.Foo\n", "app/user.py", id="rules-below-itself-new-from"
    ),
    pytest.param(
        """\
        from acme.legacy.engine import (  # noqa: SOT101
            Engine,
        )
        """,
        "app/user.py",
        id="noqa-hidden-first-line-of-parentheses",
    ),
    pytest.param(
        "# flake8: noqa\nfrom acme.legacy.engine import Engine\n",
        "app/user.py",
        id="noqa-whole-file",
    ),
    pytest.param(
        """\
        try:
            from acme.core.engine import UserEngine as Engine
        except ImportError:
            from acme.legacy.engine import Engine  # noqa: SOT101
        """,
        "app/user.py",
        id="noqa-pair-with-hidden",
    ),
    pytest.param("from ..tools import *\n", "app/sub/__init__.py", id="more-init-star-module-all"),
    pytest.param(
        """\
        import acme.legacy.engine as e
        try: raise ValueError
        except ValueError as e: pass
        """,
        "app/user.py",
        id="more-except-as-shadows",
    ),
    pytest.param(
        "import acme.legacy.engine as e\nA = list['e.Engine']\n",
        "app/user.py",
        id="more-star-of-type-alias",
    ),
    pytest.param(
        "import typing, acme.legacy.engine as e\nx: typing.Literal['e.Engine'] = 'e.Engine'\n",
        "app/user.py",
        id="more-literal",
    ),
    pytest.param(
        "import acme.legacy.engine as e\nf = lambda e: e.Engine\n",
        "app/user.py",
        id="again-lambda-shadow",
    ),
    pytest.param(
        "import acme.num as n\ndef f(n): return n.product\n", "app/user.py", id="renamed-parameter"
    ),
    pytest.param(
        """\
        def f():
            global n
            import acme.num as n
        f()
        x = n.product
        """,
        "app/user.py",
        id="renamed-global-alias",
    ),
    pytest.param(
        """\
        def f():
            global acme
            import acme.num
        f()
        x = acme.num.product
        """,
        "app/user.py",
        id="renamed-global-dotted",
    ),
    pytest.param("from acme.num import product\n", "acme/num.py", id="renamed-new-home-itself"),
    pytest.param(
        """\
        from acme.num import Old
        class A(Old): pass
        x = A.make
        """,
        "app/user.py",
        id="renamed-member-of-a-subclass",
    ),
    pytest.param(
        "from acme.num import Old\nx = Old().make\n", "app/user.py", id="renamed-member-of-a-value"
    ),
]

STAYS = [  # found, and left with this reason
    pytest.param(
        """\
        from acme.legacy.engine import (
            Engine  # why
            as E,
            run,
        )
        """,
        "app/user.py",
        "a comment stands inside of `Engine`",
        id="layout-comment-inside-the-alias",
    ),
    pytest.param(
        """\
        import acme.paint
        x = (acme.  # package
             paint.Red)
        """,
        "app/user.py",
        "the name is not written out in one piece where it stands",
        id="dotted-across-lines-with-a-comment",
    ),
    pytest.param(
        "import acme.paint\nx = (acme).paint.Red\n",
        "app/user.py",
        "the name is not written out in one piece where it stands",
        id="dotted-parenthesised-root",
    ),
    pytest.param(
        """\
        import acme.paint
        x = acme.paint.Red
        del acme
        """,
        "app/user.py",
        "`acme` is deleted somewhere",
        id="dotted-deleted",
    ),
    pytest.param(
        """\
        if True:
            import acme.paint
        else:
            acme = None
        x = acme.paint.Red
        """,
        "app/user.py",
        "`acme.paint.Red` may be something else, too",
        id="dotted-conditional",
    ),
    pytest.param(
        "import acme.legacy.engine as e\nx = getattr(e, 'Engine')\n",
        "app/user.py",
        "the name is reached by getattr, its module stays",
        id="aliases-getattr",
    ),
    pytest.param(
        """\
        import acme.tools as t
        name = 'Saw'
        x = getattr(t, name)
        """,
        "app/user.py",
        "`t` itself is used, and its 'Saw' moves elsewhere",
        id="aliases-dynamic-getattr",
    ),
    pytest.param(
        """\
        import acme.legacy.engine as e
        class C: Engine = 1
        if not e: e = C
        x = e.Engine
        """,
        "app/user.py",
        "`e` may be something else, too",
        id="aliases-conditional-rebinding",
    ),
    pytest.param(
        """\
        import acme.legacy.engine as e
        m = e
        x = m.Engine()
        """,
        "app/user.py",
        "it is not reached through one import",
        id="aliases-alias-of-the-module",
    ),
    pytest.param(
        """\
        import acme.tools as t
        m = t
        x = m.Screw
        """,
        "app/user.py",
        "`t` itself is used, and its 'Saw' moves elsewhere; it is not reached through one import",
        id="aliases-alias-of-a-moved-module-renamed",
    ),
    pytest.param(
        "import acme.legacy.engine as e\ndef f(a: 'e.' 'Engine'): ...\n",
        "app/user.py",
        "the name is not written out in one piece where it stands",
        id="aliases-quoted-in-pieces",
    ),
    pytest.param(
        """\
        import acme.legacy.engine as e
        x = (e  # old
             .Engine())
        """,
        "app/user.py",
        "the name is not written out in one piece where it stands",
        id="aliases-across-lines-comment",
    ),
    pytest.param(
        "import acme.legacy.engine as e\nx = (e).Engine()\n",
        "app/user.py",
        "the name is not written out in one piece where it stands",
        id="aliases-parenthesised",
    ),
    pytest.param(
        """\
        if True:
            import acme.legacy.engine as e
        else:
            import acme.other as e
        x = e.Engine
        """,
        "app/user.py",
        "it is not reached through one import",
        id="aliases-two-imports-one-name",
    ),
    pytest.param(
        """\
        if True:
            import acme.tools as t
        else:
            from acme import tools as t
        x = t.Screw
        """,
        "app/user.py",
        "`t` in `t.Screw` may be something else, too",
        id="aliases-two-moved-imports-one-name-renamed",
    ),
    pytest.param(
        "from acme.legacy.engine import Engine\n",
        "acme/core/engine.py",
        "this file is the new home itself",
        id="relative-new-home-itself",
    ),
    pytest.param(
        "from ..legacy.engine import Engine\nclass UserEngine(Engine): pass\n",
        "acme/core/engine.py",
        "this file is the new home itself",
        id="relative-new-home-relative",
    ),
    pytest.param(
        "from acme.paint import Red\n",
        "acme/colour.py",
        "this file is the new home itself",
        id="relative-new-home-module-itself",
    ),
    pytest.param(
        "from acme.tools import Hammer\n",
        "acme/kit/__init__.py",
        "this file is the new home itself",
        id="relative-new-home-package",
    ),
    pytest.param(
        "import acme.legacy.engine as e\nx = e.Engine\n",
        "acme/core/engine.py",
        "this file is the new home itself",
        id="relative-new-home-through-alias",
    ),
    pytest.param(
        """\
        from acme.tools import *
        Bolt = 1
        x = Hammer, Bolt
        """,
        "app/user.py",
        "'acme.kit' would also bring 'Bolt', which this file uses",
        id="stars-moved-module-brings-more",
    ),
    pytest.param(
        "from acme.legacy.engine import *\nx = lost\n",
        "app/user.py",
        "'acme.core.engine.nowhere' does not exist: the module 'acme.core.engine' has no name 'nowhere'",
        id="stars-missing",
    ),
    pytest.param(
        "from acme.gone import *\nx = Ghost\n",
        "app/user.py",
        "the rule names no successor",
        id="stars-gone",
    ),
    pytest.param(
        """\
        try:
            from acme.legacy.engine import *
        except ImportError:
            Engine = None
        x = Engine
        """,
        "app/user.py",
        "`Engine` may be something else, too",
        id="stars-of-a-fallback",
    ),
    pytest.param(
        """\
        try:
            from elsewhere.net import wire
        except ImportError:
            from acme.legacy.engine import wire
        """,
        "app/user.py",
        "unsafe: the `try` around it also supports where only the old path exists",
        id="fallbacks-new-then-old-third-party",
    ),
    pytest.param(
        """\
        try:
            from acme.legacy.engine import wire
        except ImportError:
            from elsewhere.net import wire
        """,
        "app/user.py",
        "unsafe: the `try` around it also supports where only the old path exists",
        id="fallbacks-old-then-new-third-party",
    ),
    pytest.param(
        """\
        try:
            from acme.lazy import vague
        except ImportError:
            from acme.legacy.engine import vague
        """,
        "app/user.py",
        "unsafe: cannot tell whether 'acme.lazy.vague' exists: 'acme.lazy' has a __getattr__",
        id="fallbacks-vague",
    ),
    pytest.param(
        """\
        import foo as f
        import foo.core
        x = f.Foo, f.core.Bar
        """,
        "app/user.py",
        "`f.core.Bar` may stay where it is, by its rule",
        id="rules-below-itself-as-both",
    ),
    pytest.param(
        "from acme.legacy.engine import lost\n",
        "app/user.py",
        "'acme.core.engine.nowhere' does not exist: the module 'acme.core.engine' has no name 'nowhere'",
        id="targets-name-missing",
    ),
    pytest.param(
        "import acme.legacy.engine as e\nx = e.lost\n",
        "app/user.py",
        "'acme.core.engine.nowhere' does not exist: the module 'acme.core.engine' has no name 'nowhere'",
        id="targets-name-missing-alias",
    ),
    pytest.param(
        "import acme.legacy.engine\nx = acme.legacy.engine.lost\n",
        "app/user.py",
        "'acme.core.engine.nowhere' does not exist: the module 'acme.core.engine' has no name 'nowhere'",
        id="targets-name-missing-dotted",
    ),
    pytest.param(
        "from acme.nomodule import Thing\n",
        "app/user.py",
        "'acme.missing.Thing' does not exist: the module 'acme' has no name 'missing'",
        id="targets-module-missing",
    ),
    pytest.param(
        "import acme.nomodule\nx = acme.nomodule.Thing\n",
        "app/user.py",
        "'acme.missing' does not exist: the module 'acme' has no name 'missing'",
        id="targets-module-missing-import",
    ),
    pytest.param(
        "from acme.nomodule import *\nx = Thing\n",
        "app/user.py",
        "'acme.missing' does not exist: the module 'acme' has no name 'missing'",
        id="targets-module-missing-star",
    ),
    pytest.param(
        "import acme.paint as p\nx = p.Green\n",
        "app/user.py",
        "'acme.colour.Green' does not exist: the module 'acme.colour' has no name 'Green'",
        id="targets-name-missing-in-a-moved-module-alias",
    ),
    pytest.param(
        "import acme.paint\nx = acme.paint.Green\n",
        "app/user.py",
        "'acme.colour.Green' does not exist: the module 'acme.colour' has no name 'Green'",
        id="targets-name-missing-in-a-moved-module-dotted",
    ),
    pytest.param(
        "from acme.legacy.engine import vague\n",
        "app/user.py",
        "unsafe: cannot tell whether 'acme.lazy.vague' exists: 'acme.lazy' has a __getattr__",
        id="targets-getattr-module",
    ),
    pytest.param(
        "from acme.gone import Ghost\n",
        "app/user.py",
        "the rule names no successor",
        id="targets-gone",
    ),
    pytest.param(
        "import acme.gone as g\nx = g.Ghost\n",
        "app/user.py",
        "the rule names no successor",
        id="targets-gone-alias",
    ),
    pytest.param(
        """\
        def test_deprecated_import():
            from acme.legacy.engine import Engine
            assert Engine
        """,
        "app/user.py",
        "unsafe: looks like a test of the old path",
        id="heuristics-deprecated-test",
    ),
    pytest.param(
        """\
        class TestLegacyPaths:
            def test(self):
                from acme.legacy.engine import Engine
                assert Engine
        """,
        "app/user.py",
        "unsafe: looks like a test of the old path",
        id="heuristics-legacy-class",
    ),
    pytest.param(
        """\
        import pytest
        def test():
            with pytest.raises(ImportError):
                from acme.legacy.engine import Engine
        """,
        "app/user.py",
        "unsafe: stands where a warning or an exception is expected",
        id="heuristics-raises",
    ),
    pytest.param(
        """\
        import pytest
        def test():
            with pytest.warns(DeprecationWarning):
                import acme.paint
        """,
        "app/user.py",
        "unsafe: stands where a warning or an exception is expected",
        id="heuristics-warns",
    ),
    pytest.param(
        """\
        class A:
            def test(self):
                with self.assertWarns(DeprecationWarning):
                    from acme.paint import Red
        """,
        "app/user.py",
        "unsafe: stands where a warning or an exception is expected",
        id="heuristics-assert-warns",
    ),
    pytest.param(
        """\
        import acme.paint
        x = acme.paint.Red  # noqa: SOT102
        y = acme.paint.Blue
        """,
        "app/user.py",
        "`acme.paint.Red` must stay as it is",
        id="noqa-use-hidden-of-a-moved-module",
    ),
    pytest.param(
        """\
        import acme.tools as t
        x = t.Screw  # noqa: SOT102
        y = t.Hammer
        """,
        "app/user.py",
        "`t.Screw` must stay as it is",
        id="noqa-use-hidden-of-a-moved-alias",
    ),
    pytest.param(
        "import acme.paint  # noqa: SOT101\nx = acme.paint.Red\n",
        "app/user.py",
        "the import must stay as it is",
        id="noqa-import-hidden-uses-not",
    ),
    pytest.param(
        "import acme.tools as t\nx = vars(t)['Screw']\n",
        "app/user.py",
        "`t` itself is used, and its 'Saw' moves elsewhere",
        id="more-vars",
    ),
    pytest.param(
        "import acme.tools\nx = acme.tools.__dict__['Screw']\n",
        "app/user.py",
        "'acme.kit.__dict__' does not exist: the module 'acme.kit' has no name '__dict__'",
        id="more-dict",
    ),
    pytest.param(
        "import acme.tools as t\nx = t.__dict__['Screw']\n",
        "app/user.py",
        "'acme.kit.__dict__' does not exist: the module 'acme.kit' has no name '__dict__'",
        id="more-dict2",
    ),
    pytest.param(
        "import acme.tools as t\nx = hasattr(t, 'Screw')\n",
        "app/user.py",
        "`t` itself is used, and its 'Saw' moves elsewhere",
        id="more-hasattr",
    ),
    pytest.param(
        """\
        import acme.tools as t
        class A:
            t = t
            x = t.Screw
            def f(self): return t.Hammer
        x = A.x
        """,
        "app/user.py",
        "`t` itself is used, and its 'Saw' moves elsewhere; it is not reached through one import",
        id="more-two-scopes-nested",
    ),
    pytest.param(
        "import acme.tools as t\nx = f\"{getattr(t, 'Screw')}\"\n",
        "app/user.py",
        "the name is not written out in the string",
        id="again-f-string-getattr",
    ),
    pytest.param(
        "import acme.tools as t\ndef f(a: 't.\\x53crew'): ...\n",
        "app/user.py",
        "the name is not written out in one piece where it stands",
        id="again-string-continued-annotation",
    ),
    pytest.param(
        """\
        import acme.num as n
        class C: product = 1
        if x := n: n = n if x else C
        y = n.product
        """,
        "app/user.py",
        "`n` may be something else, too",
        id="renamed-conditional-alias",
    ),
    pytest.param(
        """\
        try:
            import acme.num as n
        except ImportError:
            from acme import num as n
        x = n.product
        """,
        "app/user.py",
        "it is not reached through one import",
        id="renamed-either-alias",
    ),
    pytest.param(
        """\
        import acme.num as n
        m = n
        x = m.product
        """,
        "app/user.py",
        "it is not reached through one import",
        id="renamed-alias-of-alias",
    ),
    pytest.param(
        "import acme.num\nx = getattr(acme.num, 'product')\n",
        "app/user.py",
        "it is not reached through one import",
        id="renamed-getattr-dotted",
    ),
    pytest.param(
        "import acme.num as n\nx = (n).product\n",
        "app/user.py",
        "the name is not written out in one piece where it stands",
        id="renamed-parenthesised",
    ),
    pytest.param(
        """\
        import acme.num as n
        x = (n  # numbers
             .product)
        """,
        "app/user.py",
        "the name is not written out in one piece where it stands",
        id="renamed-across-lines-with-a-comment",
    ),
    pytest.param(
        """\
        def f():
            global paint
            from acme import paint
        f()
        x = paint.Red
        """,
        "app/user.py",
        "`paint` may be used elsewhere, as a global or in a class",
        id="places-global-alias-from",
    ),
    pytest.param(
        """\
        class A:
            import acme.paint as p
        x = A.p.Red
        """,
        "app/user.py",
        "`p` may be used elsewhere, as a global or in a class",
        id="more-class-alias-attribute-outside",
    ),
    pytest.param(
        """\
        import acme.num as n
        n.product = 1
        x = n.product
        """,
        "app/user.py",
        "'acme.num.product' is assigned in this file",
        id="renamed-store",
    ),
]

PARTLY = [  # the rest is mended
    pytest.param(
        "from acme import gone, paint\nx = paint.Red\n",
        "from acme import gone, colour as paint\nx = paint.Red\n",
        "the rule names no successor",
        id="several-gone-and-moved",
    ),
    pytest.param(
        "from acme.legacy.engine import Engine, lost\n",
        "from acme.core.engine import UserEngine as Engine\nfrom acme.legacy.engine import lost\n",
        "'acme.core.engine.nowhere' does not exist: the module 'acme.core.engine' has no name 'nowhere'",
        id="several-one-moves-one-missing",
    ),
    pytest.param(
        "import acme.legacy.engine as e\nx = e.vague, e.Engine\n",
        """\
        from acme.core.engine import UserEngine
        import acme.legacy.engine as e
        x = e.vague, UserEngine
        """,
        "unsafe: cannot tell whether 'acme.lazy.vague' exists: 'acme.lazy' has a __getattr__",
        id="targets-getattr-module-alias",
    ),
    pytest.param(
        "from acme.legacy.engine import vague, Engine\n",
        "from acme.core.engine import UserEngine as Engine\nfrom acme.legacy.engine import vague\n",
        "unsafe: cannot tell whether 'acme.lazy.vague' exists: 'acme.lazy' has a __getattr__",
        id="targets-getattr-module-one-of-two",
    ),
    pytest.param(
        "from acme.gone import Ghost\nfrom acme.paint import Red\n",
        "from acme.gone import Ghost\nfrom acme.colour import Red\n",
        "the rule names no successor",
        id="targets-gone-beside-one-that-moves",
    ),
    pytest.param(
        """\
        import acme.paint
        import acme.gone
        x = acme.paint.Red, acme.gone.Ghost
        """,
        """\
        import acme.colour
        import acme.gone
        x = acme.colour.Red, acme.gone.Ghost
        """,
        "the rule names no successor",
        id="targets-one-use-is-gone",
    ),
    pytest.param(
        """\
        try:
            from acme.legacy.engine import Engine
        except ImportError:
            from acme.legacy import engine
            Engine = engine.Engine
        """,
        """\
        try:
            from acme.core.engine import UserEngine as Engine
        except ImportError:
            from acme.legacy import engine
            Engine = engine.Engine
        """,
        "unsafe: both branches of the `try` would do the same",
        id="fallbacks-both-old",
    ),
]

MUST_STAY = [  # only a person can tell; the reason is free
    pytest.param(
        "import acme.tools\nx = acme.tools\n",
        "app/user.py",
        id="dotted-module-as-a-value-of-another-rule",
    ),
    pytest.param(
        """\
        import acme.legacy.engine as e
        from nowhere import *
        x = e.Engine()
        """,
        "app/user.py",
        id="aliases-star-below-unknown",
    ),
    pytest.param(
        """\
        import acme.legacy.engine as e
        def test_deprecated_alias():
            assert e.Engine
        """,
        "app/user.py",
        id="heuristics-uses-in-a-deprecated-test",
    ),
    pytest.param(
        """\
        import acme.legacy.engine as e, pytest
        def test():
            with pytest.warns(DeprecationWarning):
                e.Engine
        """,
        "app/user.py",
        id="heuristics-uses-in-a-warns-block",
    ),
    pytest.param(
        """\
        import acme.legacy.engine, pytest
        def test():
            with pytest.warns(DeprecationWarning):
                acme.legacy.engine.Engine
        """,
        "app/user.py",
        id="heuristics-dotted-uses-in-a-warns-block",
    ),
    pytest.param(
        """\
        from acme.core.engine import UserEngine
        from acme.legacy.engine import Engine
        def test_alias():
            assert Engine is UserEngine
        """,
        "app/user.py",
        id="heuristics-compares-old-and-new",
    ),
    pytest.param(
        """\
        from acme.legacy.engine import Engine
        def test():
            assert Engine
        """,
        "tests/test_deprecated_paths.py",
        id="heuristics-file-name",
    ),
    pytest.param(
        """\
        import warnings
        def test():
            with warnings.catch_warnings(record=True) as caught:
                from acme.paint import Red
            assert caught
        """,
        "app/user.py",
        id="heuristics-catch-warnings",
    ),
    pytest.param(
        """\
        try:
            from acme.legacy.engine import Engine
            legacy = True
        except ImportError:
            from acme.core.engine import UserEngine as Engine
            legacy = False
        """,
        "app/user.py",
        id="more-flag-says-which",
    ),
    pytest.param(
        """\
        try:
            from elsewhere.net import wire
        except Exception:
            from acme.legacy.engine import wire
        """,
        "app/user.py",
        id="fallbacks-third-party-except-exception",
    ),
    pytest.param(
        """\
        try:
            from elsewhere.net import wire
        except:
            from acme.legacy.engine import wire
        """,
        "app/user.py",
        id="fallbacks-third-party-bare-except",
    ),
    pytest.param(
        """\
        try:
            from elsewhere.net import wire
        except ImportError:
            try:
                from acme.legacy.engine import wire
            except ImportError:
                wire = None
        """,
        "app/user.py",
        id="fallbacks-third-party-nested",
    ),
    pytest.param(
        """\
        import sys
        if sys.version_info >= (3, 11):
            from elsewhere.net import wire
        else:
            from acme.legacy.engine import wire
        """,
        "app/user.py",
        id="fallbacks-third-party-version-check",
    ),
    pytest.param(
        """\
        import acme.paint
        def test_deprecated_module():
            assert acme.paint.Red
        """,
        "app/user.py",
        id="heuristics-dotted-uses-of-a-moved-module",
    ),
]

RIGHT = [  # it may be left or mended, but it must mean the same where the old paths are gone
    pytest.param(
        """\
        def f():
            global acme
            import acme.paint
        f()
        x = acme.paint.Red
        """,
        id="dotted-global-in-a-function",
    ),
    pytest.param(
        "import acme.tools\nx = getattr(acme.tools, 'Screw')\n", id="dotted-getattr-renamed"
    ),
    pytest.param(
        "import acme.tools\nx = getattr(acme.tools, 'Saw')\n", id="dotted-getattr-elsewhere"
    ),
    pytest.param(
        """\
        import acme.tools
        t = acme.tools
        x = t.Screw
        """,
        id="dotted-alias-assignment-renamed",
    ),
    pytest.param(
        """\
        import acme.legacy.engine as e
        match e.Engine:
            case e.Engine: x = 1
            case _: x = 2
        """,
        id="aliases-match-value",
    ),
    pytest.param(
        """\
        try:
            import acme.legacy.engine as e
        except ImportError:
            e = None
        x = e.Engine if e else 1
        """,
        id="aliases-none-fallback",
    ),
    pytest.param(
        "import acme.legacy.engine as e\nx = f'{e.Engine=}'\n",
        id="aliases-f-string-debug",
    ),
    pytest.param(
        "import acme.tools as t\nx = f'{t.Screw=}'\n",
        id="aliases-f-string-debug-module",
    ),
    pytest.param(
        """\
        class A:
            import acme.legacy.engine as e
            x = e.Engine()
        """,
        id="aliases-class-scope",
    ),
    pytest.param("import acme.legacy.engine as e\ne.Engine = 1\n", id="aliases-store"),
    pytest.param("import acme.legacy.engine as e\ndel e.Engine\n", id="aliases-delete-attribute"),
    pytest.param(
        """\
        import acme.legacy.engine as e
        from acme.shadow import *
        x = e.Engine()
        """,
        id="aliases-star-below-may-shadow",
    ),
    pytest.param(
        """\
        import acme.legacy.engine as e
        from unittest import mock
        with mock.patch.object(e, 'Engine', int):
            x = e.Engine()
        """,
        id="aliases-patch-object",
    ),
    pytest.param(
        """\
        import acme.legacy.engine
        from unittest import mock
        with mock.patch.object(acme.legacy.engine, 'Engine', int):
            x = acme.legacy.engine.Engine()
        """,
        id="aliases-patch-object-dotted",
    ),
    pytest.param(
        """\
        import acme.legacy.engine as e
        from unittest import mock
        with mock.patch('acme.legacy.engine.Engine', int):
            x = e.Engine()
        """,
        id="aliases-patch-string",
    ),
    pytest.param(
        """\
        from unittest import mock
        def f():
            with mock.patch('acme.legacy.engine.Engine', int):
                from acme.legacy.engine import Engine
                return Engine()
        x = f()
        """,
        id="aliases-patch-string-in-a-function",
    ),
    pytest.param(
        """\
        from unittest import mock
        with mock.patch('acme.legacy.engine.Engine', int):
            from acme.legacy.engine import Engine
            x = Engine()
        """,
        id="aliases-patch-string-local-import",
    ),
    pytest.param(
        """\
        try:
            from acme.core.engine import UserEngine as Engine
        except (ImportError, AttributeError):
            from acme.legacy.engine import Engine
        """,
        id="fallbacks-new-then-old-tuple",
    ),
    pytest.param(
        """\
        def f():
            global t
            import acme.tools as t
        f()
        x = t.Screw
        """,
        id="places-global-alias",
    ),
    pytest.param(
        """\
        def f():
            global acme
            import acme.alone
        f()
        x = acme.alone.One
        """,
        id="places-global-dotted-elsewhere",
    ),
    pytest.param("import acme.compat\nx = acme.compat.open\n", id="rules-builtin-dotted-same-name"),
    pytest.param(
        """\
        def f():
            global oldtop
            import oldtop
        f()
        x = oldtop.Up
        """,
        id="more-top-global",
    ),
    pytest.param(
        """\
        from acme.shadow import *
        import acme.legacy.engine as e
        x = e.Engine()
        """,
        id="more-star-above",
    ),
    pytest.param(
        """\
        import enum
        class A(enum.Enum):
            import acme.legacy.engine as e
            x = e.Engine.value
        x = list(A.__members__)
        del A
        """,
        id="more-class-enum",
    ),
    pytest.param(
        """\
        class A:
            import acme.paint
            x = acme.paint.Red
            def f(self): return self.acme.paint.Red
        x = A().f()
        """,
        id="more-class-dotted",
    ),
    pytest.param(
        """\
        class A:
            from acme import tools
            def f(self): return self.tools.Screw
        x = A().f()
        """,
        id="more-class-from",
    ),
    pytest.param(
        """\
        class A:
            from acme import tools
        x = A.tools.Screw
        """,
        id="more-class-attribute-outside",
    ),
    pytest.param(
        """\
        import acme.tools
        setattr(acme.tools, 'Screw', 1)
        x = acme.tools.Screw
        """,
        id="more-setattr-renamed",
    ),
    pytest.param(
        "import acme.tools\nx = hasattr(acme.tools, 'Screw')\n",
        id="more-hasattr-dotted",
    ),
    pytest.param(
        "import acme.legacy.engine as e\nx = e.Engine if hasattr(e, 'Engine') else None\n",
        id="more-hasattr-symbol",
    ),
    pytest.param(
        "from acme.legacy import engine\n"
        "x = engine.Engine if hasattr(engine, 'Engine') else engine.run\n",
        id="more-hasattr-symbol-from",
    ),
    pytest.param(
        """\
        import acme.tools
        def f(m): return m.Screw
        x = f(acme.tools)
        """,
        id="more-module-passed-dotted",
    ),
    pytest.param(
        """\
        import acme.tools
        def f(m): return m.Saw
        x = f(acme.tools)
        """,
        id="more-module-passed-dotted-saw",
    ),
    pytest.param(
        """\
        import typing, acme.legacy.engine as e
        if typing.TYPE_CHECKING:
            from acme.core.engine import UserEngine
        x = e.Engine
        """,
        id="more-type-checking-import-of-new",
    ),
    pytest.param(
        """\
        import acme.legacy.engine as e
        import sys
        if sys.argv is None:
            from acme.core.engine import UserEngine
        x = e.Engine
        """,
        id="more-new-import-conditional",
    ),
    pytest.param(
        """\
        import typing
        import acme.legacy.engine
        if typing.TYPE_CHECKING:
            import acme.core.engine
        x = acme.legacy.engine.Engine
        """,
        id="again-dotted-new-in-type-checking",
    ),
    pytest.param(
        """\
        import acme.legacy.engine
        if acme is None:
            import acme.core.engine
        x = acme.legacy.engine.Engine
        """,
        id="again-dotted-new-conditional",
    ),
    pytest.param(
        """\
        import acme.legacy.engine
        x = acme.legacy.engine.Engine
        import acme.core.engine
        """,
        id="again-dotted-new-later",
    ),
    pytest.param(
        """\
        import typing
        import acme.alone
        if typing.TYPE_CHECKING:
            import acme.other
        x = acme.alone.One
        y = acme.version
        """,
        id="again-dotted-parent-kept-by-type-checking",
    ),
    pytest.param(
        """\
        import acme.alone
        x = acme.alone.One
        y = acme.version
        import acme.other
        """,
        id="again-dotted-top-kept-by-a-later-import",
    ),
    pytest.param(
        """\
        import acme.alone
        if acme is None:
            import acme.other
        x = acme.alone.One
        y = acme.version
        """,
        id="again-dotted-top-kept-by-conditional",
    ),
    pytest.param(
        """\
        def f(a=0):
            import acme.legacy.engine as e
            if a:
                from acme.core.engine import UserEngine
            return e.Engine
        x = f()
        """,
        id="again-known-in-a-function-conditional",
    ),
    pytest.param(
        """\
        import acme.legacy.engine as e
        for _ in ():
            from acme.core.engine import UserEngine
        x = e.Engine
        """,
        id="again-known-in-a-loop",
    ),
    pytest.param(
        """\
        import acme.legacy.engine as e
        match 0:
            case 1:
                from acme.core.engine import UserEngine
        x = e.Engine
        """,
        id="again-known-in-match",
    ),
    pytest.param(
        """\
        import acme.legacy.engine as e
        try:
            pass
        except ImportError:
            from acme.core.engine import UserEngine
        x = e.Engine
        """,
        id="again-known-in-except",
    ),
    pytest.param(
        """\
        import acme.legacy.engine as e
        while False:
            from acme.core.engine import UserEngine
        x = e.Engine
        """,
        id="again-known-in-while",
    ),
    pytest.param(
        """\
        import typing
        import acme.legacy.engine as e
        if typing.TYPE_CHECKING:
            from acme.legacy.engine import Engine
        x = e.Engine
        """,
        id="again-known-old-in-type-checking",
    ),
    pytest.param(
        """\
        import acme.legacy.engine as e
        if e is None:
            from acme.legacy.engine import Engine
        x = e.Engine
        """,
        id="again-known-old-conditional",
    ),
    pytest.param(
        """\
        import acme.num as n
        from unittest import mock
        with mock.patch.object(n, 'product', int):
            x = n.product()
        """,
        id="renamed-patched",
    ),
    pytest.param(
        "import acme.num as n\nx = n.product if hasattr(n, 'product') else None\n",
        id="renamed-hasattr",
    ),
    pytest.param(
        """\
        import acme.paint as p
        from unittest import mock
        with mock.patch('acme.paint.Red', int):
            x = p.Red()
        """,
        id="moved-module-patch-string-alias",
    ),
    pytest.param(
        """\
        from acme import paint
        from unittest import mock
        with mock.patch('acme.paint.Red', int):
            x = paint.Red()
        """,
        id="moved-module-patch-string-from",
    ),
    pytest.param(
        """\
        import acme.paint
        from unittest import mock
        with mock.patch('acme.paint.Red', int):
            x = acme.paint.Red()
        """,
        id="moved-module-patch-string-dotted",
    ),
    pytest.param(
        """\
        from unittest import mock
        @mock.patch('acme.paint.Red', int)
        def f():
            import acme.paint
            return acme.paint.Red()
        x = f()
        """,
        id="moved-module-patch-string-in-a-function",
    ),
]


OLD_IMPORT = b"from acme.legacy.engine import Engine"
PROBLEMS = [
    pytest.param(OLD_IMPORT + b"\nx = (\n", "cannot be parsed", id="does-not-parse"),
    pytest.param(OLD_IMPORT + b"\nx = '\xff'\n", "cannot be decoded", id="not-utf-8"),
    pytest.param(
        b"# coding: nonsense\n" + OLD_IMPORT + b"\n", "unknown encoding", id="unknown-encoding"
    ),
    pytest.param(b"# coding: utf-16\n" + OLD_IMPORT + b"\n", "cannot be decoded", id="utf-16"),
    pytest.param(
        b"# coding: ascii\n" + OLD_IMPORT + b"\nx = '\xe9'\n", "cannot be decoded", id="ascii"
    ),
    pytest.param(OLD_IMPORT + b"\x00\n", "null bytes", id="null-byte"),
    pytest.param(
        b"\xef\xbb\xbf# coding: latin-1\n" + OLD_IMPORT + b"\n", "cannot be parsed", id="bom-latin"
    ),
    pytest.param(b"x = (", "cannot be parsed", id="mentions-nothing-and-does-not-parse"),
    pytest.param(b"x = '\xff'", "cannot be decoded", id="mentions-nothing-and-is-not-utf-8"),
]
LEFT_BYTES = [
    pytest.param(
        b"# coding: utf-7\n" + OLD_IMPORT + b"\nx = '+AOk-'\n",
        "utf-7 does not spell the same text in one way only",
        id="utf-7",
    ),
    pytest.param(
        b"\xef\xbb\xbf\xef\xbb\xbf" + OLD_IMPORT + b"\n",
        "its line ends or byte order mark are out of order",
        id="two-boms",
    ),
]
CALLS_LEFT = [
    pytest.param(
        "send('x', to='y', **k)\n",
        "not renamed: `**` may hold the new keyword already",
        id="star-star",
    ),
    pytest.param("send('x', *a, to='y')\n", "not renamed: `*` hides arguments", id="star"),
    pytest.param(
        "send('x', to='y', recipient='z')\n",
        "a call that fits no signature needs a person",
        id="new-keyword-is-there",
    ),
    pytest.param(
        "f'{send(1, to=2)}'\n", "not renamed: the call stands in an f-string", id="f-string"
    ),
    pytest.param("send('x', 'a', 3)\n", "the rule has no rewrite", id="positional"),
    pytest.param(
        "from functools import partial\npartial(send, to='y')\n",
        "not renamed: other arguments may follow",
        id="partial",
    ),
]
CALLS_BESIDE = [
    pytest.param(
        "from acme.oldmail import send\nsend('x', to='y', **k)\nsend('x', to='y')\n",
        "from acme.mail import send\nsend('x', to='y', **k)\nsend('x', recipient='y')\n",
        "not renamed: `**` may hold the new keyword already",
        id="one-call-can-be-mended",
    ),
    pytest.param(
        "from acme.legacy.engine import Engine\ndef f(registry, bridge): return Engine(registry, bridge)\n",
        "from acme.core.engine import UserEngine as Engine\n"
        "def f(registry, bridge): return Engine(registry, bridge)\n",
        "not rewritten: `make` is not known in this file",
        id="a-name-of-the-template-is-unknown",
    ),
]
MIXED = """\
import acme.paint
from acme.legacy.engine import Engine, create
from acme.oldmail import send
x = acme.paint.Red, Engine, create
"""


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return make_bench(tmp_path_factory.mktemp("tree"))


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return make_bench(tmp_path_factory.mktemp("calls"), RULES + CALLS)


@pytest.mark.parametrize(("before", "path"), NOOPS)
def test_nothing_to_do(before: str, path: str, bench: Bench) -> None:
    for unsafe in (False, True):
        assert bench._replace(unsafe=unsafe).stays(before, path) == ""


@pytest.mark.parametrize(("before", "path", "reason"), STAYS)
def test_left_alone(before: str, path: str, reason: str, bench: Bench) -> None:
    assert bench.stays(before, path) == reason


@pytest.mark.parametrize(("before", "after", "reason"), PARTLY)
def test_partly_mended(before: str, after: str, reason: str, bench: Bench) -> None:
    result = bench.rewrites(before, after)
    assert reasons(result) == reason
    bench.runs(result)


@pytest.mark.parametrize(("before", "path"), MUST_STAY)
def test_not_without_being_asked(before: str, path: str, bench: Bench) -> None:
    assert bench.stays(before, path)


@pytest.mark.parametrize("before", RIGHT)
def test_mended_rightly_or_not_at_all(before: str, bench: Bench) -> None:
    result = bench.fix(before)
    assert result.fixed or result.left
    bench.runs(result)


@pytest.mark.parametrize(("data", "reason"), PROBLEMS)
def test_files_that_cannot_be_judged(data: bytes, reason: str, bench: Bench) -> None:
    result = bench.fix(data)
    assert result.problem is not None
    assert reason in result.problem.reason
    assert result.after == result.before == data
    assert result.fixed == ()


@pytest.mark.parametrize(("data", "reason"), LEFT_BYTES)
def test_bytes_that_cannot_be_written_again(data: bytes, reason: str, bench: Bench) -> None:
    assert bench.stays(data) == reason


@pytest.mark.parametrize(("call", "reason"), CALLS_LEFT)
def test_calls_left_alone(call: str, reason: str, calls: Bench) -> None:
    before = f"from acme.mail import send\n{call}"
    assert calls.stays(before) == reason
    assert calls._replace(unsafe=True).stays(before) == reason


@pytest.mark.parametrize(("before", "after", "reason"), CALLS_BESIDE)
def test_calls_partly_mended(before: str, after: str, reason: str, calls: Bench) -> None:
    for unsafe in (False, True):
        assert reasons(calls._replace(unsafe=unsafe).rewrites(before, after)) == reason


def test_only_the_rules_asked_for(calls: Bench) -> None:
    job = calls.job._replace(only=frozenset({"acme.legacy.engine.Engine"}))
    after = MIXED.replace(
        "from acme.legacy.engine import Engine, create",
        "from acme.core.engine import UserEngine as Engine\nfrom acme.legacy.engine import create",
    )
    assert calls._replace(job=job).rewrites(MIXED, after).left == ()


def test_only_the_codes_asked_for(tmp_path_factory: pytest.TempPathFactory) -> None:
    imports = make_bench(tmp_path_factory.mktemp("imports"), select=("SOT101",))
    uses = make_bench(tmp_path_factory.mktemp("uses"), select=("SOT102",))
    before = "from acme.paint import Blue\nimport acme.paint\nx = acme.paint.Red\n"
    result = imports.rewrites(before, before.replace("paint import Blue", "colour import Blue"))
    assert reasons(result) == "`acme.paint.Red` must stay as it is"
    assert uses.stays(before) == "the import must stay as it is"


def test_a_rule_asked_for_that_another_needs(bench: Bench) -> None:
    """`acme.tools` cannot move while its Saw, which goes elsewhere, must stay as it is."""
    only = bench._replace(job=bench.job._replace(only=frozenset({"acme.tools"})))
    source = "import acme.tools as t\nx = t.Hammer, t.Saw\n"
    assert only.stays(source) == "`t.Saw` must stay as it is"


def test_comments_that_hide_may_be_ignored(bench: Bench) -> None:
    loud = bench._replace(job=bench.job._replace(disable_noqa=True))
    before = "from acme.legacy.engine import Engine  # noqa\nx = Engine\n"
    after = "from acme.core.engine import UserEngine as Engine  # noqa\nx = Engine\n"
    loud.runs(loud.rewrites(before, after))
    assert bench.stays(before) == ""


def test_files_that_may_use_the_old_path(tmp_path_factory: pytest.TempPathFactory) -> None:
    rule = 'old = "acme.legacy.engine.Engine"\n'
    rules = RULES.replace(rule, rule + 'allow = ["compat/**"]\n')
    bench = make_bench(tmp_path_factory.mktemp("allow"), rules, 'exclude = ["vendor/**"]')
    before = "from acme.legacy.engine import Engine, create\n"
    after = "from acme.core.factory import create\nfrom acme.legacy.engine import Engine\n"
    assert bench.rewrites(before, after, "compat/old.py").left == ()
    assert bench.stays(before, "vendor/old.py") == ""
    assert bench.stays(before.replace(", create", ""), "compat/old.py") == ""


def test_an_allowed_name_holds_its_module(tmp_path_factory: pytest.TempPathFactory) -> None:
    """`t.Screw` may stay where it is, so that `t` has to."""
    rule = 'old = "acme.tools.Screw"\n'
    rules = RULES.replace(rule, rule + 'allow = ["compat/**"]\n')
    bench = make_bench(tmp_path_factory.mktemp("allow"), rules)
    source = "import acme.tools as t\nx = t.Screw, t.Hammer\n"
    assert bench.stays(source, "compat/old.py") == "`t.Screw` may stay where it is, by its rule"
    bench.rewrites(source, "import acme.kit as t\nx = t.Bolt, t.Hammer\n")


def test_the_message_and_the_reason_say_what_is_missing(bench: Bench) -> None:
    for source, what in (
        (
            "from acme.legacy.engine import lost\n",
            "the module 'acme.core.engine' has no name 'nowhere'",
        ),
        ("from acme.nomodule import Thing\n", "the module 'acme' has no name 'missing'"),
    ):
        (left,) = bench.fix(source).left
        assert f"(but {what})" in left.finding.message
        assert left.reason.endswith(f" does not exist: {what}")
        assert left.finding.fix is None
