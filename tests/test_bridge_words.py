"""What texts say: of whom, and what to use instead. Sentences as people write them."""

from __future__ import annotations

import time

import pytest
from support import ENOUGH_SECONDS

from flake8_ssot.bridge_named import Named, named_successors
from flake8_ssot.bridge_words import (
    LABEL,
    OTHER,
    THIS,
    head,
    looks_like_bridge_module,
    looks_like_compatibility,
    looks_like_compatible_definition,
    sentences,
    who,
)

WHO = [
    pytest.param("Deprecated: use X instead", LABEL, id="label"),
    pytest.param("DEPRECATED", LABEL, id="label-alone"),
    pytest.param(".. deprecated:: 1.4", LABEL, id="directive"),
    pytest.param("Get the current user (deprecated).", LABEL, id="in-parentheses"),
    pytest.param("WARNING: DEPRECATED - do not use", LABEL, id="label-after-another"),
    pytest.param("DEPRECATION NOTICE: will go", LABEL, id="notice"),
    pytest.param("Ouch! CRITICAL DEPRECATION WARNING: leaks", LABEL, id="capitals"),
    pytest.param("Deprecated alias for X", LABEL, id="alias"),
    pytest.param("This module is deprecated.", THIS, id="this-module"),
    pytest.param("This method has been deprecated by the new framework.", THIS, id="this-method"),
    pytest.param("It is now deprecated", THIS, id="it"),
    pytest.param("Slow, and it is deprecated", THIS, id="and-it"),
    pytest.param("… is deprecated", THIS, id="placeholder"),
    pytest.param("old_name is deprecated", "old_name", id="name"),
    pytest.param("`acme.old.Thing` has been deprecated", "acme.old.Thing", id="path"),
    pytest.param("old_name() is deprecated", "old_name", id="call"),
    pytest.param("The Thing class is deprecated", "Thing", id="with-its-kind"),
    pytest.param("The 'warn' method is obsolete", "warn", id="quoted"),
    pytest.param("Use of Thing is deprecated", "Thing", id="use-of"),
    pytest.param("Importing Thing from acme.old is deprecated", "acme.old:Thing", id="importing"),
    pytest.param("DEPRECATED: from acme.old import Thing", "acme.old:Thing", id="old-import"),
    pytest.param("Legacy: from acme.old import Thing", "acme.old:Thing", id="legacy-import"),
]

NOT_WHO = [
    pytest.param("The `strict` argument is deprecated", id="argument"),
    pytest.param("Passing a list is deprecated", id="passing"),
    pytest.param("Says whether it is deprecated", id="says-that-it-is"),
    pytest.param("Support for Python 2 is deprecated", id="support"),
    pytest.param("The following functions are deprecated:", id="plural"),
    pytest.param("Accessing it from the module is deprecated", id="from-something"),
    pytest.param("Deprecated parameter `x` used", id="label-of-a-parameter"),
    pytest.param("- Deprecated wrapper for re", id="item-of-a-list"),
    pytest.param("support for things, with! is deprecated", id="no-name"),
]

NOTHING = [
    pytest.param("Helpers to deprecate things", id="about-deprecation"),
    pytest.param("Not deprecated yet", id="not-yet"),
    pytest.param("Returns the old value", id="old"),
    pytest.param("Compatible with all", id="compatible"),
]


@pytest.mark.parametrize(("text", "expected"), WHO)
def test_who(text: str, expected: str) -> None:
    assert who(text) == expected


@pytest.mark.parametrize("text", NOT_WHO)
def test_somebody_else(text: str) -> None:
    assert who(text) == OTHER


@pytest.mark.parametrize("text", NOTHING)
def test_nobody(text: str) -> None:
    assert who(text) is None


SUCCESSORS = [
    pytest.param("Use new_name instead", ["new_name"], id="use"),
    pytest.param("please use `acme.new.Thing` instead.", ["acme.new.Thing"], id="path"),
    pytest.param("use :func:`~acme.new.thing`", ["acme.new.thing"], id="role"),
    pytest.param("in favour of NewThing", ["NewThing"], id="in-favour-of"),
    pytest.param("was renamed to `thing`", ["thing"], id="renamed"),
    pytest.param("has moved to acme.new", ["acme.new"], id="moved"),
    pytest.param("OldThing -> NewThing", ["NewThing"], id="arrow"),
    pytest.param("`thing` should be used", ["thing"], id="should-be-used"),
    pytest.param("call thing() instead", ["thing"], id="call"),
    pytest.param("get_it instead", ["get_it"], id="instead-alone"),
    pytest.param("Import it from acme.new", ["acme.new"], id="import-from"),
    pytest.param("see models_user.py", ["models_user.py"], id="file"),
    pytest.param("use NewThing from acme.new", ["acme.new.NewThing"], id="name-from-path"),
    pytest.param("use `thing` in new_module", ["new_module.thing"], id="name-in-module"),
    pytest.param("use a_b() and c_d() instead", ["a_b", "c_d"], id="list"),
    pytest.param("use `a.b` or `c.d`", ["a.b", "c.d"], id="quoted-list"),
    pytest.param("use a_b, which is not c_d", ["a_b"], id="no-list"),
    pytest.param("use from acme.new import A, B", ["acme.new.A", "acme.new.B"], id="import"),
    pytest.param("use .new.Thing", [".new.Thing"], id="relative"),
    pytest.param("use getcaps instead", ["getcaps"], id="plain-word"),
    pytest.param("Use a_b instead of c_d", ["a_b"], id="instead-of"),
]

