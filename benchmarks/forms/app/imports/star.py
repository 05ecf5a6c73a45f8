"""imports: `from acme.legacy import *`"""

from acme.legacy import *  # expect: SOT101
