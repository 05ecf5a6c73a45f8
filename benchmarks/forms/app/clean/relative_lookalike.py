"""clean: `from .acme.legacy import Engine`, which is `app.clean.acme.legacy`"""

from .acme.legacy import Engine

Engine()
