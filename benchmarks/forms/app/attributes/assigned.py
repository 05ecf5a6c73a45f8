"""attributes: assigned to, `legacy.SETTINGS = {}`"""

from acme import legacy  # beside: SOT101

legacy.SETTINGS = {}  # expect: SOT102
