"""The target `build`: what lies in the folder of a portal, read as far as a build reads it."""

from __future__ import annotations

from pathlib import Path
from random import Random

from benchmarks.fuzz.damage import damaged, odd_text
from benchmarks.fuzz.folders import Kept, files_below, write_over
from benchmarks.fuzz.received import DOCUMENT
from benchmarks.fuzz.target import Given
from generator.build.pelican_adapter import template_overrides
from generator.build.pipeline import build
from generator.build.progress import Silence
from generator.portal.folder import USUAL_PAGES
from generator.trust.keys import load_signer
from tests.factory_portal import PASSPHRASE, START, make_portal, release_info, small_tables

SETTINGS = """\
name = "聊城市托育机构信息公示"
address = "http://localhost:8000"
organiser = "聊城市卫生健康委员会"
contact = "0635-8212345"
prepayment_cap_months = 3
releases_kept = 5

[map]
tiles = ["https://t0.example.cn/{z}/{x}/{y}.png"]
attribution = "示例"
approval = "GS(2026)1号"
"""
INTERPRETATION = """---
标题: 一图读懂备案办法
发布日期: 2026-03-01
解读: rule
形式: 问答
解读人: 起草单位
---
为什么要备案？
"""
SKIPPED = ("keys/", "handover/", "sticks/", "packed/", "gongshi.sqlite-")
"""What is no local file of a build, or takes a passphrase."""


class Enough(Exception):
    """Everything was read."""


class Reading(Silence):
    """Gives a build up where it begins to write."""

    def step(self, name: str) -> None:
        """A step begins."""
        if name == "index":
            raise Enough


class BuildTarget:
    """`gongshi build` up to where it writes."""

    name = "build"

    def prepare(self, folder: Path) -> None:
        """A portal with documents of its own that was built once."""
        portal = make_portal(folder / "portal")
        own = portal.deployment.folder
        (own / "portal.toml").write_text(SETTINGS, encoding="utf-8")
        content = {"policies/rule.md": DOCUMENT, "interpretations/picture.md": INTERPRETATION}
        for page in sorted(USUAL_PAGES.glob("*.md"))[:2]:
            content[f"pages/{page.name}"] = page.read_text("utf-8")
        write_over(own / "content", {name: text.encode() for name, text in content.items()})
        portal.publish(small_tables(), release_info())
        portal.build()
        self._deployment = portal.deployment
        self._key = load_signer(portal.deployment.keys / "log.pem", PASSPHRASE)
        self._files = {
            name: data
            for name, data in files_below(own).items()
            if not name.startswith(SKIPPED) and not name.startswith("site/releases/")
        }
        self._kept = Kept(own)

    def make(self, random: Random) -> Given:
        """One or two of the files damaged, gone, a link or a folder."""
        names = sorted(self._files)
        changed: dict[str, bytes | None] = {}
        for _ in range(random.choice((1, 1, 1, 2))):
            folder = random.choice(sorted({name.partition("/")[0] for name in names}))
            name = random.choice([name for name in names if name.partition("/")[0] == folder])
            match random.randrange(14):
                case 0:
                    changed[name] = None
                case 1:
                    changed[name] = b"link:" + random.choice((b".", b"/dev/null", b"nowhere"))
                case 2:
                    changed[f"{name}/x"] = b"x"
                case 3:
                    changed[f"content/policies/{random.randrange(9)}.md"] = damaged(
                        random, "x.md", DOCUMENT.encode()
                    )
                case 4:
                    changed["pelicanconf.py"] = damaged(
                        random, "pelicanconf.py", b"THEME_TEMPLATES_OVERRIDES = []\nPLUGINS = []\n"
                    )
                case 5:
                    text = odd_text(random).encode("utf-8", "surrogatepass")
                    changed[f"search_index/{random.choice(('synonyms.txt', 'lookalikes.txt'))}"] = (
                        text
                    )
                case _:
                    changed[name] = damaged(random, name, self._files[name])
        return Given(changed)

    def run(self, given: Given) -> None:
        """Read it all."""
        own = self._deployment.folder
        try:
            write_over(own, given.files)
            if "pelicanconf.py" in given.files:
                template_overrides(self._deployment.pelicanconf)
            build(self._deployment, lambda path: self._key, Reading(), at=START, from_scratch=True)
        except Enough:
            pass
        finally:
            self._kept.restore()
