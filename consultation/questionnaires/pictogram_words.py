"""What the drawings of `web/pictograms` are called in the builder; several words help to find one."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

TITLES: Mapping[str, LazyString] = {
    "face_very_happy": _l("Face: very happy"),
    "face_happy": _l("Face: happy"),
    "face_neutral": _l("Face: neither happy nor sad"),
    "face_sad": _l("Face: sad"),
    "face_very_sad": _l("Face: very sad"),
    "yes": _l("Yes, tick"),
    "no": _l("No, cross"),
    "maybe": _l("Maybe, question mark"),
    "nothing": _l("Nothing, none"),
    "other": _l("Other, something else"),
    "heart": _l("Heart, what I like"),
    "bench": _l("Bench"),
    "bin": _l("Bin, rubbish"),
    "tree": _l("Tree, park, shade"),
    "flower": _l("Flower"),
    "garden": _l("Plant, garden"),
    "compost": _l("Compost"),
    "playground": _l("Playground, swing"),
    "ball": _l("Ball, sport"),
    "bus": _l("Bus, public transport"),
    "bike": _l("Bicycle"),
    "car": _l("Car"),
    "walking": _l("On foot"),
    "light": _l("Street lamp, lighting"),
    "road": _l("Street, road"),
    "school": _l("School"),
    "language": _l("Language course"),
    "book": _l("Book, library, reading"),
    "job": _l("Job, briefcase"),
    "health": _l("Health, doctor"),
    "shop": _l("Shop"),
    "market": _l("Market, basket"),
    "food": _l("Food, meal"),
    "coffee": _l("Coffee, something to drink"),
    "repair": _l("Repairs, tools"),
    "cleaning": _l("Cleaning, broom"),
    "noise": _l("Noise, loudspeaker"),
    "safety": _l("Safety, shield"),
    "water": _l("Water, drop"),
    "heat": _l("Heating, thermometer"),
    "house": _l("House, home"),
    "building": _l("Block of flats"),
    "stairs": _l("Stairs, stairwell"),
    "lift": _l("Lift"),
    "child": _l("Child"),
    "youth": _l("Young person"),
    "woman": _l("Woman"),
    "man": _l("Man"),
    "old_person": _l("Old person"),
    "family": _l("Family"),
    "disability": _l("Disability, wheelchair"),
    "people": _l("People, neighbours, meeting"),
    "phone": _l("Telephone"),
    "computer": _l("Computer"),
    "internet": _l("Internet, website"),
    "paper": _l("Paper, form"),
    "money": _l("Money, euro"),
    "morning": _l("Morning, sunrise"),
    "afternoon": _l("Afternoon, sun"),
    "evening": _l("Evening, night, moon"),
    "week": _l("Week, calendar"),
    "weekend": _l("Weekend"),
    "clock": _l("Hour, clock"),
    "music": _l("Music"),
    "art": _l("Art, painting"),
    "party": _l("Party"),
    "trip": _l("Trip, mountain"),
    "help": _l("Help, hand and heart"),
    "talk": _l("Talking, discussion"),
}
"""{name of the drawing: what it is called}"""


def title_of(name: str) -> str:
    """What a drawing is called, in the reader's language; its name when it is none of ours."""
    return str(TITLES.get(name, name))


def drawing_called(typed: str) -> str | None:
    """The name of the drawing of that title, however it is spelt in capitals; None when there is none."""
    sought = typed.strip().casefold()
    return next((name for name in TITLES if sought in {name, title_of(name).casefold()}), None)
