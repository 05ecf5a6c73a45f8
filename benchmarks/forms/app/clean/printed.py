"""clean: a local list that is printed"""


def show() -> None:
    names = ["acme.legacy", "acme.core"]
    print(", ".join(names))
