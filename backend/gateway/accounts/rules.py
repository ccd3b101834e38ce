"""What may stand in the fields of an account, and how it is kept.

Each function returns the cleaned value, or a `FieldProblem` that says what is wrong.
"""

import unicodedata

from email_validator import EmailNotValidError, validate_email

from backend.gateway.schemas.base import FieldProblem

USERNAME_LENGTHS = range(3, 41)
# Case folding may lengthen a name; its key must fit into the column.
MAXIMUM_KEY_LENGTH = 80
MAXIMUM_EMAIL_LENGTH = 254
MAXIMUM_NAME_LENGTH = 80

# Letters (with the marks that some scripts write vowels with) and digits of any script.
_NAME_CATEGORIES = {"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd"}
# Such letters and marks show nothing at all.
_INVISIBLE = ("FILLER", "JOINER", "VARIATION SELECTOR", "INHERENT")
# Their letters look alike: a name of several would look like another name of one.
_LOOKALIKE_SCRIPTS = {"LATIN", "CYRILLIC", "GREEK"}


def username(text: str) -> str | FieldProblem:
    """Return a username as shown: 3 to 40 letters, digits, dots, dashes, underscores."""
    name = unicodedata.normalize("NFKC", text.strip())
    if not name:
        return FieldProblem(code="required", message="Choose a username.")
    if len(name) < USERNAME_LENGTHS.start:
        return FieldProblem(
            code="too_short", message=f"Use at least {USERNAME_LENGTHS.start} characters."
        )
    if len(name) not in USERNAME_LENGTHS or len(username_key(name)) > MAXIMUM_KEY_LENGTH:
        return FieldProblem(
            code="too_long", message=f"Use at most {USERNAME_LENGTHS.stop - 1} characters."
        )
    if not all(map(_may_stand_in_username, name)) or not any(map(str.isalnum, name)):
        return FieldProblem(
            code="invalid_characters", message="Use letters, digits, dots, dashes and underscores."
        )
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in name}
    if len(scripts & _LOOKALIKE_SCRIPTS) > 1:
        return FieldProblem(
            code="invalid_characters", message="Do not mix alphabets that look alike."
        )
    return name


def username_key(name: str) -> str:
    """Return what makes a username unique: how it is written does not."""
    folded = unicodedata.normalize("NFKC", name.strip()).casefold()
    return unicodedata.normalize("NFKC", folded)


def _may_stand_in_username(character: str) -> bool:
    if character in "._-":
        return True
    official = unicodedata.name(character, "")
    return unicodedata.category(character) in _NAME_CATEGORIES and not any(
        word in official for word in _INVISIBLE
    )


def email(text: str) -> str | FieldProblem:
    """Return an e-mail address as written; its form is checked, not whether it exists."""
    address = text.strip()
    if not address:
        return FieldProblem(code="required", message="Enter your e-mail address.")
    if len(address) > MAXIMUM_EMAIL_LENGTH:
        return FieldProblem(code="too_long", message="This is too long for an e-mail address.")
    try:
        return validate_email(address, check_deliverability=False).normalized
    except EmailNotValidError:
        return FieldProblem(
            code="invalid_email", message="This does not look like an e-mail address."
        )


def email_key(address: str) -> str:
    """Return what makes an address unique. Mail servers everywhere ignore case."""
    return unicodedata.normalize("NFC", address.strip()).casefold()


def person_name(text: str) -> str | FieldProblem:
    """Return a first or last name. It may be empty; people's names follow no rules."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if len(name) > MAXIMUM_NAME_LENGTH:
        return FieldProblem(
            code="too_long", message=f"Use at most {MAXIMUM_NAME_LENGTH} characters."
        )
    if not all(_may_stand_in_person_name(character) for character in name):
        return FieldProblem(
            code="invalid_characters", message="There is an invisible character in this."
        )
    return name


def _may_stand_in_person_name(character: str) -> bool:
    # Control characters, and formatting ones, which can turn the text around them. The
    # joiners are needed to write Persian and several Indian scripts.
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"} or (
        character in "\u200c\u200d"
    )
