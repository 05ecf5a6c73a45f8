"""imports: relative, `from .. import legacy`"""

from .. import legacy  # expect: SOT101

legacy.Engine()  # expect: SOT102