NO_SUCCESSORS = [
    pytest.param("Use the new agent", id="plain-words"),
    pytest.param("do not use old_thing", id="not"),
    pytest.param("instead of using old_thing", id="instead-of-using"),
    pytest.param("See https://example.org/a.b.c.html", id="link"),
    pytest.param("see NOTES.md", id="document"),
    pytest.param("use e.g. something", id="for-example"),
    pytest.param("Make a list of make_it() instances instead", id="instances"),
    pytest.param("use what is there, do not call old_thing", id="against-in-between"),
]


@pytest.mark.parametrize(("text", "expected"), SUCCESSORS)
def test_successors(text: str, expected: list[str]) -> None:
    plain = sentences(text)[0].text
    assert [named.text for named in named_successors(plain)] == expected


@pytest.mark.parametrize("text", NO_SUCCESSORS)
def test_no_successors(text: str) -> None:
    assert named_successors(text) == []


def test_the_module_of_an_import_is_kept() -> None:
    assert named_successors("use 'from acme.new import A'") == [Named("acme.new.A", "acme.new")]


BRIDGES = [
    pytest.param("Compatibility layer for old code", id="layer"),
    pytest.param("This file is a wrapper for backward compatibility", id="wrapper-for"),
    pytest.param("This module provides backwards compatibility", id="provides"),
    pytest.param("SSOT redirection: everything is elsewhere", id="redirection"),
    pytest.param("This module redirects to acme.new", id="redirects"),
    pytest.param("Re-exports what moved for existing code", id="re-export"),
    pytest.param("supports the legacy import path", id="path"),
    pytest.param("This module was moved to acme.new", id="moved"),
    pytest.param("Single source of truth in new.py", id="source-of-truth"),
]

NO_BRIDGES = [
    pytest.param("Compatibility layer for Python 2", id="python"),
    pytest.param("Prevents 307 redirects of the server", id="redirects-of-others"),
    pytest.param("Re-exports decorated names", id="plain-re-export"),
    pytest.param("Maintains the old state", id="old"),
    pytest.param("Legacy and modern engines", id="legacy"),
]


@pytest.mark.parametrize("text", BRIDGES)
def test_bridge_modules(text: str) -> None:
    assert looks_like_bridge_module(text)


@pytest.mark.parametrize("text", NO_BRIDGES)
def test_other_modules(text: str) -> None:
    assert not looks_like_bridge_module(text)


def test_words_of_compatibility() -> None:
    assert looks_like_compatibility("old name")
    assert not looks_like_compatibility("works with numpy 2, too: compatibility")
    assert looks_like_compatible_definition("Compatibility with callers", is_title=True)
    assert not looks_like_compatible_definition("Compatibility with callers", is_title=False)
    assert looks_like_compatible_definition("An alias for compatibility", is_title=False)


def test_sentences_know_their_lines() -> None:
    text = "Title\n\n  One sentence. Another\n  that goes on.\n- item\nLABEL: rest\n"
    assert [(item.line, item.indent, item.text) for item in sentences(text)] == [
        (0, 0, "Title"),
        (2, 2, "One sentence."),
        (2, 2, "Another that goes on."),
        (4, 0, "- item"),
        (5, 0, "LABEL: rest"),
    ]


def test_head_ends_at_a_section() -> None:
    found = head(sentences("Title.\n\nArgs:\n    x: deprecated\n"))
    assert [item.text for item in found] == ["Title."]
    assert head(found) == found


HOSTILE = [
    pytest.param("a" * 200_000 + " deprecated", id="one-word"),
    pytest.param("deprecated " * 20_000, id="many-words"),
    pytest.param("use " * 50_000, id="many-cues"),
    pytest.param(". " * 100_000, id="many-ends"),
    pytest.param("." + " " * 200_000, id="blanks"),
    pytest.param(":a:`" * 50_000, id="roles"),
    pytest.param("use `a` or " * 20_000, id="lists"),
    pytest.param("from a import b, " + "c, " * 50_000, id="names"),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_cost_little(text: str) -> None:
    started = time.process_time()
    for sentence in sentences(text):
        who(sentence.text)
        named_successors(sentence.text)
        looks_like_bridge_module(sentence.text)
    assert time.process_time() - started < ENOUGH_SECONDS / 4
