"""clean: a string that is compared"""


def is_old(thing: type) -> bool:
    return thing.__module__ == "acme.legacy"
