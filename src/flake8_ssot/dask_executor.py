"""A Dask cluster as an executor: in, `--dask ADDRESS`; out, what `scan` and others can use.

The workers need this package in the same version, the same Python, and the files at the same
absolute paths: on a shared file system, or in copies. A worker that is lost costs only time, its
work is done again by the others.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import logging
import threading
import warnings
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

from flake8_ssot.model import UsageError

SECONDS = 10  # for the scheduler to answer, and to have a worker


@contextmanager
def connected(arguments: argparse.Namespace) -> Iterator[Executor]:
    """The cluster's executor. Raises UsageError where there is none, or no worker."""
    address: str = arguments.dask
    if arguments.jobs is not None:
        raise UsageError("--jobs and --dask exclude each other")
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        message = "--dask needs the package distributed: pip install 'flake8-ssot[dask]'"
        raise UsageError(message) from None
    _silence()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what matters, the versions, the workers tell
        try:
            _knock(distributed, address)
            client = distributed.Client(address, timeout=SECONDS, set_as_default=False)
        except Exception as error:
            reason = next(iter(str(error).splitlines()), type(error).__name__)
            message = f"--dask: no scheduler answers at {address}: {reason}"
            raise UsageError(message) from None
        with client:
            try:
                client.wait_for_workers(1, timeout=SECONDS)
            except Exception:
                message = f"--dask: the scheduler at {address} has no workers"
                raise UsageError(message) from None
            executor: Executor = client.get_executor(pure=False)
            yield executor


def _knock(distributed: Any, address: str) -> None:
    """Raises an exception where no scheduler answers: a client made in vain ends only slowly."""
    failed: list[BaseException] = [TimeoutError("it does not speak as one")]

    async def knock() -> None:
        secrets = distributed.Security().get_connection_args("client")
        comm = await distributed.core.connect(address, timeout=SECONDS, **secrets)
        comm.abort()

    def try_it() -> None:
        try:
            asyncio.run(knock())
            failed.clear()
        except BaseException as error:
            failed[:] = [error]

    # In a thread that nobody waits for: what another kind of server says may stop it for ever.
    thread = threading.Thread(target=try_it, daemon=True)
    thread.start()
    thread.join(SECONDS + 2)
    if failed:
        raise failed[0]


def _silence() -> None:
    """What goes wrong we say ourselves; that a worker was lost changes nothing."""
    names = [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]
    for name in names:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
