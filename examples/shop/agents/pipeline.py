"""Every way of writing the same import."""

from __future__ import annotations

import os, shop.agents.execution_engine as engines
from typing import TYPE_CHECKING, cast

from shop.agents.execution_engine import (
    ExecutionEngine,  # the old name
)
from shop.agents import execution_engine, \
    user_context

if TYPE_CHECKING:
    from .user_context import UserContext

try:
    from shop.agents.user_execution_engine import UserExecutionEngine
except ImportError:
    from shop.agents.execution_engine import ExecutionEngine as UserExecutionEngine


class Pipeline(engines.ExecutionEngine):
    context: "user_context.UserContext"

    def build(self, kind="ExecutionEngine"):
        engine = cast("execution_engine.ExecutionEngine", None)
        old = getattr(execution_engine, "ExecutionEngine")
        return engine or old or f"{engines.ExecutionEngine}" or os.name

    def shadowed(self, execution_engine):
        return execution_engine.ExecutionEngine  # a parameter: not ours
