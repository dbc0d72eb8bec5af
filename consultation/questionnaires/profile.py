"""Ready-made questions on the respondent: optional, in bands wide enough to hide a person, never on origin.

The Arabic and English wordings are machine-made: to be reviewed by a native speaker.
"""

from collections.abc import Mapping

from consultation.i18n import french_signs
from consultation.questionnaires.definition import Option, Question, Section
from consultation.questionnaires.ready_words import ready_text
from consultation.terms import Kind, Profile

SECTION_KEY = "profile"

Words = tuple[str, str, str]
"""French, Arabic, English."""

LANGUAGES: tuple[tuple[str, Words], ...] = (
    ("fr", ("Français", "الفرنسية", "French")),
    ("ar", ("Arabe", "العربية", "Arabic")),
    ("en", ("Anglais", "الإنجليزية", "English")),
    ("tr", ("Turc", "التركية", "Turkish")),
    ("pt", ("Portugais", "البرتغالية", "Portuguese")),
    ("es", ("Espagnol", "الإسبانية", "Spanish")),
    ("ru", ("Russe", "الروسية", "Russian")),
    ("fa", ("Dari ou persan", "الدارية أو الفارسية", "Dari or Persian")),
    ("other", ("Autre", "لغة أخرى", "Other")),
)


def text(words: Words) -> dict[str, str]:
    french, arabic, english = words
    return ready_text(french_signs(french), arabic, english)


def question(
    profile: Profile, kind: Kind, words: Words, *options: tuple[str, Words], help: Words | None = None
) -> Question:
    return Question(
        key=profile.value,
        kind=kind,
        profile=profile,
        label=text(words),
        help=text(help) if help else {},
        options=tuple(
            Option(
                key=key,
                label=text(label),
                specify=profile is Profile.HOME_LANGUAGE and key == "other",
                exclusive=key == "silent",
            )
            for key, label in options
        ),
    )


PROFILE_QUESTIONS: Mapping[Profile, Question] = {
    made.profile: made
    for made in (
        question(
            Profile.IN_SECTOR,
            Kind.ONE_CHOICE,
            (
                "Habitez-vous dans le quartier ?",
                "هل تسكنون في الحي؟",
                "Do you live in the neighbourhood?",
            ),
            ("yes", ("Oui", "نعم", "Yes")),
            ("no", ("Non", "لا", "No")),
        ),
        question(
            Profile.RESPONDENT_KIND,
            Kind.ONE_CHOICE,
            ("Vous répondez en tant que :", "تجيبون بصفتكم:", "You answer as:"),
            ("resident", ("Habitant ou habitante", "ساكن أو ساكنة", "A resident")),
            (
                "professional",
                ("Professionnel ou professionnelle du quartier", "من المهنيين في الحي", "A professional working here"),
            ),
            ("company", ("Entreprise ou commerce", "شركة أو متجر", "A company or shop")),
            ("association", ("Association", "جمعية", "An association")),
        ),
        question(
            Profile.AGE_BAND,
            Kind.ONE_CHOICE,
            ("Quel âge avez-vous ?", "كم عمركم؟", "How old are you?"),
            ("under_15", ("Moins de 15 ans", "أقل من 15 سنة", "Under 15")),
            ("15_17", ("15-17 ans", "15-17 سنة", "15-17")),
            ("18_24", ("18-24 ans", "18-24 سنة", "18-24")),
            ("25_39", ("25-39 ans", "25-39 سنة", "25-39")),
            ("40_59", ("40-59 ans", "40-59 سنة", "40-59")),
            ("60_74", ("60-74 ans", "60-74 سنة", "60-74")),
            ("75_over", ("75 ans et plus", "75 سنة وأكثر", "75 and over")),
        ),
        question(
            Profile.GENDER,
            Kind.ONE_CHOICE,
            ("Vous êtes :", "أنتم:", "You are:"),
            ("woman", ("Une femme", "امرأة", "A woman")),
            ("man", ("Un homme", "رجل", "A man")),
            ("other", ("Autre", "غير ذلك", "Other")),
            ("silent", ("Je préfère ne pas répondre", "أفضّل عدم الإجابة", "I prefer not to say")),
        ),
        question(
            Profile.HOME_LANGUAGE,
            Kind.SEVERAL_CHOICES,
            (
                "Quelles langues parlez-vous à la maison ?",
                "ما اللغات التي تتكلمونها في البيت؟",
                "Which languages do you speak at home?",
            ),
            *LANGUAGES,
        ),
    )
    if made.profile
}
"""In the order they are asked, at the end of a questionnaire."""


def profile_section(*profiles: Profile) -> Section:
    """The closing section with those questions, by default all of them."""
    chosen = profiles or tuple(PROFILE_QUESTIONS)
    return Section(
        key=SECTION_KEY,
        title=text(("Vous, en quelques mots", "من أنتم، باختصار", "About you, in a few words")),
        questions=tuple(made for profile, made in PROFILE_QUESTIONS.items() if profile in chosen),
    )
