"""The page a reverse proxy shows while this server does not answer: one file, for it can ask for nothing else."""

from functools import cache

from flask import Flask, render_template
from flask_babel import force_locale

from consultation import i18n
from consultation.web.resident_errors import words_for


@cache
def resting_page() -> str:
    """That the server rests, and what to do, in every language of residents; no script, no link."""
    app = Flask(__package__)
    i18n.init_app(app)
    said = []
    with app.test_request_context():
        for locale in i18n.RESIDENT_LOCALES:
            with force_locale(i18n.cldr_locale(locale)):
                title, next_step = words_for(503, 0)
            said.append((locale, str(title), str(next_step)))
        return render_template("web/resting.html", said=said)
