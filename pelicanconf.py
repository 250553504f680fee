"""How Pelican runs for Gongshi. What an operator says stands in portal.toml, not here."""

from jinja2 import StrictUndefined

# Plugins of an operator; that of Gongshi itself need not be named.
PLUGINS = []

TIMEZONE = "Asia/Shanghai"
LOCALE = ["C.UTF-8"]
WITH_FUTURE_DATES = True

# Pages come from the store and from content/ through the plugin; Pelican's own readers stay idle.
ARTICLE_PATHS = []
PAGE_PATHS = []
STATIC_PATHS = []
THEME_STATIC_PATHS = []
DIRECT_TEMPLATES = []
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
DELETE_OUTPUT_DIRECTORY = False
CACHE_CONTENT = LOAD_CONTENT_CACHE = False

JINJA_ENVIRONMENT = {
    "autoescape": True,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "undefined": StrictUndefined,
    # A build reads each template once; looking again would cost a system call for every import.
    "auto_reload": False,
    "extensions": ["jinja2.ext.i18n"],
}

# Folders of an operator whose templates come before the theme's.
THEME_TEMPLATES_OVERRIDES = []
