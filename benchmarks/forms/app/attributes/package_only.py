"""attributes: `acme.legacy.Engine` after `import acme`"""

import acme

acme.legacy.Engine()  # expect: SOT102
