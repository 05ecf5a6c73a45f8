"""Start blocking: in, the list that SSOT_BLOCKED names; out, a process that refuses what it lists.

`ssot gate --deep` puts this folder first in PYTHONPATH. So Python imports this file at the start of
every process of the command, whichever Python from 3.8 on it is and whatever is installed there.
Nothing of flake8_ssot is imported, nor what Python does not import at its start anyway: `typing` or
`json` alone would make it start half as fast, and a program may have modules of these names.
A `sitecustomize` of the user's, which this one hides, runs as ever.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _start(listing: str) -> None:
    """Read the list, one `module a.old` or `name a.old.X` a line, and refuse what it says."""
    import _ssot_imports
    import _ssot_log

    log = _ssot_log.Log(os.path.dirname(os.path.abspath(listing)))
    log.started()
    try:
        with open(listing, encoding="utf-8") as file:
            entries = [line.split() for line in file]
        modules = [path for kind, path in entries if kind == "module"]
        names = [path for kind, path in entries if kind == "name"]
        _ssot_imports.install(modules, names, log)
    except Exception as error:  # an import system that is not CPython's: better said than missed
        log.is_blind("", ascii(error))


def _run_hidden() -> None:
    """Run the `sitecustomize` that Python would have found without this folder."""
    here = os.path.dirname(os.path.abspath(__file__))
    path = [entry for entry in sys.path if os.path.abspath(entry) != here]
    finder: Any = sys.modules["_frozen_importlib_external"]
    bootstrap: Any = sys.modules["_frozen_importlib"]
    spec = finder.PathFinder.find_spec("sitecustomize", path)
    if spec is None or spec.loader is None:
        return
    module = bootstrap.module_from_spec(spec)
    sys.modules["sitecustomize"] = module  # it is the one that the program shall see
    spec.loader.exec_module(module)


# Another installation of ours may have its folder in PYTHONPATH, too: one blocks.
if "SSOT_BLOCKED" in os.environ and "_ssot_log" not in sys.modules:
    _start(os.environ["SSOT_BLOCKED"])
_run_hidden()
