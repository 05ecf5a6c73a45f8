"""attributes: in a function's type comment"""

from acme import legacy  # beside: SOT101


def run(engine):  # form
    # type: (legacy.Engine) -> str  # expect: SOT102
    return engine.run()
