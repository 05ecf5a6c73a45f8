"""The engine's home."""


class UserExecutionEngine:
    def __init__(self, context, agent_factory, websocket_emitter):
        self.context = context
        self.agent_factory = agent_factory
        self.websocket_emitter = websocket_emitter

    def run(self, task):
        return self.agent_factory(task)
