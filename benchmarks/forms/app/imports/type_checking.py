"""imports: under `if TYPE_CHECKING`"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from acme.legacy import Engine  # expect: SOT101


def run(engine: Engine) -> None:  # form
    engine.run()
