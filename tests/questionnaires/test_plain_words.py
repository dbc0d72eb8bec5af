"""Advice on words: silent on what is well said, present on what is not, in French and English."""

import pytest

from consultation.questionnaires.bank import bank
from consultation.questionnaires.definition import Option, Question, Row
from consultation.questionnaires.kinds import READY_OPTIONS
from consultation.questionnaires.plain_words import AdviceCode, advice, advice_on, glossary, is_unbalanced
from consultation.questionnaires.profile import PROFILE_QUESTIONS
from consultation.terms import Kind

GOOD = [
    ("fr", "Qu'est-ce qui vous manque dans le quartier ?"),
    ("fr", "Venez-vous souvent au marché ?"),
    ("fr", "Quel jour et à quelle heure êtes-vous libre ?"),
    ("fr", "Le samedi ou le dimanche vous convient-il ?"),
    ("fr", "Qu'est-ce que vous ne trouvez pas près de chez vous ?"),
    ("fr", "Pourquoi ne venez-vous pas au centre social ?"),
    ("fr", "Quels sports et quels jeux voulez-vous ?"),
    ("fr", "Combien de personnes vivent chez vous, vous compris ?"),
    ("fr", "Avez-vous un vélo ou une trottinette ?"),
    ("fr", "Faites-vous vos courses à pied ?"),
    ("fr", "Vous sentez-vous bien dans votre immeuble ?"),
    ("fr", "Où aimez-vous vous promener le soir ?"),
    ("fr", "Le bus passe-t-il assez souvent ?"),
    ("fr", "Que pensez-vous du parc ?"),
    ("fr", "Êtes-vous satisfait de la propreté de la rue ?"),
    ("fr", "Avez-vous déjà scanné un QR code avec votre téléphone ?"),
    ("fr", "Pouvez-vous recevoir un SMS ?"),
    ("fr", "Habitez-vous un HLM ?"),
    ("fr", "De quoi avez-vous besoin pour apprendre le français ?"),
    ("fr", "Avec qui vivez-vous : seul, en couple, en famille ?"),
    ("fr", "Avez-vous des enfants de moins de 6 ans et de plus de 12 ans ?"),
    ("fr", "Quand la salle est fermée, où allez-vous ?"),
    ("fr", "Trouvez-vous le parc assez éclairé la nuit ?"),
    ("fr", "Seriez-vous d'accord pour fermer la rue une fois par mois ?"),
    ("fr", "L'école de vos enfants est-elle loin ?"),
    ("fr", "Voulez-vous plus de bancs à l'ombre ?"),
    ("fr", "Comment avez-vous entendu parler de cette enquête ?"),
    ("fr", "Aimez-vous jouer aux cartes ?"),
    ("fr", "Quel prix pouvez-vous payer pour un repas ?"),
    ("fr", "Connaissez-vous la Mission locale ?"),
    ("fr", "La Caisse d'allocations familiales (CAF) vous a-t-elle aidé ?"),
    ("fr@falc", "Quel jour voulez-vous venir ?"),
    ("fr@falc", "Vous avez mal. Allez-vous voir un médecin ?"),
    ("fr@falc", "Qui peut vous aider ?"),
    ("fr@falc", "Cochez ce que vous aimez."),
    ("en", "What do you miss in the neighbourhood?"),
    ("en", "Which day and at what time are you free?"),
    ("en", "Do you come to the market often?"),
    ("en", "Why do you not come to the social centre?"),
    ("en", "Do you have a bicycle or a scooter?"),
    ("en", "Are you satisfied with the cleanliness of the street?"),
    ("en", "Who can help you?"),
    ("en", "Is the school of your children far away?"),
    ("ar", "ماذا ينقصك؟ ولماذا؟"),
]
LONG_FR = (
    "Depuis que le centre social a fermé ses portes au printemps, quelles activités voulez-vous retrouver "
    "en premier lieu près de chez vous cette année ?"
)
BAD = [
    ("fr@falc", "Quelles activités voulez-vous retrouver en tout premier lieu près de chez vous cette année ?", "long"),
    ("fr@falc", "Dans le quartier où vous habitez avec votre famille, quel est votre endroit préféré ?", "long"),
    ("fr", LONG_FR, "long"),
    ("fr", "Le parc est-il propre et sûr ?", "two_in_one"),
    ("fr", "Êtes-vous satisfait de la propreté et de la sécurité ?", "two_in_one"),
    ("fr", "Que pensez-vous des parcs et des écoles ?", "two_in_one"),
    ("fr", "Venez-vous au marché et y achetez-vous des légumes ?", "two_in_one"),
    ("fr", "Voulez-vous un banc et/ou une fontaine ?", "two_in_one"),
    ("fr", "Venez-vous au marché ? Si non, pourquoi ?", "two_in_one"),
    ("fr", "Est-ce que vous travaillez et est-ce que vous cherchez une formation ?", "two_in_one"),
    ("fr", "Prenez-vous le bus, et pourquoi ?", "two_in_one"),
    ("fr", "Aimez-vous le parc et le marché ?", "two_in_one"),
    ("fr", "Les rues sont-elles calmes et bien éclairées ?", "two_in_one"),
    ("fr", "Pourquoi et comment venez-vous au centre ?", "two_in_one"),
    ("fr", "Ne pensez-vous pas que la rue est sale ?", "leading"),
    ("fr", "N'êtes-vous pas d'accord pour plus d'arbres ?", "leading"),
    ("fr", "Le quartier est agréable, n'est-ce pas ?", "leading"),
    ("fr", "Voulez-vous profiter de ce magnifique jardin ?", "leading"),
    ("fr", "Tout le monde sait que la nuit est bruyante. Qu'en dites-vous ?", "leading"),
    ("fr", "Êtes-vous d'accord pour dire que le bus est trop cher ?", "leading"),
    ("fr", "Bien sûr, vous triez vos déchets ?", "leading"),
    ("fr", "À quel point aimez-vous la nouvelle place ?", "leading"),
    ("fr", "Comme la plupart des habitants, voulez-vous des caméras ?", "leading"),
    ("fr", "Faut-il enfin agir contre le bruit ?", "leading"),
    ("fr", "Connaissez-vous la MLNV ?", "acronym"),
    ("fr", "Êtes-vous suivi par l'E2C ?", "acronym"),
    ("fr", "Avez-vous demandé un prêt à l'ADIE ?", "acronym"),
    ("fr", "Venez-vous aux cours d'ODA ?", "acronym"),
    ("fr", "Le CNFS vous a-t-il aidé ?", "acronym"),
    ("fr", "L’APEE vous a-t-elle reçu ?", "acronym"),
    ("fr", "Alliez-vous au CSC ?", "acronym"),
    ("fr", "Connaissez-vous le PLUI du territoire ?", "acronym"),
    ("fr", "Que pensez-vous de la gouvernance du projet ?", "jargon"),
    ("fr", "Connaissez-vous un dispositif pour les jeunes ?", "jargon"),
    ("fr", "Utilisez-vous une mobilité douce ?", "jargon"),
    ("fr", "Voulez-vous une activité intergénérationnelle ?", "jargon"),
    ("fr", "Voulez-vous un tiers-lieu ?", "jargon"),
    ("fr", "Vous ne prenez pas le bus ?", "negative"),
    ("fr", "N'avez-vous jamais utilisé internet ?", "negative"),
    ("fr", "Est-ce que vous ne sortez plus le soir ?", "negative"),
    ("fr", "Êtes-vous contre l'interdiction des voitures ?", "negative"),
    ("en", "Do you like the park and the market?", "two_in_one"),
    ("en", "Do you work and do you look for training?", "two_in_one"),
    ("en", "Is the park clean and safe?", "two_in_one"),
    ("en", "Do you want a bench and/or a fountain?", "two_in_one"),
    ("en", "Don't you think the street is dirty?", "leading"),
    ("en", "Would you agree that the bus is too dear?", "leading"),
    ("en", "Of course you sort your waste?", "leading"),
    ("en", "Do you not use the bus?", "negative"),
    ("en", "Which stakeholders do you know?", "jargon"),
    ("en", "Do you know the MLNV?", "acronym"),
]


