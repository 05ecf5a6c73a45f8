"""imports: `import os, acme.legacy, sys`"""

import os, acme.legacy, sys  # expect: SOT101

print(os, sys)
