"""The corpus of forms in benchmarks/forms: what is found in each file, and what docs/forms.md says.

The other tools that the document compares with are not run here.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))

import forms
from forms import FALSE, NO, YES
from forms_corpus import CLEAN, SUPPORT, Expected, Form, read_corpus

CORPUS = read_corpus()
DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "forms.md"


class Outcome(NamedTuple):
    """What our own tool makes of the whole corpus."""

    found: dict[str, list[Expected]]  # by path
    fixed: dict[str, str]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    scratch = tmp_path_factory.mktemp("forms")
    found: dict[str, list[Expected]] = {}
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SSOT_STATE_DIR", str(scratch / "state"))
        for item in forms.ssot(forms.copy_corpus(scratch / "forms")):
            place = Expected(item.get("cell") or 0, item["line"], item["code"])
            found.setdefault(item["path"], []).append(place)
        return Outcome(found, forms.what_is_fixed(scratch))


@pytest.mark.parametrize("form", CORPUS, ids=lambda form: form.path)
def test_exactly_the_marked_places_are_reported(form: Form, outcome: Outcome) -> None:
    assert sorted(outcome.found.get(form.path, [])) == sorted(form.expected + form.beside)


def test_nothing_else_is_reported(outcome: Outcome) -> None:
    assert outcome.found.keys() <= {form.path for form in CORPUS}


@pytest.mark.parametrize("form", CORPUS, ids=lambda form: form.path)
def test_the_marks_make_sense(form: Form) -> None:
    if form.group in (CLEAN, SUPPORT):
        assert not form.expected
        assert not form.lines
    elif form.group != "beyond":
        assert form.expected
    if form.group == CLEAN:
        assert not form.beside


def test_no_two_forms_have_one_title() -> None:
    shown = [(form.group, form.title) for form in CORPUS if form.group != SUPPORT]
    assert len(shown) == len(set(shown))


def test_the_document_is_up_to_date(outcome: Outcome) -> None:
    """In what it says of us: what others do is as new as the last run of benchmarks/forms.py."""
    expected = []
    for form in CORPUS:
        if form.group == SUPPORT:
            continue
        is_hit = form.is_hit(place.line for place in outcome.found.get(form.path, []))
        if form.group == CLEAN:
            expected.append([forms.link(form), FALSE if is_hit else NO])
            continue
        mends = outcome.fixed[form.path] if is_hit else ""
        said = YES if is_hit else NO
        expected.append([forms.link(form), ", ".join(form.codes), mends, said])
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    rows = [line.strip("|").split("|") for line in lines if line.startswith("| [")]
    shown = [[cell.strip() for cell in row] for row in rows]
    assert [row[: len(wanted)] for row, wanted in zip(shown, expected, strict=True)] == expected
