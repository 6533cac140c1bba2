"""The form that enters what somebody signed on paper."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.staff.forms import ActionForm
from boundaries.errors.exceptions import RuleViolation
from boundaries.files.rules import check_file
from boundaries.web.forms import DateInputField
from policies.paper.rules import ENDINGS, check_scan

LONGEST_CODE = 20


class SignedPageForm(ActionForm):
    """The code off the page, the day beside the signature, and the scan."""

    code = forms.CharField(
        label=_("Code on the page"),
        max_length=LONGEST_CODE,
        help_text=_("It stands beside the signature, like 4F0A-91C2-7D3E. It says which text was signed."),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Enter the code that stands on the page")},
    )
    signed_on = DateInputField(
        label=_("Day it was signed"), error_messages={"required": _("Enter the day that stands beside the signature")}
    )
    file = forms.FileField(
        label=_("Scan of the signed page"),
        max_length=255,
        help_text=_("A PDF, JPEG or PNG of at most 10 MB. A picture taken with a telephone will do."),
        widget=forms.FileInput(attrs={"accept": ENDINGS}),
        error_messages={
            "required": _("Choose the scan of the signed page"),
            "empty": _("This file is empty. Choose another one."),
        },
    )
    content: bytes = b""

    def clean_file(self) -> UploadedFile:
        """The scan, judged by what is in it."""
        file: UploadedFile = self.cleaned_data["file"]
        try:
            check_file(size=file.size or 0, files_before=0)
            self.content = file.read()
            check_scan(file.name or "", self.content)
        except RuleViolation as refusal:
            raise forms.ValidationError(refusal.message, code=refusal.code) from refusal
        return file

    def facts(self) -> dict[str, Any]:
        """Code, day, and the file by name and content."""
        told = self.cleaned_data
        return {"code": told["code"], "signed_on": told["signed_on"], "name": told["file"].name, "content": self.content}
