"""support: yet another module of the same name"""


class Engine:
    pass
