"""support: a module that is not deprecated, of nearly the same name"""


class Engine:
    pass
