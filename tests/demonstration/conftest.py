"""The demonstration, made once for all its tests."""

from __future__ import annotations

import pytest

from generator.demonstration.data import DemonstrationExport, demonstration_exports


@pytest.fixture(scope="session")
def exports() -> dict[str, DemonstrationExport]:
    """Every export of the demonstration by its name, `371500-0003`."""
    return {export.info.name: export for export in demonstration_exports()}


@pytest.fixture(scope="session")
def liaocheng(exports: dict[str, DemonstrationExport]) -> DemonstrationExport:
    """Release 3 of Liaocheng."""
    return exports["371500-0003"]
