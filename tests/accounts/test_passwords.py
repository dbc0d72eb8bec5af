import pytest

from consultation.accounts.passwords import MINIMUM_LENGTH, Fault, common_passwords, fault_of, hash_password, is_right


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("neuf.sign", Fault.SHORT),
        ("dix.signes", None),
        ("MotDePasse123", Fault.COMMON),
        ("azertyuiop", Fault.COMMON),
        ("dominique2", Fault.OWN_NAME),
        ("Dominique-mange-des-cerises", None),
        ("121212121212", Fault.MONOTONOUS),
        ("trois chats gris", None),
    ],
)
def test_a_password_is_refused_for_a_reason(password: str, fault: Fault | None) -> None:
    assert fault_of(password, "Dominique Roy", "d.roy@example.org") == fault


def test_the_list_holds_only_what_the_length_lets_through_in_lower_case() -> None:
    assert not {word for word in common_passwords() if len(word) < MINIMUM_LENGTH or word != word.lower()}


def test_a_hash_opens_with_its_password_alone() -> None:
    kept = hash_password("trois chats gris")

    assert is_right("trois chats gris", kept)
    assert not is_right("trois chats noirs", kept)
    assert not is_right("trois chats gris", None)
    assert not is_right("trois chats gris", "!")
    assert kept.startswith("$argon2id$")
