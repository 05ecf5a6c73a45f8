"""imports: `from acme import legacy`"""

from acme import legacy  # expect: SOT101

legacy.Engine()  # expect: SOT102
