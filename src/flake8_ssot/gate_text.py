"""What the gate says: in, a Verdict; out, lines for people, or JSON."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from flake8_ssot.gate import Group, Reason
from flake8_ssot.gate_files import Spelled
from flake8_ssot.report import clean, count_of

JSON_VERSION = 1
SHOWN = 10  # lines that only spell a path


class Verdict(NamedTuple):
    """May the bridge go?"""

    rules: tuple[str, ...]  # ids
    reasons: tuple[Reason, ...]  # why not, sorted
    spelled: tuple[Spelled, ...]  # lines of files that nobody judges: no reason
    judged: int  # files
    bridges: tuple[str, ...]  # files that are old modules themselves


def lines(verdict: Verdict, *, quiet: bool) -> Iterator[str]:
    """The reasons by group, and what to do; `quiet`: nothing if nothing is in the way."""
    groups: dict[Group, list[Reason]] = defaultdict(list)
    for reason in verdict.reasons:
        groups[reason.group].append(reason)
    for group, members in groups.items():
        yield f"{group.value} ({len(members)}):"
        yield from (f"  {clean(str(reason))}" for reason in members)
    rules = count_of(len(verdict.rules), "rule")
    if not quiet:
        yield from _only_spelled(verdict.spelled)
    if verdict.reasons:
        yield f"Not yet: {count_of(len(verdict.reasons), 'thing')} in the way of {rules}."
    elif not quiet:
        judged = count_of(verdict.judged, "file")
        yield f"Nothing stands in the way of {rules}, {judged} checked."
        if verdict.bridges:
            yield f"Can be deleted: {', '.join(map(clean, verdict.bridges))}"


def _only_spelled(found: tuple[Spelled, ...]) -> Iterable[str]:
    if found:
        yield f"Spelled where nothing tells whether it is used, see for yourself ({len(found)}):"
    for item in found[:SHOWN]:
        yield f"  {clean(f'{item.path}:{item.line}: {item.word}')}"
    if found[SHOWN:]:
        yield f"  and {len(found) - SHOWN} more, in `--format json`"


def to_json(verdict: Verdict) -> str:
    """Everything, for machines."""
    document = {
        "version": JSON_VERSION,
        "rules": list(verdict.rules),
        "reasons": [
            {
                "group": reason.group.name.lower(),
                "rule": reason.rule or None,
                "path": reason.path or None,
                **({"cell": reason.cell} if reason.cell else {}),
                "line": reason.line or None,
                "message": reason.message,
                **({"trace": list(reason.trace)} if reason.trace else {}),
            }
            for reason in verdict.reasons
        ],
        "spelled": [
            {"path": item.path, "line": item.line, "rule": item.rule} for item in verdict.spelled
        ],
        "bridges": list(verdict.bridges),
    }
    return json.dumps(document, indent=2)
