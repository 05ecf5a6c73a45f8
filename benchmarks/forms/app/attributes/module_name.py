"""attributes: `legacy.Engine`, the module imported by name"""

from acme import legacy  # beside: SOT101

legacy.Engine()  # expect: SOT102
