"""Write a baseline: in, what it shall say; out, the file, whole at every moment.

Who writes reads first, and writes only if the file is still what was read. If it is not, it reads
again: of several that write at once, nobody's work is lost.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable

from flake8_ssot import writing
from flake8_ssot.baseline import Baseline
from flake8_ssot.baseline_text import render
from flake8_ssot.model import SsotError
from flake8_ssot.ratchet import read, shown_name

ATTEMPTS = 50
PAUSE = 0.02  # seconds
ABANDONED = 3600  # seconds after which nobody can be writing a temporary file any more


def create(file: str, root: str, baseline: Baseline) -> None:
    """Write a baseline where there is none. `root` is the folder of the project. Raises SsotError.

    It says `exists` if meanwhile somebody made one.
    """
    try:
        writing.create_file(file, _bytes(baseline), (root,))
    except writing.WriteError as error:
        why = "exists by now" if str(error) == writing.CHANGED else error
        raise SsotError(f"{shown_name(file)}: {why}") from None


def rewrite(file: str, root: str, change: Callable[[Baseline], Baseline | None]) -> bool:
    """Write what `change` makes of the baseline in `file`; it is asked again if others write, too.

    It gives None where nothing is to be written. `root` is the folder of the project, which the
    file must not lead out of. Returns whether the file changed. Raises SsotError.
    """
    for attempt in range(ATTEMPTS):
        before, baseline = read(file)
        made = change(baseline)
        if before is None or made is None or before == _bytes(made):
            return False
        try:
            writing.replace_file(file, before, _bytes(made), (root,))
        except writing.WriteError as error:
            if str(error) != writing.CHANGED:
                raise SsotError(f"{shown_name(file)}: {error}") from None
            time.sleep(PAUSE * min(attempt, 10))
            continue
        _sweep(os.path.realpath(file))
        return True
    raise SsotError(f"{shown_name(file)}: others write it all the time; try again")


def _bytes(baseline: Baseline) -> bytes:
    return render(baseline).encode("utf-8", "surrogateescape")


def _sweep(file: str) -> None:
    """Remove what a run left beside the file that was killed long ago."""
    folder, name = os.path.split(file)
    with contextlib.suppress(OSError):
        for other in os.listdir(folder):
            path = os.path.join(folder, other)
            if (
                writing.is_temporary(other, name)
                and time.time() - os.lstat(path).st_mtime > ABANDONED
            ):
                os.unlink(path)


def exists(file: str) -> bool:
    """Is there anything by this name?"""
    return os.path.lexists(file)