@pytest.mark.parametrize(("locale", "words"), GOOD)
def test_what_is_well_said_gets_no_advice(locale: str, words: str) -> None:
    assert advice(words, locale) == []


@pytest.mark.parametrize(("locale", "words", "code"), BAD)
def test_what_could_be_plainer_gets_the_advice_it_needs(locale: str, words: str, code: str) -> None:
    assert [one.code for one in advice(words, locale)] == [code]


def test_there_are_enough_sentences_of_both_sorts() -> None:
    assert len(GOOD) >= 40
    assert len(BAD) >= 40
    assert {code for _locale, _words, code in BAD} | {"unbalanced", "too_many"} == set(AdviceCode)


def test_the_bank_and_the_profile_get_no_advice() -> None:
    questions = [q for entry in bank().entries for q in entry.questions] + list(PROFILE_QUESTIONS.values())

    assert {q.key: found for q in questions if (found := advice_on(q))} == {}


def options(*labels: str) -> tuple[Option, ...]:
    return tuple(Option(key=f"o_{n}", label={"fr": label}) for n, label in enumerate(labels))


@pytest.mark.parametrize(
    "labels",
    [
        ("Excellent", "Très bien", "Bien", "Mal"),
        ("Très satisfait", "Satisfait", "Plutôt satisfait", "Pas satisfait"),
        ("Toujours", "Souvent", "Parfois"),
        ("Très utile", "Utile"),
        ("Mal", "Très mal", "Pas bien du tout", "Bien"),
    ],
)
def test_a_scale_that_leans_is_unbalanced(labels: tuple[str, ...]) -> None:
    assert is_unbalanced(labels, "fr")


