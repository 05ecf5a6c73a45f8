"""attributes: as a base class"""

from acme import legacy  # beside: SOT101


class MyEngine(legacy.Engine):  # expect: SOT102
    pass
