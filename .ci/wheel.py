"""What goes into the wheel with the code: the folders of the top level that sites are made with.

They are edited at the top level and lie below `generator/_data` in an installed package, where
`generator/portal/resources.py` finds them. What `.ci/packages` fetched from npm goes along where it
is there, also into the source distribution; without it the sites that are built have no map.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DATA = (
    "content",
    "pelicanconf.py",
    "requirements/run.txt",
    "search_index/lookalikes.txt",
    "search_index/stopwords.txt",
    "search_index/synonyms.txt",
    "search_index/terms.txt",
    "theme",
)
"""What the code reads while it runs."""

NPM = (
    "node_modules/leaflet/LICENSE",
    "node_modules/leaflet/dist/images",
    "node_modules/leaflet/dist/leaflet.css",
    "node_modules/leaflet/dist/leaflet.js",
    "node_modules/@noble/ed25519/LICENSE",
    "node_modules/@noble/ed25519/index.js",
)
"""What of npm's packages is served, with its licences."""


class CustomBuildHook(BuildHookInterface[Any]):
    """Adds the data to a wheel, and npm's files to a source distribution."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """See BuildHookInterface. An editable wheel leads to the checkout, where all of it lies."""
        if version == "editable":
            return
        root = Path(self.root)
        npm = [name for name in NPM if (root / name).exists()]
        if len(npm) < len(NPM):
            self.app.display_warning("node_modules is not complete: no map (see .ci/packages)")
            npm = []
        wheel = self.target_name == "wheel"
        below = "generator/_data/" if wheel else ""
        for name in (*DATA, *npm) if wheel else npm:
            build_data["force_include"][str(root / name)] = below + name
