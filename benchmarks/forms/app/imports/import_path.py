"""imports: `import acme.legacy`"""

import acme.legacy  # expect: SOT101

acme.legacy.Engine()  # expect: SOT102
