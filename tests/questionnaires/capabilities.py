"""One tiny questionnaire for each thing a questionnaire can do, in French, Arabic and English.

`CAPABILITIES` is {name: Definition}; `document(name)` the JSON that factories and rows hold. The pictures they name are
those of `PICTURES`, {stored name: bytes}, which `keep_pictures` puts where the program looks for them.
"""

import hashlib
import struct
import zlib
from pathlib import Path
from typing import Any

from consultation.questionnaires.definition import Definition
from consultation.questionnaires.kinds import READY_OPTIONS, READY_ROWS
from consultation.terms import Kind

LOCALES = ("fr", "ar", "en")
Words = tuple[str, str, str]


def text(words: Words) -> dict[str, str]:
    return dict(zip(LOCALES, words, strict=True))


def options(rows: dict[str, Words], **more: dict[str, Any]) -> list[dict[str, Any]]:
    """Options of {key: words}; `more` is {key: other members of that option}."""
    return [{"key": key, "label": text(words), **more.get(key, {})} for key, words in rows.items()]


def ready(kind: Kind) -> list[dict[str, Any]]:
    """The options an organiser starts with."""
    return [option.model_dump(mode="json") for option in READY_OPTIONS[kind]]


def question(key: str, kind: Kind, words: Words, **given: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "label": text(words), **given}


def definition(words: Words, *questions: dict[str, Any], **section: Any) -> Definition:
    """A questionnaire of one section; `offers` go to the questionnaire, anything else to the section."""
    offers = section.pop("offers", ())
    only = {"key": "about", "questions": questions, **section}
    return Definition.model_validate({"title": text(words), "locales": LOCALES, "sections": [only], "offers": offers})


