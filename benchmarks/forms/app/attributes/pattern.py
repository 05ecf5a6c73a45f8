"""attributes: in a `case`"""

from acme import legacy  # beside: SOT101


def is_old(engine: object) -> bool:
    match engine:
        case legacy.Engine():  # expect: SOT102
            return True
    return False
