"""other files: a doctest in a docstring"""


def run() -> str:
    """Run it.

    >>> from acme.legacy import Engine  # expect: SOT101
    >>> Engine().run()  # form
    'running'
    """
    return "running"
