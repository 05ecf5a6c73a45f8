"""attributes: through another name, `old = legacy; old.Engine`"""

from acme import legacy  # beside: SOT101

old = legacy
old.Engine()  # expect: SOT102
