"""The words of a finding: in, what was found; out, one line that every editor can read."""

from __future__ import annotations

import datetime
import re

from flake8_ssot.rules import Moved, Rule

WHAT = {  # code -> what is said of the path
    "": "mention of deprecated path",
    "SOT101": "import of deprecated path",
    "SOT102": "use of deprecated path",
    "SOT103": "dynamic import of deprecated path",
    "SOT104": "patch of deprecated path",
    "SOT105": "string names deprecated path",
    "SOT106": "re-export of deprecated path",
    "SOT107": "import of deprecated path",
}

_VIA_SITE = "re-exported by "
MAX_VIA = 4  # modules of a way that are shown

# Editors read `file:line:column: ` greedily; three colons with nothing but digits between them
# inside a message would be taken for a position.
_POSITION_LIKE = re.compile(r":(?=\d*:)")


def moved(
    code: str,
    rule: Moved,
    old: str,
    new: str | None,
    missing: str,
    today: datetime.date,
    *,
    via: tuple[str, ...] = (),
) -> str:
    """The message of a finding for a `[[moved]]` rule, without its code.

    `missing` says why the new path does not exist, where that is known; `via` are the modules that
    hand the deprecated path on, the nearest first.
    """
    where = f"use {new!r}" if new else "which has no successor"
    if new and missing:
        where += f" (but {missing})"
    what = f"{WHAT[code]} {old!r}{_via(via)}"
    return one_line(f"{what}, {where}{overdue(rule, today)} {reason(rule)}")


def _via(modules: tuple[str, ...]) -> str:
    if not modules:
        return ""
    shown = [repr(module) for module in modules]
    if len(shown) > MAX_VIA:
        shown[1:-1] = [f"{len(shown) - 2} more"]
    return f" via {' and '.join(filter(None, (', '.join(shown[:-1]), shown[-1])))}"


def via_site(file: str, line: int) -> str:
    """The evidence that names a module which hands the deprecated path on."""
    return one_line(f"{_VIA_SITE}{file}:{line}")


def site_of(evidence: str) -> tuple[str, int] | None:
    """The file and line in a text that `via_site` made."""
    file, _, line = evidence.removeprefix(_VIA_SITE).rpartition(":")
    if not evidence.startswith(_VIA_SITE) or not line.isdecimal():
        return None
    return file, int(line)


def overdue(rule: Rule, today: datetime.date) -> str:
    """What is said of a rule whose time is up."""
    if rule.remove_by is None or today < rule.remove_by:
        return ""
    return f" (overdue since {rule.remove_by.isoformat()})"


def reason(rule: Rule) -> str:
    """The rule's id and why it is there, as every message ends."""
    return f"[{rule.id}: {rule.why}]" if rule.why else f"[{rule.id}]"


def internal(error: BaseException | str) -> str:
    """The message of SOT900."""
    what = error if isinstance(error, str) else describe(error)
    return one_line(f"internal error of flake8-ssot, this file was not judged: {what}"[:400])


def describe(error: BaseException) -> str:
    """The exception's class and text, even where it cannot be turned into text."""
    try:
        return f"{type(error).__name__}: {error}"
    except Exception:
        return type(error).__name__


def one_line(text: str) -> str:
    """`text` without control characters and without anything that looks like a position."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return _POSITION_LIKE.sub(": ", printable)
