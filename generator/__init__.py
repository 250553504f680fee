"""Gongshi (公示): from signed exports to a static, searchable site that can be checked."""

__version__ = "0.1.0"
