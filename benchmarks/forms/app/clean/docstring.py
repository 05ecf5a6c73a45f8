"""clean: a docstring"""


def make() -> None:
    """acme.legacy.Engine"""
