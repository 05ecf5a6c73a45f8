"""support: the types of that module"""

from typing_extensions import deprecated

from acme import core

@deprecated("use acme.core.Engine")
class Engine(core.Engine): ...

def hammer() -> None: ...
