"""attributes: in a type comment"""

from acme import legacy  # beside: SOT101

engine = None  # type: legacy.Engine  # expect: SOT102
