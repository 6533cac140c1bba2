"""The one renderer of every form: templates/django/forms/, with bound fields that know the page's markup."""

from django.forms.renderers import TemplatesSetting

from boundaries.web.forms.bound_field import PageBoundField


class PageRenderer(TemplatesSetting):
    """Renders forms with the project's own templates; named by the setting FORM_RENDERER."""

    form_template_name = "django/forms/div.html"
    field_template_name = "django/forms/field.html"
    bound_field_class = PageBoundField
