"""attributes: `getattr(legacy, "Engine")`"""

from acme import legacy  # beside: SOT101

getattr(legacy, "Engine")()  # expect: SOT102
