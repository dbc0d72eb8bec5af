"""Reasons told to authors again and again, in every language, so that nobody waits for a translation."""

from consultation.i18n import Text

READY_REASONS: dict[str, Text] = {
    "names_somebody": {
        "fr": "Nous ne montrons pas les textes qui nomment une personne ou donnent son adresse. L'idée est lue.",
        "en": "We do not show texts that name a person or give an address. The idea has been read.",
        "ar": "لا نعرض النصوص التي تذكر اسم شخص أو عنوانه. لقد قرأنا الفكرة.",
    },
    "hurts": {
        "fr": "Des mots peuvent blesser des personnes. Vous pouvez écrire l'idée autrement.",
        "en": "Some words may hurt people. You can write the idea in another way.",
        "ar": "قد تجرح بعض الكلمات الآخرين. يمكنكم كتابة الفكرة بطريقة أخرى.",
    },
    "elsewhere": {
        "fr": "Cela ne dépend pas de ce plan. Nous l'avons transmis au bon service.",
        "en": "This does not depend on this plan. We have passed it on to the right service.",
        "ar": "هذا لا يتعلق بهذه الخطة. لقد أرسلناه إلى الجهة المختصة.",
    },
    "exists": {
        "fr": "Cela existe déjà. Demandez à l'accueil du quartier.",
        "en": "This already exists. Ask at the neighbourhood office.",
        "ar": "هذا موجود بالفعل. اسألوا في مكتب استقبال الحي.",
    },
    "working_group": {
        "fr": "Votre idée est étudiée par le groupe de travail.",
        "en": "The working group is looking into your idea.",
        "ar": "يدرس فريق العمل فكرتكم.",
    },
}
"""{key: words in each language}; the organiser may write others instead."""