def picture(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    """A PNG of one colour, with a darker frame."""

    def pixel(x: int, y: int) -> bytes:
        is_frame = min(x, y, width - 1 - x, height - 1 - y) < 6
        return bytes(part // 2 if is_frame else part for part in colour)

    rows = b"".join(b"\0" + b"".join(pixel(x, y) for x in range(width)) for y in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def stored(data: bytes) -> str:
    """The name under which a picture is stored."""
    return f"{hashlib.sha256(data).hexdigest()}.png"


TREE, BENCH, MAP = (
    picture(240, 160, (70, 150, 90)),
    picture(240, 160, (160, 120, 80)),
    picture(640, 420, (226, 222, 205)),
)
PICTURES = {stored(data): data for data in (TREE, BENCH, MAP)}


def keep_pictures(instance_dir: Path) -> None:
    """Put the pictures of the questionnaires where the program looks for them."""
    folder = instance_dir / "files" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in PICTURES.items():
        (folder / name).write_bytes(data)


THINGS: dict[str, Words] = {
    "shade": ("De l'ombre", "الظل", "Shade"),
    "benches": ("Des bancs", "مقاعد", "Benches"),
    "games": ("Des jeux pour les petits", "ألعاب للصغار", "Games for small children"),
    "lights": ("De la lumière le soir", "إنارة في المساء", "Light in the evening"),
}
OTHER: dict[str, Words] = {"other": ("Autre chose", "شيء آخر", "Something else")}
NONE: dict[str, Words] = {"none": ("Rien de tout cela", "لا شيء من هذا", "None of these")}
SQUARES: dict[str, Words] = {
    "churchill": ("Place Churchill", "ساحة تشرشل", "Place Churchill"),
    "lavoisier": ("École Lavoisier", "مدرسة لافوازييه", "Lavoisier school"),
    "sand": ("Collège George-Sand", "إعدادية جورج ساند", "George-Sand school"),
}
MANY_PLACES: dict[str, Words] = {
    f"building_{n}": (f"Immeuble {n}, rue de l'Europe", f"العمارة {n}، شارع أوروبا", f"Building {n}, rue de l'Europe")
    for n in range(1, 13)
}
PLACE_WORDS: Words = ("Où faut-il un banc ?", "أين نحتاج إلى مقعد؟", "Where is a bench needed?")
WISH: Words = ("Que faut-il d'abord ?", "ما الذي نحتاجه أولًا؟", "What is needed first?")
DECLINING = {"may_refuse": True, "may_not_know": True}

ROWS = [
    {"key": "clean", "label": text(("La propreté", "النظافة", "Cleanliness"))},
    {"key": "quiet", "label": text(("Le calme la nuit", "الهدوء في الليل", "Quiet at night"))},
    {"key": "buses", "label": text(("Les bus", "الحافلات", "Buses"))},
]
SPOTS = {"churchill": {"at": (0.2, 0.3)}, "lavoisier": {"at": (0.55, 0.7)}, "sand": {"at": (0.85, 0.25)}}

#: {kind: one question of it}; the shortest that makes sense.
QUESTIONS: dict[Kind, dict[str, Any]] = {
    Kind.ONE_CHOICE: question("first", Kind.ONE_CHOICE, WISH, options=options(THINGS)),
    Kind.SEVERAL_CHOICES: question(
        "wishes", Kind.SEVERAL_CHOICES, ("Que manque-t-il ?", "ما الذي ينقص؟", "What is missing?"),
        options=options(THINGS),
    ),
    Kind.YES_MAYBE_NO: question(
        "coffee", Kind.YES_MAYBE_NO, ("Un café en bas ?", "قهوة في الأسفل؟", "A café downstairs?"),
        options=ready(Kind.YES_MAYBE_NO),
    ),
    Kind.FACES: question(
        "mood", Kind.FACES, ("Comment vit-on ici ?", "كيف الحياة هنا؟", "How is life here?"), options=ready(Kind.FACES)
    ),
    Kind.NUMBER: question(
        "people", Kind.NUMBER, ("Combien de personnes chez vous ?", "كم شخصًا في بيتكم؟", "How many people at home?"),
        low=1, high=20, unit=text(("personnes", "أشخاص", "people")),
    ),
    Kind.SHORT_TEXT: question(
        "idea", Kind.SHORT_TEXT, ("Une idée en une phrase", "فكرة في جملة", "An idea in one sentence")
    ),
    Kind.LONG_TEXT: question("more", Kind.LONG_TEXT, ("Autre chose à dire ?", "شيء آخر؟", "Anything else?")),
    Kind.PLACE: question("where", Kind.PLACE, PLACE_WORDS, options=options(SQUARES)),
    Kind.MAP: question(
        "spot", Kind.MAP, PLACE_WORDS, options=options(SQUARES, **SPOTS), picture=stored(MAP), maximum=2
    ),
    Kind.SCALE: question(
        "safe", Kind.SCALE, ("Vous sentez-vous en sécurité le soir ?", "هل تشعرون بالأمان مساءً؟", "Do you feel safe?"),
        low=1, high=5, low_label=text(("pas du tout", "أبدًا", "not at all")),
        high_label=text(("tout à fait", "تمامًا", "completely")),
    ),
    Kind.RATING_TABLE: question(
        "rated", Kind.RATING_TABLE, ("Comment trouvez-vous…", "ما رأيكم في…", "What do you think of…"),
        rows=ROWS, options=ready(Kind.RATING_TABLE),
    ),
    Kind.WEEK_GRID: question(
        "free", Kind.WEEK_GRID, ("Quand êtes-vous libre ?", "متى يكون لديكم وقت؟", "When are you free?"),
        rows=[row.model_dump(mode="json") for row in READY_ROWS[Kind.WEEK_GRID]], options=ready(Kind.WEEK_GRID),
    ),
    Kind.RANKING: question(
        "order", Kind.RANKING, ("Mettez dans l'ordre", "رتّبوا", "Put in order"), options=options(THINGS), maximum=3
    ),
    Kind.DATE: question(
        "day", Kind.DATE, ("Quel jour pour la fête ?", "أي يوم للحفلة؟", "Which day for the party?")
    ),
    Kind.TIME: question("hour", Kind.TIME, ("À quelle heure ?", "في أي ساعة؟", "At what time?")),
    Kind.DATE_TIME: question(
        "moment", Kind.DATE_TIME, ("Quand l'avez-vous vu ?", "متى رأيتم ذلك؟", "When did you see it?")
    ),
    Kind.POSITION: question("here", Kind.POSITION, ("Où êtes-vous ?", "أين أنتم؟", "Where are you?")),
    Kind.PHOTO: question("photo", Kind.PHOTO, ("Montrez-nous l'endroit", "أرونا المكان", "Show us the place")),
    Kind.VOICE: question("voice", Kind.VOICE, ("Dites-le à voix haute", "قولوها بصوتكم", "Say it aloud")),
    Kind.FILE: question("letter", Kind.FILE, ("Un courrier, un plan ?", "رسالة أو مخطط؟", "A letter, a drawing?")),
    Kind.NOTE: question(
        "hello", Kind.NOTE, ("Merci de prendre cinq minutes.", "شكرًا على خمس دقائق.", "Thank you for five minutes.")
    ),
    Kind.ACKNOWLEDGEMENT: question(
        "agreed", Kind.ACKNOWLEDGEMENT,
        ("J'ai lu à quoi servent mes réponses", "قرأت فيمَ تُستعمل إجاباتي", "I have read what my answers are for"),
    ),
    Kind.CALCULATION: question(
        "dogs_and_people", Kind.CALCULATION, ("Total", "المجموع", "Total"), calculation="${people} + 1"
    ),
    Kind.HIDDEN: question("wave", Kind.HIDDEN, ("Vague", "الموجة", "Wave"), default="autumn"),
}  # fmt: skip

TITLE: Words = ("Votre place", "ساحتكم", "Your square")


def changed(kind: Kind, **given: Any) -> dict[str, Any]:
    """The question of that kind, with other members."""
    return {**QUESTIONS[kind], **given}


def every_kind(**given: Any) -> list[dict[str, Any]]:
    """One question of every kind, each with those members as well where a person answers it."""
    silent = {Kind.NOTE, Kind.CALCULATION, Kind.HIDDEN}
    return [one if kind in silent else {**one, **given} for kind, one in QUESTIONS.items()]


HOUSEHOLD = (
    question("name_age", Kind.NUMBER, ("Son âge", "عمره", "Their age"), low=0, high=120, required=True),
    question("likes", Kind.SEVERAL_CHOICES, ("Ce qu'elle aime", "ما يحب", "What they like"), options=options(THINGS)),
    question("day_out", Kind.DATE, ("Sa dernière sortie", "آخر نزهة", "Their last outing")),
)
YES_NO = options({"yes": ("Oui", "نعم", "Yes"), "no": ("Non", "لا", "No")})

CAPABILITIES: dict[str, Definition] = {
    **{kind.value: definition(TITLE, one) for kind, one in QUESTIONS.items() if kind is not Kind.CALCULATION},
    "calculation": definition(TITLE, QUESTIONS[Kind.NUMBER], QUESTIONS[Kind.CALCULATION]),
    "one_choice_other": definition(
        TITLE, changed(Kind.ONE_CHOICE, options=options({**THINGS, **OTHER}, other={"specify": True}))
    ),
    "one_choice_pictures": definition(
        TITLE,
        changed(
            Kind.ONE_CHOICE,
            picture=stored(MAP),
            options=options(THINGS, shade={"picture": stored(TREE)}, benches={"picture": stored(BENCH)}),
        ),
    ),
    "several_choices_limits": definition(
        TITLE,
        changed(
            Kind.SEVERAL_CHOICES,
            minimum=2,
            maximum=3,
            options=options({**THINGS, **OTHER, **NONE}, other={"specify": True}, none={"exclusive": True}),
        ),
    ),
    "scale_0_10": definition(TITLE, changed(Kind.SCALE, low=0, high=10)),
    "scale_halves": definition(TITLE, changed(Kind.SCALE, low=0, high=2, step=0.5, low_label={}, high_label={})),
    "number_free": definition(TITLE, changed(Kind.NUMBER, low=None, high=None, unit={})),
    "rating_table_required": definition(TITLE, changed(Kind.RATING_TABLE, required=True)),
    "ranking_all": definition(TITLE, changed(Kind.RANKING, maximum=None)),
    "ranking_limits": definition(TITLE, changed(Kind.RANKING, minimum=2, maximum=2)),
    "place_long": definition(
        TITLE, changed(Kind.PLACE, options=options({**MANY_PLACES, **OTHER}, other={"specify": True}))
    ),
    "place_several": definition(TITLE, changed(Kind.PLACE, maximum=2)),
    "map_one": definition(TITLE, changed(Kind.MAP, maximum=1)),
    "required": definition(TITLE, *every_kind(required=True)),
    "declined": definition(TITLE, *every_kind(**DECLINING)),
    "refused": definition(TITLE, changed(Kind.ONE_CHOICE, may_refuse=True)),
    "unknown": definition(TITLE, changed(Kind.ONE_CHOICE, may_not_know=True)),
    "sensitive": definition(TITLE, changed(Kind.ONE_CHOICE, sensitive=True, may_refuse=True)),
    "variants": definition(
        TITLE,
        changed(
            Kind.ONE_CHOICE,
            variants={
                "12_14": text(("Tu voudrais quoi d'abord ?", "ماذا تريد أولًا؟", "What would you like first?")),
                "15_17": text(("Qu'est-ce qu'il te faut d'abord ?", "ماذا تحتاج أولًا؟", "What do you need first?")),
            },
        ),
        QUESTIONS[Kind.LONG_TEXT],
    ),
    "shuffled": definition(
        TITLE,
        changed(
            Kind.SEVERAL_CHOICES,
            shuffled=True,
            options=options({**THINGS, **OTHER, **NONE}, other={"specify": True}, none={"exclusive": True}),
        ),
    ),
    "retired": definition(
        TITLE,
        changed(Kind.ONE_CHOICE, options=options(THINGS, lights={"retired": True})),
        changed(Kind.NUMBER, retired=True),
    ),
    "repeated": definition(TITLE, *HOUSEHOLD, key="member", title=text(("Chez vous", "في بيتكم", "At home")), repeat=3),
    "relevant": definition(
        TITLE,
        question("has_child", Kind.ONE_CHOICE, ("Des enfants ?", "هل لديكم أطفال؟", "Any children?"), options=YES_NO),
        changed(Kind.NUMBER, key="children", relevant="${has_child} = 'yes'"),
    ),
    "constraint": definition(
        TITLE,
        QUESTIONS[Kind.NUMBER],
        changed(
            Kind.NUMBER,
            key="young",
            constraint=". <= ${people}",
            constraint_message=text(
                ("Pas plus que de personnes chez vous.", "ليس أكثر من عدد من في البيت.", "No more than there are.")
            ),
        ),
    ),
    "choice_filter": definition(
        TITLE,
        question(
            "side",
            Kind.ONE_CHOICE,
            ("De quel côté ?", "من أي جهة؟", "Which side?"),
            options=options({"north": ("Nord", "شمال", "North"), "south": ("Sud", "جنوب", "South")}),
        ),
        changed(
            Kind.PLACE,
            options=options(
                SQUARES,
                churchill={"attributes": {"side": "north"}},
                lavoisier={"attributes": {"side": "south"}},
                sand={"attributes": {"side": "south"}},
            ),
            choice_filter="side = ${side}",
        ),
    ),
    "piping": definition(
        TITLE,
        changed(Kind.SHORT_TEXT, key="street"),
        question(
            "street_view",
            Kind.FACES,
            ("Et ${street}, c'est comment ?", "وكيف هي ${street}؟", "And ${street}, what is it like?"),
            options=ready(Kind.FACES),
        ),
    ),
    "offers": definition(
        TITLE,
        QUESTIONS[Kind.ONE_CHOICE],
        offers=[{"key": "hour", "action": "P1.02", "kind": "time", "label": text(("Une heure", "ساعة", "An hour"))}],
    ),
    "every_kind": definition(TITLE, *every_kind()),
}


def document(name: str) -> dict[str, Any]:
    """A capability as it stands in a row."""
    return CAPABILITIES[name].model_dump(mode="json", exclude_defaults=True)
