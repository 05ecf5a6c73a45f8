"""Already migrated: nothing to report here."""

from shop.agents.execution_engine_v2 import ExecutionEngine
from shop.agents.user_execution_engine import UserExecutionEngine
from shop.services.user_context import UserContext


def handle(context: UserContext, factory, emitter):
    legacy = ExecutionEngine
    return UserExecutionEngine(context, factory, emitter), legacy
