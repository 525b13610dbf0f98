"""What is said of a file that cannot be taken."""

from django.core.exceptions import ValidationError


class BadFile(ValidationError):
    """A file that is refused, with the sentence that the person will read beside the field."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, code="bad_file")
        self.sentence = sentence
