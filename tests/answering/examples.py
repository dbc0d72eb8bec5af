"""A questionnaire of twelve questions, every kind at least once, in French, Arabic and English."""

from typing import Any

from consultation.i18n import RESIDENT_LOCALES
from consultation.terms import Kind

FACES = {
    "yes": ("face_happy", "Oui", "نعم", "Yes"),
    "maybe": ("face_neutral", "Peut-être", "ربما", "Maybe"),
    "no": ("face_sad", "Non", "لا", "No"),
}
MOODS = {
    "very_good": ("face_very_happy", "Très bien", "جيد جدًا", "Very good"),
    "good": ("face_happy", "Plutôt bien", "جيد", "Fairly good"),
    "poor": ("face_sad", "Pas très bien", "ليس جيدًا", "Not very good"),
    "very_poor": ("face_very_sad", "Pas bien du tout", "سيئ", "Not good at all"),
}


def text(french: str, arabic: str, english: str) -> dict[str, str]:
    return {"fr": french, "ar": arabic, "en": english}


def options(rows: dict[str, tuple[str, str, str]], **flags: str) -> list[dict[str, Any]]:
    """Options of these rows; `flags` names the option that is exclusive or opens a line."""
    return [
        {"key": key, "label": text(*words)} | {f: True for f, k in flags.items() if k == key}
        for key, words in rows.items()
    ]


def drawn(rows: dict[str, tuple[str, str, str, str]]) -> list[dict[str, Any]]:
    return [{"key": key, "pictogram": row[0], "label": text(*row[1:])} for key, row in rows.items()]


