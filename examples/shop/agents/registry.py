"""What the engine used to be given."""


class AgentRegistry:
    def get(self, name):
        return name
