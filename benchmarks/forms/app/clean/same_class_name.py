"""clean: a class of the same name"""


class Engine:
    pass


Engine()
