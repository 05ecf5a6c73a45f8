"""clean: `from .legacy import Engine` beside another `legacy`"""

from .legacy import Engine

Engine()
