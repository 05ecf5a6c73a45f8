"""support: the types of the bridge; every name that PEP 702 can mark is marked"""

from typing_extensions import deprecated

from acme import core

SETTINGS: dict[str, int]

@deprecated("use acme.core.Engine")
class Engine(core.Engine): ...

@deprecated("use acme.core.Handler")
class Handler(core.Handler): ...

@deprecated("use acme.core.start")
def start() -> core.Engine: ...