TWELVE: dict[str, Any] = {
    "title": text("Animations et fêtes à Ozon", "الأنشطة والحفلات في أوزون", "Activities and parties in Ozon"),
    "intro": text(
        "La ville prépare le plan du quartier pour 2024 à 2030. Dites ce qui manque et ce qui vous ferait plaisir.",
        "تُعِدّ المدينة خطة الحي من 2024 إلى 2030. قولوا ما الذي ينقص وما الذي يسرّكم.",
        "The town prepares the plan of the neighbourhood for 2024 to 2030. Say what is missing and what you like.",
    ),
    "promise": text(
        "Vos réponses seront lues en réunion publique, action par action.",
        "ستُقرأ إجاباتكم في اجتماع عام، نشاطًا بنشاط.",
        "Your answers will be read in a public meeting, action by action.",
    ),
    "locales": ["fr", "ar", "en"],
    "sections": [
        {
            "key": "parties",
            "title": text("Se retrouver", "اللقاء", "Getting together"),
            "questions": [
                {
                    "key": "missing",
                    "kind": Kind.SEVERAL_CHOICES,
                    "label": text("Qu'est-ce qui manque le plus ?", "ما الذي ينقص أكثر؟", "What is missing most?"),
                    "help": text("Pensez à toute la famille.", "فكّروا في العائلة كلها.", "Think of the whole family."),
                    "maximum": 3,
                    "actions": ["P1.01", "P1.02"],
                    "options": options(
                        {
                            "parties": ("Des fêtes de quartier", "حفلات الحي", "Neighbourhood parties"),
                            "cafe": ("Un café où parler", "مقهى للحديث", "A café to talk"),
                            "sport": ("Du sport dehors", "الرياضة في الهواء الطلق", "Sport outside"),
                            "workshop": (
                                "Des ateliers (cuisine, couture)",
                                "ورشات (طبخ، خياطة)",
                                "Workshops (cooking, sewing)",
                            ),
                            "other": ("Autre chose", "شيء آخر", "Something else"),
                            "nothing": ("Rien, c'est bien ainsi", "لا شيء، الأمر جيد هكذا", "Nothing, it is fine"),
                        },
                        specify="other",
                        exclusive="nothing",
                    ),
                },
                {
                    "key": "coffee",
                    "kind": Kind.YES_MAYBE_NO,
                    "label": text(
                        "Un café au pied de l'immeuble ?", "قهوة أسفل العمارة؟", "Coffee at the foot of the building?"
                    ),
                    "actions": ["P1.02"],
                    "options": drawn(FACES),
                },
                {
                    "key": "mood",
                    "kind": Kind.FACES,
                    "label": text(
                        "Comment vit-on dans le quartier ?", "كيف الحياة في الحي؟", "How is life in the neighbourhood?"
                    ),
                    "actions": ["P1.02"],
                    "options": drawn(MOODS),
                },
                {
                    "key": "times",
                    "kind": Kind.NUMBER,
                    "label": text("Combien de fêtes par an ?", "كم حفلة في السنة؟", "How many parties a year?"),
                    "low": 0,
                    "high": 52,
                    "unit": text("par an", "في السنة", "a year"),
                    "actions": ["P1.03"],
                },
                {
                    "key": "where",
                    "kind": Kind.PLACE,
                    "label": text("Où les faire ?", "أين نقيمها؟", "Where?"),
                    "actions": ["P1.03"],
                    "options": options(
                        {
                            "churchill": ("Place Churchill", "ساحة تشرشل", "Place Churchill"),
                            "lavoisier": ("École Lavoisier", "مدرسة لافوازييه", "Lavoisier school"),
                            "sand": ("Collège George-Sand", "إعدادية جورج ساند", "George-Sand school"),
                        }
                    ),
                },
                {
                    "key": "when",
                    "kind": Kind.ONE_CHOICE,
                    "label": text("À quel moment ?", "في أي وقت؟", "At what time?"),
                    "actions": ["P1.03"],
                    "options": options(
                        {
                            "evening": ("Le soir", "في المساء", "In the evening"),
                            "wednesday": ("Le mercredi", "يوم الأربعاء", "On Wednesdays"),
                            "weekend": ("Le week-end", "في نهاية الأسبوع", "At the weekend"),
                        }
                    ),
                },
            ],
        },
        {
            "key": "words",
            "title": text("Avec vos mots", "بكلماتكم", "In your words"),
            "questions": [
                {
                    "key": "idea",
                    "kind": Kind.SHORT_TEXT,
                    "label": text("Une idée en une phrase", "فكرة في جملة", "An idea in one sentence"),
                    "actions": ["P1.01"],
                },
                {
                    "key": "more",
                    "kind": Kind.LONG_TEXT,
                    "label": text("Autre chose à dire ?", "هل تريدون قول شيء آخر؟", "Anything else to say?"),
                    "actions": ["P1.01"],
                },
            ],
        },
        {
            "key": "you",
            "title": text("Vous, si vous voulez", "أنتم، إذا أردتم", "You, if you like"),
            "questions": [
                {
                    "key": "age",
                    "kind": Kind.ONE_CHOICE,
                    "profile": "age_band",
                    "label": text("Votre âge", "عمركم", "Your age"),
                    "options": options(
                        {
                            "15_24": ("15 à 24 ans", "من 15 إلى 24 سنة", "15 to 24"),
                            "25_64": ("25 à 64 ans", "من 25 إلى 64 سنة", "25 to 64"),
                            "65_more": ("65 ans et plus", "65 سنة فأكثر", "65 or more"),
                        }
                    ),
                },
                {
                    "key": "gender",
                    "kind": Kind.ONE_CHOICE,
                    "profile": "gender",
                    "label": text("Vous êtes", "أنتم", "You are"),
                    "options": options(
                        {"woman": ("Une femme", "امرأة", "A woman"), "man": ("Un homme", "رجل", "A man")}
                    ),
                },
                {
                    "key": "lives",
                    "kind": Kind.ONE_CHOICE,
                    "profile": "in_sector",
                    "label": text("Habitez-vous le quartier ?", "هل تسكنون في الحي؟", "Do you live here?"),
                    "options": options({"inside": ("Oui", "نعم", "Yes"), "outside": ("Non", "لا", "No")}),
                },
                {
                    "key": "kind",
                    "kind": Kind.ONE_CHOICE,
                    "profile": "respondent_kind",
                    "label": text("Vous répondez comme", "تجيبون بصفتكم", "You answer as"),
                    "options": options(
                        {
                            "resident": ("Habitant ou habitante", "من السكان", "A resident"),
                            "professional": (
                                "Professionnel du quartier",
                                "من العاملين في الحي",
                                "Somebody who works here",
                            ),
                            "association": ("Association", "جمعية", "An association"),
                        }
                    ),
                },
            ],
        },
    ],
}

EVERYWHERE: dict[str, Any] = {**TWELVE, "locales": list(RESIDENT_LOCALES)}
"""The same, for residents of every language; where there are no words yet, in French."""
