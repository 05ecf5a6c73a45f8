"""Tests the bridge itself, so the rule allows it."""

from shop.agents.execution_engine import ExecutionEngine


def test_bridge_still_works():
    assert ExecutionEngine
