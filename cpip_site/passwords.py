"""What a password may not be made of: words that everybody connects with this site."""

import re
from typing import Any

from django.core.exceptions import ValidationError

OURS = re.compile(
    r"administrator|admin|children|child|council|cpip|editor|government|improvement|keeping|letmein|password|"
    r"programme|program|protection|protecting|safeguarding|safety|safe|scotland|scottish|scot|social|wagtail|"
    r"welcome|website|worried|work"
)
LEAST_OF_ITS_OWN = 8  # characters that are neither such a word nor one more digit or sign at its end


class NotOurWords:
    """A validator of Django's: ValidationError where our words, digits and signs are all that there is."""

    def validate(self, password: str, user: Any = None) -> None:
        rest, found = OURS.subn("", password.lower())
        of_its_own = re.sub(r"[\W\d_]", "", rest)
        if found and len(of_its_own) < LEAST_OF_ITS_OWN:
            raise ValidationError(self.get_help_text(), code="password_of_our_words")

    def get_help_text(self) -> str:
        return "Do not make your password of words such as “child”, “protection” or “Scotland” and digits alone."
