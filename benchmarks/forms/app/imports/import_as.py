"""imports: `import acme.legacy as old`"""

import acme.legacy as old  # expect: SOT101

old.Engine()  # expect: SOT102
