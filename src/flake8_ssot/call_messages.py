"""The words of findings about calls: in, a rule and a verdict; out, one line."""

from __future__ import annotations

import datetime

from flake8_ssot.callees import Target
from flake8_ssot.messages import one_line, overdue, reason
from flake8_ssot.rules import Bridge, Signature
from flake8_ssot.verdict import Verdict, nearest_modern

MAX_EVIDENCE = 3  # pieces told in a message; all of them are in `--format json`


def judged(
    code: str, rule: Signature, target: Target, verdict: Verdict, today: datetime.date
) -> str:
    """The message of SOT201, SOT202, SOT203 and SOT205."""
    name = target.path.rpartition(".")[2]
    what = {
        "SOT201": f"legacy positional signature of {name!r}",
        "SOT202": f"legacy keyword in the call of {name!r}",
        "SOT203": f"the call of {name!r} fits no declared signature",
        "SOT205": f"cannot tell whether the call of {name!r} is legacy",
    }[code]
    modern = nearest_modern(rule, target.shape).text
    told = "; ".join(verdict.evidence[:MAX_EVIDENCE])
    end = f"; the modern signature is {modern}{overdue(rule, today)} {reason(rule)}"
    return one_line(f"{what}: {told}{end}")


def unbound(rule: Signature, name: str, path: str, today: datetime.date) -> str:
    """The message of SOT206."""
    module, _, last = path.rpartition(".")
    alias = f" as {name}" if name != last else ""
    return one_line(
        f"{name!r} is called but bound nowhere in this file: "
        f"add 'from {module} import {last}{alias}'{overdue(rule, today)} {reason(rule)}"
    )


def bridge(rule: Bridge, today: datetime.date) -> str:
    """The message of SOT204."""
    where = f"use {rule.new!r}" if rule.new else "which has no successor"
    return one_line(
        f"use of deprecated bridge {rule.old!r}, {where}{overdue(rule, today)} {reason(rule)}"
    )
