"""imports: inside a function"""


def make() -> object:
    from acme.legacy import Engine  # expect: SOT101

    return Engine()  # form
