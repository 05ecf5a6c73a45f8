"""imports: one of several names, on a line of its own"""

from acme.legacy import (  # form
    SETTINGS,  # beside: SOT101
    Engine,  # expect: SOT101
)

print(SETTINGS, Engine)  # form
