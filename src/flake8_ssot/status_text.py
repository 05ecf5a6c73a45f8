"""A Status as text: in, it; out, a table for people, Markdown, or JSON."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from flake8_ssot.report import clean, count_of
from flake8_ssot.status import OVERDUE, RuleStatus, Site, Status

if TYPE_CHECKING:
    from rich.table import Table

Quote = Callable[[str], str]  # what stands for a name that a stranger chose

JSON_VERSION = 1
SHOWN_OWNERS = 2
SHOWN_SITES = 3
WIDE = 1000  # columns
NUMBERS = ("Left", "Done", "Files")
_OPTIONAL = ("Done", "Owners", "Since", "Oldest", "Remove by")


def columns(status: Status) -> list[str]:
    """The headings: only what somebody has something to say of."""
    names = ["Rule", "Left", "Done", "Files", "Owners", "Since", "Oldest", "Remove by", "Verdict"]
    rows = shown_rows(status)
    useless = {name for name in _OPTIONAL if not any(_cell(row, name, str) for row in rows)}
    if len(_days(status)) < 2:  # said below the table
        useless.add("Since")
    return [name for name in names if name not in useless]


def _days(status: Status) -> set[datetime.date]:
    """The days on which somebody began to count."""
    return {row.since for row in shown_rows(status) if row.since is not None}


def shown_rows(status: Status) -> list[RuleStatus]:
    """The rules of which there is something to tell."""
    return [row for row in status.rules if row.left or row.done]


def _cell(row: RuleStatus, column: str, quote: Quote) -> str:
    day = {"Since": row.since, "Oldest": row.oldest, "Remove by": row.remove_by}
    if column in day:
        found = day[column]
        return found.isoformat() if found else ""
    texts = {
        "Rule": row.rule,
        "Left": str(row.left),
        "Done": "" if row.done is None else str(row.done),
        "Files": str(row.files),
        "Owners": _owners(row, quote),
        "Verdict": row.verdict,
    }
    return texts[column]


def _owners(row: RuleStatus, quote: Quote) -> str:
    shown = [f"{quote(owner)} {count}" for owner, count in row.owners[:SHOWN_OWNERS]]
    more = len(row.owners) - SHOWN_OWNERS
    return ", ".join([*shown, f"+{more}"] if more > 0 else shown)


def _tail(status: Status, quote: Quote) -> list[str]:
    """What is said below the table."""
    left = sum(row.left for row in status.rules)
    done = sum(row.done or 0 for row in status.rules)
    clear = sum(not row.left for row in status.rules)
    rules = count_of(len(status.rules), "rule")
    days = _days(status)
    counts = f"{count_of(left, 'finding')} left"
    if days:
        counts += f", {done} done since {min(days).isoformat()}"
    what = f"{counts}; {clear} of {rules} with none left"
    lines = [f"{what}: `ssot gate RULE` says whether a bridge can go."]
    for number, site in enumerate(status.sites[:SHOWN_SITES]):
        lines.append(f"{'Next' if number else 'Most at once'}: {_site(site, quote)}")
    return lines


def _site(site: Site, quote: Quote) -> str:
    cell = f"cell {site.cell}:" if site.cell else ""
    where = quote(f"{site.path}:{cell}{site.line}")
    files = f" in {count_of(site.files, 'file')}" if site.files > 1 else ""
    return f"{where} ({quote(site.what)}) clears {count_of(site.findings, 'finding')}{files}"


def _as_code(text: str) -> str:
    """For Markdown: neither markup nor a mention, which would call somebody."""
    return f"`{clean(text).replace('`', '?')}`"


def to_markdown(status: Status) -> str:
    """A table for a comment on a pull request."""
    names = columns(status)
    lines: list[str] = []
    if shown_rows(status):
        lines += _markdown_head(names)
        lines += [
            _markdown_row([_cell(row, name, _as_code) for name in names])
            for row in shown_rows(status)
        ]
        lines.append("")
    if len(status.owners) > 1:
        lines += _markdown_head(["Owner", "Left", "Files"])
        lines += [_markdown_row([_as_code(name), str(a), str(b)]) for name, a, b in status.owners]
        lines.append("")
    return "\n".join([*lines, *(f"{line}  " for line in _tail(status, _as_code))]) + "\n"


def _markdown_head(names: list[str]) -> list[str]:
    return [_markdown_row(names), _markdown_row(["--:" if n in NUMBERS else "--" for n in names])]


def _markdown_row(cells: list[str]) -> str:
    escaped = (cell.replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"


def print_table(status: Status, out: TextIO, *, coloured: bool) -> None:
    """A table for a terminal, as wide as it is; a file or a pipe gets whole lines."""
    from rich.console import Console

    console = Console(
        file=out,
        color_system="standard" if coloured else None,
        no_color=not coloured,  # whatever the environment says: somebody has asked it already
        force_terminal=coloured,
        width=None if out.isatty() else WIDE,
        markup=False,  # nobody's name is an instruction
        emoji=False,
        highlight=False,
    )
    names = columns(status)
    rows = shown_rows(status)
    if rows:
        cells = [[clean(_cell(row, name, str)) for name in names] for row in rows]
        console.print(_table(names, cells, list(map(_style, rows))))
    if len(status.owners) > 1:
        cells = [[clean(name), str(left), str(files)] for name, left, files in status.owners]
        console.print(_table(["Owner", "Left", "Files"], cells, [None] * len(cells)))
    for line in _tail(status, clean):
        console.print(line, soft_wrap=True)


def _table(names: list[str], rows: list[list[str]], styles: list[str | None]) -> Table:
    from rich.box import SIMPLE
    from rich.table import Table

    table = Table(box=SIMPLE, pad_edge=False)
    for name in names:
        table.add_column(name, justify="right" if name in NUMBERS else "left", overflow="fold")
    for cells, style in zip(rows, styles, strict=True):
        table.add_row(*cells, style=style)
    return table


def _style(row: RuleStatus) -> str | None:
    if row.verdict == OVERDUE or row.new:
        return "red"
    return None if row.left else "green"


def to_json(status: Status, unjudged: int) -> str:
    """Everything, for machines; days as YYYY-MM-DD."""
    document = {
        "version": JSON_VERSION,
        "rules": [_rule_object(row) for row in status.rules],
        "owners": [
            {"owner": owner, "left": count, "files": files} for owner, count, files in status.owners
        ],
        "sites": [site._asdict() for site in status.sites],
        "unjudged": unjudged,
    }
    return json.dumps(document, indent=2)


def _rule_object(row: RuleStatus) -> dict[str, object]:
    days = {
        name: day and day.isoformat()
        for name, day in (
            ("since", row.since),
            ("oldest", row.oldest),
            ("remove-by", row.remove_by),
        )
    }
    return {
        "rule": row.rule,
        "left": row.left,
        "new": row.new,
        "done": row.done,
        "files": row.files,
        "owners": [{"owner": owner, "left": count} for owner, count in row.owners],
        **days,
        "verdict": row.verdict,
    }
