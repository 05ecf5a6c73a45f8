"""The corpus of forms: in, the files of benchmarks/forms; out, what each of them stands for.

Each file holds one form of a reference, says in its first line which, and marks its lines: `#
expect: SOT101` (we report that here), `# expect below: SOT105` (in the next line), `# form` (the
form has this line, too), `# beside: SOT101` (we report that here, but it is another form).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

CORPUS = Path(__file__).resolve().parent / "forms"

GROUPS = {  # in the first line of a file -> what the table says
    "imports": "Imports",
    "attributes": "Attributes",
    "re-exports": "Re-exports",
    "dynamic imports": "Dynamic imports",
    "patch targets": "Patch targets",
    "other strings": "Other strings",
    "other files": "Other files",
    "beyond": "What we do not follow",
    "clean": "No reference: nothing may be reported",
}
SUPPORT = "support"  # files that the others need; in no table
CLEAN = "clean"

_FIRST_LINE = re.compile(r'(?:"""|# |<!-- |\.\. )([a-z -]+): (.+?)(?:"""| -->)?')
_MARK = re.compile(r"# (expect|expect below|beside|form)(?:: (SOT\d+(?:, SOT\d+)*))?$")


class Expected(NamedTuple):
    """A finding of ours."""

    cell: int  # of a notebook, 1-based; 0: no notebook
    line: int
    code: str


class Form(NamedTuple):
    """One file of the corpus."""

    path: str
    group: str
    title: str
    expected: tuple[Expected, ...]  # of the form itself
    beside: tuple[Expected, ...] = ()  # of other forms that the file needs
    lines: frozenset[int] = frozenset()  # where a report counts; none: anywhere in the file

    @property
    def codes(self) -> list[str]:
        return sorted({item.code for item in self.expected})

    def is_hit(self, lines: Iterable[int]) -> bool:
        return any(not self.lines or line in self.lines for line in lines)


WITHOUT_COMMENTS = (
    Form("app/files/notebook.ipynb", "other files", "a notebook", (Expected(2, 2, "SOT101"),)),
    Form("app/beyond/settings.json", "beyond", "a JSON file", ()),
)


def read_corpus() -> list[Form]:
    """Every form, in the order of the tables."""
    known = {form.path: form for form in WITHOUT_COMMENTS}
    names = sorted(
        path.relative_to(CORPUS).as_posix()
        for folder in ("acme", "app")
        for path in (CORPUS / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    )
    forms = [known.get(name) or read_form(name) for name in names]
    order = [*GROUPS, SUPPORT]
    return sorted(
        forms, key=lambda form: (order.index(form.group), form.path.startswith("acme"), form.path)
    )


def read_form(name: str) -> Form:
    """The form in one file, by its first line and its marks."""
    lines = (CORPUS / name).read_text(encoding="utf-8").splitlines()
    first = _FIRST_LINE.fullmatch(lines[0])
    if first is None or first[1] not in (*GROUPS, SUPPORT):
        raise ValueError(f"{name}: the first line does not tell the form")
    expected: list[Expected] = []
    beside: list[Expected] = []
    part = set()
    for number, line in enumerate(lines, 1):
        mark = _MARK.search(line)
        if mark is None:
            continue
        where = number + (mark[1] == "expect below")
        found = [Expected(0, where, code) for code in (mark[2] or "").split(", ") if code]
        if mark[1] == "beside":
            beside += found
        else:
            expected += found
            part.add(where)
    return Form(name, first[1], first[2], tuple(expected), tuple(beside), frozenset(part))
