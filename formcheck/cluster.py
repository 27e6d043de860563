"""The executor of a Dask cluster, for batches that outgrow one machine."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager


class NoClusterError(RuntimeError):
    """There is no cluster at an address; the message says what to do."""


@contextmanager
def cluster(address: str, _workers: int | None = None) -> Iterator[Executor]:
    """Open a Dask cluster as an executor.

    Its workers need formcheck, and the clips under the same names as here.

    Parameters
    ----------
    address : str
        Of the scheduler, e.g. "tcp://10.0.0.5:8786"; it knows its workers itself.

    Raises
    ------
    NoClusterError
        If Dask is not installed, or nothing answers at that address.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise NoClusterError(
            "a cluster needs Dask; install it with: pip install 'formcheck[cluster]'"
        ) from error
    try:
        client = Client(address, timeout=10)
    except (OSError, ValueError) as error:
        raise NoClusterError(
            f"no Dask scheduler answers at {address} ({error}); start one with 'dask scheduler'"
        ) from error
    with client, client.get_executor() as executor:
        yield executor
