"""Engines made the old way, the new way, and in ways that never worked."""

from shop.agents.registry import AgentRegistry
from shop.agents.user_execution_engine import UserExecutionEngine
from shop.services.user_context import UserContext


def old(registry: AgentRegistry, bridge, context):
    return UserExecutionEngine(registry, bridge, context)


def old_keywords(agents, bridge):
    return UserExecutionEngine(registry=agents, websocket_bridge=bridge)


def new(a, b, c):
    if isinstance(a, UserContext):
        return UserExecutionEngine(a, b, c)
    context = UserContext(a)
    return UserExecutionEngine(context, agent_factory=b, websocket_emitter=c)


def never_worked(context, settings):
    return UserExecutionEngine(context, config=settings)


def not_imported(context, factory, emitter):
    return ExecutionEngine(context, factory, emitter)
