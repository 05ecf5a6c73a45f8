"""imports: `from acme import legacy as old`"""

from acme import legacy as old  # expect: SOT101

old.Engine()  # expect: SOT102
