"""imports: relative, `from ..legacy import Engine`"""

from ..legacy import Engine  # expect: SOT101

Engine()  # form
