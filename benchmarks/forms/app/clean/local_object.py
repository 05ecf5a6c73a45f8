"""clean: `acme.legacy.Engine` of a local object"""


def make(acme: object) -> object:
    return acme.legacy.Engine()
