"""beyond: the module kept as an attribute of an object"""

from acme import legacy  # beside: SOT101


class Runner:
    module = legacy

    def run(self) -> object:
        return self.module.Engine()  # form
