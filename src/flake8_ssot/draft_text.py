"""Rules as TOML: in, Proposals; out, the text of a rule file. What is not decided is a comment."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable

from flake8_ssot.bridge_words import looks_like_compatibility, says_deprecated
from flake8_ssot.draft_records import Place, Proposal

MAX_WORDS = 160  # of a file that a comment repeats
MAX_WHY = 120
MIN_WORDS = 3  # fewer say nothing


def render(
    proposals: Iterable[Proposal],
    ids: dict[str, str],
    examples: dict[str, tuple[str, str]],
    shown: Callable[[str], str],
) -> str:
    """The text of a rule file. `shown` says how a file is called in it."""
    parts: list[str] = []
    module = None
    for item in proposals:
        if item.module != module:
            module = item.module
            parts.append(f"# {'-' * 77}\n# {module}\n# {'-' * 77}\n")
        parts.append(_proposal(item, ids[item.old], examples.get(item.old), shown))
    return "\n".join(parts)


def _proposal(
    item: Proposal, rule_id: str, example: tuple[str, str] | None, shown: Callable[[str], str]
) -> str:
    lines = [f"# {_place(place, shown)}" for place in item.places]
    statements, files = item.uses
    used = f"# imported by {_count(statements, 'statement')} in {_count(files, 'file')}"
    lines.append(used if statements else "# imported nowhere in these files")
    lines += [f"# note: {one_line(note)}" for note in item.notes]
    lines += [f"# decide: {one_line(reason)}" for reason in item.decide]
    if not item.table:
        return "\n".join(lines) + "\n"
    mark = "# " if item.decide else ""
    lines += [f"{mark}{line}" for line in rule_lines(item, rule_id, shown)]
    if example is not None and not item.decide:
        bad, good = example
        lines += [f"[[{item.table}.example]]", f"bad = {quoted(bad)}"]
        lines += [f"good = {quoted(good)}"] if good else []
    return "\n".join(lines) + "\n"


def rule_lines(item: Proposal, rule_id: str, shown: Callable[[str], str]) -> list[str]:
    """The table of a rule, without examples."""
    lines = [f"[[{item.table}]]", f"id = {quoted(rule_id)}", f"old = {quoted(item.old)}"]
    if item.new is not None:
        lines.append(f"new = {quoted(item.new)}")
    lines.append(f"why = {quoted(why_of(item))}")
    lines.append(f"source = {quoted(source_of(item, shown))}")
    return lines


def why_of(item: Proposal) -> str:
    """One line from the evidence: the words of the file, else what it does."""
    texts = [place.evidence.words for place in item.places]
    said = [
        text
        for text in texts
        if len(text.split()) >= MIN_WORDS or says_deprecated(text) or looks_like_compatibility(text)
    ]
    does = [place.evidence.says for place in item.places]
    return one_line((said or does)[0].strip().lstrip("-*•#> "), MAX_WHY)


def source_of(item: Proposal, shown: Callable[[str], str]) -> str:
    """`file:line` of the first evidence."""
    place = item.places[0]
    return one_line(f"{shown(place.file)}:{place.evidence.line}")


def _place(place: Place, shown: Callable[[str], str]) -> str:
    line, says, words = place.evidence
    said = f"{says}: {one_line(words, MAX_WORDS)}" if words.strip() else says
    return f"{one_line(shown(place.file))}:{line} {said}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def one_line(text: str, limit: int = 400) -> str:
    """The text on one line, without what cannot be printed, cut at a word."""
    plain = "".join(char if char.isprintable() else " " for char in text[: 10 * limit])
    folded = " ".join(plain.split())
    if len(folded) <= limit:
        return folded
    return folded[: limit - 3].rsplit(" ", 1)[0] + "..."


def quoted(text: str) -> str:
    """A basic TOML string."""
    plain = text.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007f")


def make_ids(paths: Iterable[str], taken: Iterable[str]) -> dict[str, str]:
    """A short id for each path: its last components, as many as make it unlike all others."""
    wanted = sorted(set(paths))
    used = set(taken)
    found: dict[str, str] = {}
    waiting = dict.fromkeys(wanted, 1)
    while waiting:
        proposed: dict[str, list[str]] = {}
        for path, length in waiting.items():
            proposed.setdefault(_id(path, length), []).append(path)
        left: dict[str, int] = {}
        for rule_id, owners in sorted(proposed.items()):
            is_free = rule_id not in used and len(owners) == 1
            for path in owners:
                length = waiting[path]
                if is_free:
                    found[path] = rule_id
                elif length < len(path.split(".")):
                    left[path] = length + 1
                else:
                    found[path] = _numbered(rule_id, used | set(found.values()))
        used |= set(found.values())
        waiting = left
    return found


def _id(path: str, length: int) -> str:
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", ".".join(path.split(".")[-length:]))
    plain = re.sub(r"[^A-Za-z0-9]+", "-", words).strip("-").lower()
    return plain[-80:].strip("-") or "rule"


def _numbered(rule_id: str, used: set[str]) -> str:
    number = 2
    while f"{rule_id[:74]}-{number}" in used:
        number += 1
    return f"{rule_id[:74]}-{number}" if rule_id in used else rule_id
