"""imports: `from acme.legacy import Engine`"""

from acme.legacy import Engine  # expect: SOT101

Engine()  # form
