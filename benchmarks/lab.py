"""What all benchmarks of a run share: how thorough it is, and one deployment for those that need one."""

from __future__ import annotations

import contextlib
import functools
from typing import TYPE_CHECKING

from benchmarks.deployment import BenchDeployment, bench_deployment

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self


class Lab:
    """`quick`: few rounds, to see that everything works. Its numbers are not for quoting."""

    def __init__(self, *, quick: bool) -> None:
        self.quick = quick
        self._open = contextlib.ExitStack()

    def of(self, full: int, quick: int) -> int:
        """How many rounds, users or seconds this run takes."""
        return quick if self.quick else full

    @functools.cached_property
    def deployment(self) -> BenchDeployment:
        """Applied when it is first asked for, and up until the run ends."""
        return self._open.enter_context(bench_deployment())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()
