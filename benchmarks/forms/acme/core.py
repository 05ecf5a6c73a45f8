"""support: the new home"""

import logging

SETTINGS = {"retries": 3}


class Engine:
    def run(self) -> str:
        return "running"


class Handler(logging.Handler):
    pass


def start() -> Engine:
    return Engine()
