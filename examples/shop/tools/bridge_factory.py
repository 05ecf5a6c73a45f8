"""Deprecated, with nothing in its place."""


def create():
    return None
