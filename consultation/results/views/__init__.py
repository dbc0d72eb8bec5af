"""Screens of results: for people who sign in, and for everybody."""

from consultation.results.views.api import api_plans
from consultation.results.views.blanks import blanks
from consultation.results.views.census import census
from consultation.results.views.compare import compare
from consultation.results.views.crossing import crossing
from consultation.results.views.editions import edition
from consultation.results.views.exports import answers, counts
from consultation.results.views.organisers import blueprint
from consultation.results.views.people import tell_people
from consultation.results.views.replies import replies
from consultation.results.views.residents import public_action, public_plan
from consultation.results.views.shortlist import shortlist
from consultation.results.views.sources import sources

__all__ = [
    "answers",
    "api_plans",
    "blanks",
    "blueprint",
    "census",
    "compare",
    "counts",
    "crossing",
    "edition",
    "public_action",
    "public_plan",
    "replies",
    "shortlist",
    "sources",
    "tell_people",
]
