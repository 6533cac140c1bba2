"""Forms as pages show them: GOV.UK Frontend markup, errors beside the field, nothing typed is ever lost."""

from boundaries.web.forms.fields import ClockTimeField, DateInputField
from boundaries.web.forms.page_form import PageForm, PageModelForm
from boundaries.web.forms.widgets import CheckboxSelectMultiple, DateBoxes, RadioSelect

__all__ = [
    "CheckboxSelectMultiple",
    "ClockTimeField",
    "DateBoxes",
    "DateInputField",
    "PageForm",
    "PageModelForm",
    "RadioSelect",
]
