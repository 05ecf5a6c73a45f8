"""Uses a module that has no successor."""

import shop.tools.bridge_factory


def notify(user):
    from shop.agents.user_context import UserContext

    bridge = shop.tools.bridge_factory.create()  # noqa: SOT102
    return bridge.send(UserContext(user))
