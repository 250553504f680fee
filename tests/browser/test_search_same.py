"""The engine in Chromium, as the site serves it: the same answers as the command line's."""

from __future__ import annotations

from playwright.sync_api import Browser

from generator.model.problems import UsageError
from generator.pages.shared import urls
from generator.portal.folder import Deployment
from generator.search.index.open import open_index
from generator.search.query.engine import answer
from generator.search.query.query_params import written
from generator.search.query.word_lists import read_lists
from tests.search.asking import questions

ANSWER = """async ({ modules, files, asked }) => {
  const {
    engine_engine: { Engine }, engine_query_params: { queryOf }, engine_text_folding: { Refused },
    engine_index_index_reader: { loader },
  } = await import(`${modules}engine.js`);
  const engine = await Engine.open(loader(files, false));
  const answers = [];
  for (const { pairs, limit, offset } of asked) {
    try {
      const query = { ...queryOf(new URLSearchParams(pairs)), limit, offset };
      const { hits, total, exact } = await engine.search(query);
      answers.push({ hits: hits.map(({ id, rank }) => [id, rank]), total, exact });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      answers.push(null);
    }
  }
  return answers;
}"""


def test_chromium_answers_as_the_command_line_does(
    demo: Deployment, browser: Browser, address: str
) -> None:
    """More than 500 addresses of the search page: the same hits, in the same order and rank."""
    queries = questions(demo.index, each=16, seed=7)
    assert len(queries) > 500
    page = browser.new_page()
    page.goto(address + urls.SEARCH)
    script = page.locator("script[src$='/search.js']").get_attribute("src") or ""
    asked = [
        {"pairs": written(query), "limit": query.limit, "offset": query.offset} for query in queries
    ]
    given = page.evaluate(
        ANSWER,
        {
            "modules": script.removesuffix("search.js"),
            "files": address + urls.SEARCH,
            "asked": asked,
        },
    )
    page.close()
    differences = []
    lists = read_lists(demo.index)
    with open_index(demo.index) as index:
        for query, found in zip(queries, given, strict=True):
            try:
                results = answer(index, query, lists)
            except UsageError:
                if found is not None:
                    differences.append((query, found))
                continue
            expected = [[hit.id, hit.rank] for hit in results.hits]
            exact = found and (not found["exact"] or found["total"] == results.total)
            if not exact or found["hits"] != expected:
                differences.append((query, {"expected": expected, "found": found}))
    assert differences == []
