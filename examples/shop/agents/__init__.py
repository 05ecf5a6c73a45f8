"""A bridge site: the package hands the old engine on."""

from .execution_engine import ExecutionEngine
from .user_execution_engine import UserExecutionEngine

__all__ = ["ExecutionEngine", "UserExecutionEngine"]
