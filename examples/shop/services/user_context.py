"""The context's home."""


class UserContext:
    def __init__(self, user):
        self.user = user
