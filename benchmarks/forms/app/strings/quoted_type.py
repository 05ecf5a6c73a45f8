"""other strings: a quoted type by its full path"""


def run(engine: "acme.legacy.Engine") -> None:  # expect: SOT105
    print(engine)
