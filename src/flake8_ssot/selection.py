"""Which codes are reported in which file: flake8's decision, for our codes."""

from __future__ import annotations

from typing import NamedTuple

from flake8_ssot.codes import OFF_BY_DEFAULT
from flake8_ssot.flake8_config import Flake8Config, matches, normalize

PREFIX = "SOT"


class Selection(NamedTuple):
    """The codes selected and ignored, as prefixes, and the ignores of single files."""

    select: tuple[str, ...]
    ignore: tuple[str, ...]
    per_file: tuple[tuple[str, tuple[str, ...]], ...]  # normalised pattern -> codes

    def reports(self, code: str, path: str) -> bool:
        """Is `code` reported in the file at `path`?

        The longest matching prefix wins, `ignore` if both are as long. A code that is off by
        default must be selected by its full name. Of the per-file patterns
        that match, only the longest counts, as in flake8.
        """
        selected = _longest(code, self.select)
        is_off = code in OFF_BY_DEFAULT and code not in self.select
        if selected < 0 or is_off:
            return False
        applying = [
            (pattern, codes) for pattern, codes in self.per_file if matches(path, (pattern,))
        ]
        extra = max(applying, key=lambda item: len(item[0]))[1] if applying else ()
        return selected > _longest(code, (*self.ignore, *extra))


def make_selection(
    config: Flake8Config, select: tuple[str, ...] | None, ignore: tuple[str, ...] | None, start: str
) -> Selection:
    """What `flake8 --select SOT` would decide in the folder `start`, given the command line."""
    chosen = ignore if ignore is not None else config.ignore
    per_file = tuple(
        (normalize(pattern, start), codes) for pattern, codes in config.per_file_ignores
    )
    return Selection(
        select=(*(select if select is not None else (PREFIX,)), *config.extend_select),
        ignore=(*(chosen or ()), *config.extend_ignore),
        per_file=per_file,
    )


def _longest(code: str, prefixes: tuple[str, ...]) -> int:
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=-1)
