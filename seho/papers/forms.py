"""The names of a year and of its decade, as they are decreed."""

from seho import forms
from seho.papers.models import YearName

_QUOTES = "«»“”\"'"


class YearNameForm(forms.ModelForm):
    """Either may be blank: a name is decreed in the first days of January. Quotes are the letterhead's."""

    class Meta:
        model = YearName
        fields = ("year_name", "decade_name")

    def clean_year_name(self) -> str:
        return str(self.cleaned_data["year_name"]).strip(_QUOTES + " ")

    def clean_decade_name(self) -> str:
        return str(self.cleaned_data["decade_name"]).strip(_QUOTES + " ")