@pytest.mark.parametrize(
    "labels",
    [
        ("Oui", "Non"),
        ("Oui", "Peut-être", "Non"),
        ("Très bien", "Plutôt bien", "Plutôt mal", "Très mal"),
        ("Toujours", "Souvent", "Rarement", "Jamais"),
        ("Tout à fait d'accord", "D'accord", "Ni d'accord, ni pas d'accord", "Pas d'accord", "Pas du tout d'accord"),
        ("Le parc", "La rue", "Une belle place"),
        ("Un concert", "Un bon repas", "Un jeu"),
        ("Lundi", "Mardi"),
    ],
)
def test_a_scale_in_balance_or_a_list_is_left_alone(labels: tuple[str, ...]) -> None:
    assert not is_unbalanced(labels, "fr")
    assert not any(is_unbalanced([o.label["fr"] for o in some], "fr") for some in READY_OPTIONS.values())


def test_lists_too_long_for_paper_and_for_the_mind_are_named() -> None:
    many = Question(key="q", kind=Kind.ONE_CHOICE, label={"fr": "Lequel ?"}, options=options(*"abcdefghijk"))
    ranked = Question(key="q", kind=Kind.RANKING, label={"fr": "Classez."}, options=options(*"abcdefgh"))
    rows = tuple(Row(key=f"r{n}", label={"fr": f"Rue {n}"}) for n in range(11))
    table = Question(key="q", kind=Kind.RATING_TABLE, label={"fr": "Et ?"}, rows=rows, options=options("a", "b"))
    fine = many.model_copy(update={"options": many.options[:10]})

    assert [one.part for one in advice_on(many)] == ["options"]
    assert [one.part for one in advice_on(ranked)] == ["options"]
    assert [one.part for one in advice_on(table)] == ["rows"]
    assert advice_on(fine) == []


def test_words_of_every_part_are_read() -> None:
    asked = Question(
        key="q",
        kind=Kind.ONE_CHOICE,
        label={"fr": "Lequel ?"},
        help={"fr": "Un dispositif de la Ville."},
        options=options("La MLNV", "Autre"),
        variants={"12_14": {"fr": "Ne trouves-tu pas la rue sale ? Ne trouvez-vous pas la rue sale ?"}},
    )

    assert {(one.part, one.code) for one in advice_on(asked)} >= {
        ("help", AdviceCode.JARGON),
        ("option/o_0", AdviceCode.ACRONYM),
        ("variant/12_14", AdviceCode.LEADING),
    }


def test_the_glossary_knows_the_letters_of_the_plan() -> None:
    assert {"CSC", "ODA", "CNFS", "MLNV", "E2C", "ADIE", "APEE"} <= set(glossary()["acronyms"])
    (found,) = advice("Connaissez-vous la MLNV ?", "fr")
    assert (found.words, found.instead) == ("MLNV", "Mission locale Nord Vienne")
