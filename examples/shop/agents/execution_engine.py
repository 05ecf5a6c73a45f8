"""The compat bridge: the old path of UserExecutionEngine."""

from shop.agents.user_execution_engine import UserExecutionEngine

ExecutionEngine = UserExecutionEngine
