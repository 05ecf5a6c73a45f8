"""attributes: in a quoted annotation"""

from acme import legacy  # beside: SOT101


def run(engine: "legacy.Engine") -> None:  # expect: SOT102
    engine.run()
